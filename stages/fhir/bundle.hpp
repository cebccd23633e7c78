#pragma once
// One pass over a Bundle: its entries, what each asks for, and where its resource stands.

#include <string>
#include <vector>

#include "stages/fhir/scan.hpp"

namespace hios::fhir {

// R4 value set bundle-type.
enum class BundleType : std::uint8_t {
    kUnknown,
    kDocument,
    kMessage,
    kTransaction,
    kTransactionResponse,
    kBatch,
    kBatchResponse,
    kHistory,
    kSearchset,
    kCollection,
};

// R4 value set http-verb.
enum class Method : std::uint8_t { kNone, kGet, kHead, kPost, kPut, kPatch, kDelete, kUnknown };

struct ScannedEntry {
    json::Span span;
    json::Span full_url;       // strings with quotes; empty when absent
    json::Span url;            // request.url
    json::Span if_none_exist;  // request.ifNoneExist
    json::Span last_modified;  // response.lastModified
    Method method = Method::kNone;
    bool outcome = false;  // search.mode is "outcome"
    bool has_resource = false;
    ScannedResource resource;
    json::Fault flaw;  // a fault that concerns this entry alone
};

struct ScannedBundle {
    BundleType type = BundleType::kUnknown;
    json::Span timestamp;  // string; empty when absent
    std::vector<ScannedEntry> entries;
};

// The string value of resourceType of the object at the cursor (unescaped), without moving the cursor
// and without checking the grammar; empty when there is none.
std::string peek_resource_type(const json::Cursor& cursor);

// Scans the Bundle object at the cursor and steps over it. False: the text cannot be read on
// (cursor.fault()). `bundle` is reused.
bool scan_bundle(json::Cursor& cursor, ScanScratch& scratch, std::uint32_t depth_left, ScannedBundle& bundle);

}  // namespace hios::fhir
