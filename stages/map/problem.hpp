#pragma once
// What is wrong with a map file, and where: every finding of reading and compiling it.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hios::map {

// A place in a map file; lines and columns count from 1. Cheap to copy.
struct Place {
    std::shared_ptr<const std::string> file;
    int line = 0;
    int column = 0;

    // The place `by` characters further on the same line.
    [[nodiscard]] Place right(std::size_t by) const { return {file, line, column + static_cast<int>(by)}; }
};

// "synthea.yaml:12:7"
[[nodiscard]] std::string to_text(const Place& place);

struct Problem {
    Place place;
    std::string what;
    std::string hint;  // how to mend it; may be ""
    bool warning = false;
};

// "synthea.yaml:12:7: Patient has no element "gendr". Did you mean "gender"?"
[[nodiscard]] std::string to_text(const Problem& problem);

// Collects problems, so that one run shows all of them. Not thread-safe.
class Problems {
public:
    static constexpr std::size_t kMost = 200;  // a broken file shall not fill the screen

    void error(Place place, std::string what, std::string hint = {});
    void warn(Place place, std::string what, std::string hint = {});

    [[nodiscard]] bool failed() const { return errors_ > 0; }
    [[nodiscard]] std::size_t errors() const { return errors_; }
    [[nodiscard]] const std::vector<Problem>& all() const { return all_; }

private:
    void add(Problem problem);
    std::vector<Problem> all_;
    std::size_t errors_ = 0;
};

}  // namespace hios::map
