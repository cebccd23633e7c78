#pragma once
// Regular expressions in linear time and bounded memory, whatever the pattern and the text.

#include <memory>
#include <string>
#include <string_view>

namespace hios::fhirpath {

// Thread-safe once made.
class Regex {
public:
    // Null when the pattern is none that can be run (look-around and back references cannot).
    [[nodiscard]] static std::unique_ptr<Regex> make(std::string_view pattern);
    ~Regex();
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;

    [[nodiscard]] bool found_in(std::string_view text) const;
    [[nodiscard]] bool matches_all_of(std::string_view text) const;
    // $1 and \1 in `by` stand for groups. False: `by` names a group that does not exist.
    [[nodiscard]] bool replace_all(std::string_view text, std::string_view by, std::string& into) const;

private:
    struct Engine;
    explicit Regex(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

}  // namespace hios::fhirpath
