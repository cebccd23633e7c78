#include "jobs/doctor/finding.hpp"

#include <algorithm>

#include "io/aws/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::doctor {
namespace {

std::string words_of(const Error& error) {
    return error.where.document.empty() ? error.what : error.what + " (" + error.where.document + ")";
}

}  // namespace

std::string_view to_string(State state) {
    switch (state) {
        case State::kOk:
            return "ok";
        case State::kWarn:
            return "warn";
        case State::kFail:
            return "fail";
        case State::kSkipped:
            break;
    }
    return "skip";
}

void Findings::ok(std::string_view check, std::string text) {
    all_.push_back({area_, std::string(check), State::kOk, std::move(text), {}, {}});
}

void Findings::warn(std::string_view check, std::string text, std::string mend) {
    all_.push_back({area_, std::string(check), State::kWarn, std::move(text), std::move(mend), {}});
}

void Findings::fail(std::string_view check, std::string text, std::string mend) {
    all_.push_back({area_, std::string(check), State::kFail, std::move(text), std::move(mend), {}});
}

void Findings::fail(std::string_view check, const Error& error) {
    all_.push_back({area_, std::string(check), State::kFail, words_of(error), std::string(error.how_to_mend()), error});
}

void Findings::skip(std::string_view check, std::string text) {
    all_.push_back({area_, std::string(check), State::kSkipped, std::move(text), {}, {}});
}

void Findings::unseen(std::string_view check, const Error& error) {
    const bool denied = error.code->id == codes::kAwsDenied.id || error.code->id == codes::kPermission.id;
    skip(check, denied ? "may not be looked at with these credentials" : "is not known: " + words_of(error));
}

std::uint64_t Findings::count(State state) const {
    return static_cast<std::uint64_t>(
        std::count_if(all_.begin(), all_.end(), [state](const Finding& finding) { return finding.state == state; }));
}

}  // namespace hios::doctor
