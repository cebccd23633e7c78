#pragma once
// Checks a Document against a JSON Schema: the part of draft 7 that data/schema/ uses, with messages
// for people. All problems are found, not only the first.
//
// Keywords: type, enum, properties, patternProperties (prefixes such as "^x-"), additionalProperties,
// required, minProperties, maxProperties, items, minItems, minLength, maxLength, pattern, minimum,
// maximum, anyOf, $ref to #/definitions. `errorMessage` (known to editors) replaces the message of a
// failed value.

#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/spec/document.hpp"

namespace hios::jobs {

// `reread` holds the pointers of texts that came from outside (environment): where the schema wants a
// number there, the text is read as a plain YAML scalar and the tree is changed accordingly.
std::vector<Problem> check_schema(Document& document, const nlohmann::json& schema,
                                  const std::set<std::string>& reread);

}  // namespace hios::jobs
