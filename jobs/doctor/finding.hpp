#pragma once
// What `hios doctor` finds: one line for each thing it looked at. No secret and nothing of a document stands in one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/error.hpp"

namespace hios::doctor {

enum class State : std::uint8_t {
    kOk,
    kWarn,     // works, but not as it should
    kFail,     // a run will fail
    kSkipped,  // could not be seen from here; nothing is known to be wrong
};
std::string_view to_string(State state);

struct Finding {
    std::string area;   // "credentials", "staging", "data store"
    std::string check;  // "put", "public access block"
    State state = State::kOk;
    std::string text;
    std::string mend;            // of warnings and failures
    std::optional<Error> error;  // of a failure that a call answered: decides the exit code
};

// Collects findings. Not thread-safe.
class Findings {
public:
    // The following findings belong to this area.
    void area(std::string name) { area_ = std::move(name); }

    void ok(std::string_view check, std::string text);
    void warn(std::string_view check, std::string text, std::string mend);
    void fail(std::string_view check, std::string text, std::string mend);
    void fail(std::string_view check, const Error& error);
    void skip(std::string_view check, std::string text);
    // A failure of something that the caller need not be allowed to do: "not allowed" only means not seen.
    void unseen(std::string_view check, const Error& error);

    [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
    [[nodiscard]] std::uint64_t count(State state) const;

private:
    std::string area_;
    std::vector<Finding> all_;
};

}  // namespace hios::doctor
