#pragma once
// Writes definitions in the text form that Table and Profiles are made from (docs/fhir-definitions.md).
// Equal input gives equal text.

#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/error.hpp"
#include "stages/definitions/model.hpp"
#include "stages/definitions/table.hpp"
#include "stages/definitions/value_sets.hpp"

namespace hios::definitions {

// Where a text comes from; written in its head.
struct Source {
    std::string package;  // "hl7.fhir.r4.core"
    std::string version;
    std::vector<std::pair<std::string, std::string>> digests;  // file, SHA-256
};

// The types of a FHIR version: all definitions that are no profiles. `extensions`: definitions of
// extensions, of which only url and isModifier are kept. `profiled` types (SimpleQuantity) must be among
// the definitions as profiles; their rules are written at the elements that ask for them.
tl::expected<std::string, Error> write_types(const Source& source, const model::Definitions& definitions,
                                             const std::vector<model::Definition>& extensions, const ValueSets& sets);

// The type that a profile is of ("Patient"), by its canonical url; empty when unknown.
using TypeOfProfile = std::function<std::string(std::string_view url)>;

// The profiles among the definitions, as differences from the types of `table`.
tl::expected<std::string, Error> write_profiles(const Source& source, const model::Definitions& definitions,
                                                const Table& table, const ValueSets& sets,
                                                const TypeOfProfile& type_of_profile);

}  // namespace hios::definitions
