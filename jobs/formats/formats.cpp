#include "jobs/formats/formats.hpp"

#include "jobs/formats/ccda_format.hpp"
#include "jobs/formats/fhir_format.hpp"
#include "jobs/formats/flat_format.hpp"
#include "jobs/formats/hl7v2_format.hpp"
#include "stages/ccda/sniff.hpp"

namespace hios::jobs {
namespace {

using Make = std::unique_ptr<const Format> (*)(const JobSpec& spec);

// One line for each format. Null: the job does not read it. FHIR is last: it takes what nobody claims, so that each
// object ends up somewhere.
constexpr Make kFormats[] = {
    make_flat_format,
    make_hl7v2_format,
    make_ccda_format,
    make_fhir_format,
};

}  // namespace

Formats::Formats(const JobSpec& spec) {
    for (const Make make : kFormats) {
        if (auto format = make(spec)) formats_.push_back(std::move(format));
    }
}

std::uint8_t Formats::of(std::string_view part, std::string_view head, bool whole) const {
    std::size_t number = 0;
    while (number + 1 < formats_.size() && !formats_[number]->claims(part, head, whole)) ++number;
    return static_cast<std::uint8_t>(number);
}

bool Formats::is_packaging(std::uint8_t format, std::string_view member, std::string_view head, bool whole) const {
    return format + 1U == formats_.size() && ccda::member_of(member) == ccda::Member::kPackaging &&
           !formats_.back()->claims(member, head, whole);
}

}  // namespace hios::jobs
