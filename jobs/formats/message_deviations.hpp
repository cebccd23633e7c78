#pragma once
// In what messages deviate from the standard: counted always as far as reading them notices, and with `strict` compared
// with the dictionary, listed with their places, and refused when the job wants that.

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "jobs/spec/job_spec.hpp"
#include "pipeline/work.hpp"
#include "stages/hl7v2/dictionary/deviations.hpp"

namespace hios::jobs {

// Not thread-safe; one per converter.
class MessageDeviations {
public:
    explicit MessageDeviations(Hl7v2Spec::Strict strict) : strict_(strict) {}

    // `message` was read from the last document of `work`. An error: the job refuses the message.
    std::optional<Error> take(const hl7v2::Message& message, Work& work);
    // What was found since it was asked last, as "hl7v2.missing PID"; as "hl7v2.charset" where reading noticed it.
    void tell(std::vector<MapTally>& tallies);

private:
    void list(Work& work, const Code& code, std::string place, std::uint32_t offset) const;

    const Hl7v2Spec::Strict strict_;
    hl7v2::dictionary::DeviationFinder finder_;
    std::map<std::pair<std::string_view, std::uint32_t>, std::uint64_t> counts_;  // by code and segment, or kNoSegment
};

}  // namespace hios::jobs
