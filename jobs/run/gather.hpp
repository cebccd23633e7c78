#pragma once
// The first pass: fills the run's index of identifiers, when its input asks for any.

#include <functional>

#include "jobs/run/context.hpp"
#include "stages/fhir/conditional.hpp"

namespace hios::jobs {

// `feed` makes a fresh feed over the whole plan; it is called once or twice. `known` is called when
// all wanted keys stand in the index, to offer what earlier runs staged.
Outcome<void> gather_index(RunContext& context, const std::function<FeedSource()>& feed,
                           const std::function<Outcome<void>(fhir::ConditionalIndex&)>& known, RunControl& control,
                           fhir::ConditionalIndex& index);

}  // namespace hios::jobs
