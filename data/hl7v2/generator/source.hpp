#pragma once
// Reads the JSON of the dictionary's sources.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/hl7v2/generator/model.hpp"

namespace hios::hl7v2::generator {

// The file of one version, in either of the two shapes the sources have. Throws nlohmann's exceptions.
Version read_version(const nlohmann::json& file);

// The trigger events of one version.
void read_events(const nlohmann::json& events, Version& into);

// What is withdrawn keeps the name and type it had last: senders go on filling it. Where a source says "ST" for
// what any type may stand in (its v2.7), the version before says so. A field that repeats in one version and not in
// those around it (OBX-2 in v2.5.1) is an error of the source.
void mend(Dictionary& dictionary);

}  // namespace hios::hl7v2::generator
