#pragma once
// Reads one document (a Bundle or a resource) into entries, without deciding anything about them.
// Shared by conversion and by the gathering of identifiers.

#include <optional>

#include "pipeline/work.hpp"
#include "stages/fhir/bundle.hpp"
#include "stages/fhir/identity.hpp"
#include "stages/fhir/resource_types.hpp"

namespace hios::fhir {

// What an entry is to an import.
enum class EntryUse : std::uint8_t {
    kResource,  // its resource is to be staged
    kNothing,   // it holds nothing to import (GET, HEAD, an outcome, a response without a resource)
    kDelete,
    kPatch,
    kFlawed,  // error says why
};

struct ReadEntry {
    EntryUse use = EntryUse::kNothing;
    TypeId type = 0;
    std::string_view id;         // valid in FHIR; for kDelete the id to delete (may be empty)
    std::string_view full_url;   // unescaped
    std::string_view condition;  // query of a conditional create or update ("identifier=s|v"), percent-encoded
    bool conditional_create = false;
    std::int64_t time_us = kNoTime;
    std::uint32_t rank = 0;
    std::uint32_t entry = kNoEntry;  // number in the Bundle
    bool id_in_source = false;       // the source has this very id as resource.id
    json::Span span;                 // the entry, or the resource when there is no Bundle
    ScannedResource resource;
    std::optional<Error> error;  // of kFlawed
};

struct ReadSettings {
    std::uint32_t depth = 100;
    const IdNamespace* ids = nullptr;
};

// Reusable; not thread-safe (one per worker). Results hold until the next read().
class DocumentReader {
public:
    explicit DocumentReader(const ReadSettings& settings) : settings_(settings) {}

    // An error means that nothing can be taken from the document; its Where is complete.
    Outcome<void> read(const Document& document);

    [[nodiscard]] const std::vector<ReadEntry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<Link>& links() const { return scratch_.links; }
    [[nodiscard]] const std::vector<IdentifierSpans>& identifiers() const { return scratch_.identifiers; }
    [[nodiscard]] bool is_bundle() const { return is_bundle_; }

    // The unescaped inside of a string span of the document; valid until the next read().
    std::string_view text(json::Span string);

private:
    Outcome<void> check_escapes(const Document& document);
    void take_entry(const Document& document, const ScannedEntry& scanned, std::uint32_t number);
    void take_resource(const Document& document, const ScannedResource& resource, ReadEntry& entry);
    void name_deleted(std::string_view url, ReadEntry& entry);
    void fill_times();
    void choose_id(const Document& document, const ScannedResource& resource, const ScannedEntry* scanned,
                   ReadEntry& entry);
    void flaw(ReadEntry& entry, const Document& document, const Code& code, std::string what, std::uint64_t offset,
              std::uint64_t length);
    std::string_view keep(std::string text);

    ReadSettings settings_;
    json::StructuralIndex index_;
    ScanScratch scratch_;
    ScannedBundle bundle_;
    std::vector<ReadEntry> entries_;
    std::vector<std::uint32_t> bad_escapes_;
    std::vector<std::unique_ptr<std::string>> kept_;
    std::string_view source_;
    bool is_bundle_ = false;
    bool has_escapes_ = false;
};

}  // namespace hios::fhir
