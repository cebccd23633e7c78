#pragma once
// Regular expressions in linear time and bounded memory (RE2 syntax), whatever the text.

#include <memory>
#include <string_view>

namespace hios::map {

// Thread-safe once made.
class Regex {
public:
    // Null when the pattern is none that can be run (look-around and back references cannot).
    [[nodiscard]] static std::unique_ptr<Regex> make(std::string_view pattern);
    ~Regex();
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;

    [[nodiscard]] bool found_in(std::string_view text) const;
    // The first group of the first match, or the whole match when the pattern has no group. A part of `text`.
    [[nodiscard]] std::string_view extract(std::string_view text) const;

private:
    struct Engine;
    explicit Regex(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

}  // namespace hios::map
