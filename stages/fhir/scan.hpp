#pragma once
// One pass over a resource's JSON: checks its grammar and notes where its identity and its links
// stand. Nothing is copied; all results are byte ranges of the indexed text.

#include <string>
#include <string_view>
#include <vector>

#include "stages/json/walk.hpp"

namespace hios::fhir {

enum class LinkKind : std::uint8_t { kReference, kUri, kNarrative };

struct Link {
    json::Span value;  // string with quotes
    LinkKind kind = LinkKind::kReference;
};

struct IdentifierSpans {
    json::Span system;  // strings with quotes; empty when absent
    json::Span value;
};

struct ScannedResource {
    json::Span span;  // the object with its braces
    json::Span type;  // resourceType's string; empty when absent or no string
    json::Span id;    // id's value; empty when absent
    bool id_is_string = true;
    json::Span last_updated;  // meta.lastUpdated's string; empty when absent
    std::uint32_t first_link = 0;
    std::uint32_t link_count = 0;
    std::uint32_t first_identifier = 0;
    std::uint32_t identifier_count = 0;
    json::Fault flaw;  // a fault that concerns this resource alone (a repeated member)
};

// Reusable scratch; one per worker. links and identifiers grow over the resources of one document.
struct ScanScratch {
    json::WalkScratch walk;
    std::vector<Link> links;
    std::vector<IdentifierSpans> identifiers;
    std::string unescaped;
    bool has_escapes = false;
    // For a new text; `escapes`: whether it holds any backslash.
    void clear(bool escapes) {
        walk.is_object.clear();
        walk.keys.clear(escapes);
        links.clear();
        identifiers.clear();
        has_escapes = escapes;
    }
    // The inside of a string without its escapes; holds until the next call.
    std::string_view plain(std::string_view inside) {
        if (!has_escapes || inside.find('\\') == std::string_view::npos) return inside;
        json::unescape(inside, unescaped);
        return unescaped;
    }
};

// Scans the object at the cursor and steps over it. False: the text cannot be read on (cursor.fault()).
bool scan_resource(json::Cursor& cursor, ScanScratch& scratch, std::uint32_t depth_left, ScannedResource& resource);

}  // namespace hios::fhir
