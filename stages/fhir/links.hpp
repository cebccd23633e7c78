#pragma once
// What becomes of one link of a resource: kept, rewritten, or kept as unresolved.

#include <string>
#include <string_view>
#include <vector>

#include "stages/fhir/conditional.hpp"
#include "stages/fhir/identity.hpp"
#include "stages/fhir/link_map.hpp"
#include "stages/fhir/resource_types.hpp"

namespace hios::fhir {

// Where a link of an entry leads: what every entry of the document became.
struct LinkTarget {
    TypeId type = 0;
    std::string_view id;  // empty: the entry holds no resource that can be referred to
};

struct LinkScope {
    const LinkMap* by_full_url = nullptr;  // absolute fullUrls, urn: included
    const LinkMap* by_relative = nullptr;  // "Type/id" of RESTful fullUrls that differ from what the entry became
    const std::vector<LinkTarget>* targets = nullptr;
    const ConditionalIndex* conditional = nullptr;
    const IdNamespace* ids = nullptr;
    std::string_view base;  // of the referring entry's RESTful fullUrl, "" when it has none
};

struct LinkResult {
    enum class Kind : std::uint8_t { kKeep, kRewritten, kConditional, kUnresolved };
    Kind kind = Kind::kKeep;
    std::string_view why;  // of kUnresolved: see hios::Unresolved
};

// Resolves the value of Reference.reference (unescaped). A rewritten link is put in `into`.
LinkResult resolve_reference(std::string_view value, const LinkScope& scope, std::string& into);

// Resolves the value of a uri or url element: only an exact fullUrl of the Bundle is a link.
LinkResult resolve_uri(std::string_view value, const LinkScope& scope, std::string& into);

// "http://server/fhir/Patient/1" → base "http://server/fhir", type, id. False when `url` is no
// RESTful resource URL.
bool split_restful(std::string_view url, std::string_view& base, std::string_view& type, std::string_view& id);

}  // namespace hios::fhir
