#pragma once
// Regular expressions in linear time and bounded memory (RE2 syntax), whatever the text.

#include <map>
#include <memory>
#include <string>
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

// One for each pattern: maps say the same ones at many places, and making each anew took more than half of the time in
// which the built-in maps are compiled. Not thread-safe.
class Regexes {
public:
    // Null as Regex::make says it.
    [[nodiscard]] std::shared_ptr<const Regex> get(std::string_view pattern);

private:
    std::map<std::string, std::shared_ptr<const Regex>, std::less<>> known_;
};

}  // namespace hios::map
