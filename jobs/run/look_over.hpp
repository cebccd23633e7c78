#pragma once
// The first pass over an input: a look at all bytes, without parsing and without keeping documents,
// that tells what the gathering pass must parse (docs/decisions/0004-look-over-before-gather.md).

#include <vector>

#include "jobs/run/context.hpp"
#include "stages/fhir/conditional.hpp"
#include "stages/fhir/skim.hpp"

namespace hios::jobs {

struct Overview {
    bool conditional = false;          // some document asks for an identifier
    fhir::TypeSet wanted;              // resource types whose identifiers may be asked for
    std::vector<fhir::TypeSet> types;  // of the resources in each object, by ordinal

    // Whether an object may hold a resource that is asked for.
    [[nodiscard]] bool concerns(std::uint32_t object) const {
        return object < types.size() && (types[object] & wanted).any();
    }
};

// Announces to `index` what is asked for. What cannot be read is passed over: the packing pass tells.
Outcome<Overview> look_over(RunContext& context, const FeedSource& feed, RunControl& control,
                            fhir::ConditionalIndex& index);

}  // namespace hios::jobs
