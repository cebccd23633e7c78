#pragma once
// Which member names matter to a reader that does not know the element table: where a resource's
// identity stands, and which elements link to other resources.
//
// The transaction rule (R4 http.html#trules) replaces links in elements of type Reference, uri, url,
// oid and uuid, and in narrative. The names below are all R4 elements of those four primitive types
// (from the StructureDefinitions of hl7.fhir.r4.core 4.0.1) that can link to a resource. Left out are
// the ones that name a thing rather than link to it: system, code, type, implicitRules, identifier,
// fixed*/pattern*/defaultValue*, Extension.url, a definition's own url, and names that are canonical
// elsewhere (instantiates, definition, library, ...).

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hios::fhir {

enum class ElementName : std::uint8_t {
    kOther,
    kReference,  // Reference.reference
    kLink,       // uri or url wherever it stands
    kUrl,        // "url": a link unless it is the resource's own or an extension's
    kSource,     // Meta.source; canonical elsewhere
    kDiv,        // narrative
    kExtension,  // extension, modifierExtension
    kMeta,
    kIdentifier,
    kId,
    kResourceType,
    kLastUpdated,
    kSystem,
    kValue,
};

inline ElementName element_name(std::string_view name) {
    const auto is = [&](std::string_view other) { return std::memcmp(name.data(), other.data(), other.size()) == 0; };
    using enum ElementName;
    switch (name.size()) {
        case 2:
            return is("id") ? kId : kOther;
        case 3:
            return is("url") ? kUrl : is("div") ? kDiv : is("uri") ? kLink : kOther;
        case 4:
            return is("meta") ? kMeta : kOther;
        case 5:
            return is("value") ? kValue : kOther;
        case 6:
            return is("system")                                   ? kSystem
                   : is("source")                                 ? kSource
                   : is("policy") || is("detail") || is("issuer") ? kLink
                                                                  : kOther;
        case 7:
            return is("address") || is("nameUrl") ? kLink : kOther;
        case 8:
            return is("valueUri") || is("valueUrl") || is("valueOid") || is("endpoint") || is("eventUri") ||
                           is("protocol")
                       ? kLink
                       : kOther;
        case 9:
            return is("reference")                                                            ? kReference
                   : is("extension")                                                          ? kExtension
                   : is("valueUuid") || is("moduleUri") || is("authority") || is("rendering") ? kLink
                                                                                              : kOther;
        case 10:
            return is("identifier") ? kIdentifier : kOther;
        case 11:
            return is("lastUpdated") ? kLastUpdated : kOther;
        case 12:
            return is("resourceType") ? kResourceType : is("relativePath") ? kLink : kOther;
        case 13:
            return is("definitionUri") ? kLink : kOther;
        case 14:
            return is("derivedFromUri") ? kLink : kOther;
        case 15:
            return is("instantiatesUri") ? kLink : kOther;
        case 16:
            return is("authorizationUrl") ? kLink : kOther;
        case 17:
            return is("modifierExtension") ? kExtension : is("onlineInformation") ? kLink : kOther;
        default:
            return kOther;
    }
}

}  // namespace hios::fhir
