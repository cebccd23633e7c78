#include "stages/fhir/document_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "stages/fhir/codes.hpp"
#include "stages/fhir/instant.hpp"
#include "stages/fhir/links.hpp"

namespace hios::fhir {
namespace {

std::string what_of(const Code& code) {
    return std::string(code.meaning.substr(0, code.meaning.size() - 1));
}

Where where_of(const Document& document, std::uint64_t offset, std::uint64_t length, std::string path) {
    if (path.empty() && document.shape == Shape::kLine) path = fmt::format("line {}", document.line);
    return {*document.name, document.offset + offset, length, std::move(path)};
}

}  // namespace

std::string_view DocumentReader::keep(std::string text) {
    kept_.push_back(std::make_unique<std::string>(std::move(text)));
    return *kept_.back();
}

std::string_view DocumentReader::text(json::Span string) {
    if (string.empty()) return {};
    const std::string_view inside = source_.substr(string.begin + 1, string.end - string.begin - 2);
    if (!has_escapes_ || inside.find('\\') == std::string_view::npos) return inside;
    std::string decoded;
    json::unescape(inside, decoded);
    return keep(std::move(decoded));
}

Outcome<void> DocumentReader::read(const Document& document) {
    entries_.clear();
    kept_.clear();
    bad_escapes_.clear();
    is_bundle_ = false;
    source_ = document.text;

    if (auto built = index_.build(source_); !built) {
        Error error = std::move(built).error();
        error.where = where_of(document, error.where.offset, 0, {});
        return fail(std::move(error));
    }
    has_escapes_ = std::memchr(source_.data(), '\\', source_.size()) != nullptr;
    scratch_.clear(has_escapes_);
    if (has_escapes_) json::find_bad_escapes(source_, bad_escapes_);

    json::Cursor cursor(source_, index_);
    const auto unreadable = [&](const Code& code, std::uint64_t offset) {
        return fail(reject(code, what_of(code), where_of(document, offset, 0, {})));
    };
    if (cursor.peek() != '{') return unreadable(codes::kNotObject, cursor.position());

    ScannedResource single;
    is_bundle_ = peek_resource_type(cursor) == "Bundle";
    const bool read = is_bundle_ ? scan_bundle(cursor, scratch_, settings_.depth, bundle_)
                                 : scan_resource(cursor, scratch_, settings_.depth, single);
    if (!read) return unreadable(*cursor.fault().code, cursor.fault().offset);
    if (!cursor.at_end()) return unreadable(json::codes::kTrailing, cursor.position());

    if (is_bundle_) {
        for (std::size_t i = 0; i < bundle_.entries.size(); ++i)
            take_entry(document, bundle_.entries[i], static_cast<std::uint32_t>(i));
        fill_times();
    } else {
        ReadEntry entry;
        entry.span = single.span;
        take_resource(document, single, entry);
        if (entry.use == EntryUse::kResource) choose_id(document, single, nullptr, entry);
        if (entry.use == EntryUse::kFlawed) return fail(std::move(*entry.error));
        entries_.push_back(std::move(entry));
    }
    return check_escapes(document);
}

// A wrong escape costs the resource it stands in; elsewhere, the document.
Outcome<void> DocumentReader::check_escapes(const Document& document) {
    for (const std::uint32_t at : bad_escapes_) {
        ReadEntry* owner = nullptr;
        if (is_bundle_) {
            const auto behind =
                std::upper_bound(entries_.begin(), entries_.end(), at,
                                 [](std::uint32_t place, const ReadEntry& entry) { return place < entry.span.begin; });
            if (behind != entries_.begin() && at < std::prev(behind)->span.end) owner = &*std::prev(behind);
        }
        if (owner == nullptr)
            return fail(reject(json::codes::kEscape, what_of(json::codes::kEscape), where_of(document, at, 2, {})));
        flaw(*owner, document, json::codes::kEscape, what_of(json::codes::kEscape), at, 2);
    }
    return {};
}

void DocumentReader::flaw(ReadEntry& entry, const Document& document, const Code& code, std::string what,
                          std::uint64_t offset, std::uint64_t length) {
    entry.use = EntryUse::kFlawed;
    std::string path = entry.entry == kNoEntry ? std::string() : fmt::format("entry[{}]", entry.entry);
    if (!path.empty() && document.shape == Shape::kLine) path = fmt::format("line {}, {}", document.line, path);
    if (!entry.error) entry.error = reject(code, std::move(what), where_of(document, offset, length, std::move(path)));
}

void DocumentReader::take_entry(const Document& document, const ScannedEntry& scanned, std::uint32_t number) {
    ReadEntry& entry = entries_.emplace_back();
    entry.entry = number;
    entry.span = scanned.span;
    entry.full_url = text(scanned.full_url);
    const bool newest_first = bundle_.type == BundleType::kHistory;
    entry.rank = newest_first ? static_cast<std::uint32_t>(bundle_.entries.size()) - number : number;
    entry.time_us = parse_instant(text(scanned.last_modified));

    if (scanned.method == Method::kDelete) {
        entry.use = EntryUse::kDelete;
        return name_deleted(text(scanned.url), entry);
    }
    if (scanned.method == Method::kPatch) {
        entry.use = EntryUse::kPatch;
        return;
    }
    if (scanned.method == Method::kGet || scanned.method == Method::kHead || !scanned.has_resource) return;
    if (scanned.flaw)
        return flaw(entry, document, *scanned.flaw.code, what_of(*scanned.flaw.code), scanned.flaw.offset, 0);

    const bool answers = bundle_.type == BundleType::kBatchResponse ||
                         bundle_.type == BundleType::kTransactionResponse || bundle_.type == BundleType::kSearchset;
    if ((answers || scanned.outcome) && text(scanned.resource.type) == "OperationOutcome") return;

    take_resource(document, scanned.resource, entry);
    if (entry.use != EntryUse::kResource) return;
    if (scanned.method == Method::kPost && !scanned.if_none_exist.empty()) {
        entry.condition = text(scanned.if_none_exist);
        entry.conditional_create = true;
    } else if (scanned.method == Method::kPut) {
        const std::string_view url = text(scanned.url);
        if (const std::size_t mark = url.find('?'); mark != std::string_view::npos)
            entry.condition = url.substr(mark + 1);
    }
    choose_id(document, scanned.resource, &scanned, entry);
}

// Which resource a DELETE means: "Type/id", else the entry's RESTful fullUrl. A conditional delete
// ("Type?...") names none.
void DocumentReader::name_deleted(std::string_view url, ReadEntry& entry) {
    const std::size_t slash = url.find('/');
    std::string_view base;
    std::string_view type = url.substr(0, slash);
    std::string_view id = slash == std::string_view::npos ? std::string_view{} : url.substr(slash + 1);
    if (url.empty()) split_restful(entry.full_url, base, type, id);
    const auto known = type_id(type);
    if (!known || id.empty() || id.find('/') != std::string_view::npos) return;
    entry.type = *known;
    entry.id = is_valid_id(id) ? id : keep(settings_.ids->derive(type, id));
}

// Entries that bear no time of their own. A history is sorted, newest first, so there an entry is as
// old as its neighbours (ranks tell them apart); elsewhere the Bundle's own time holds.
void DocumentReader::fill_times() {
    if (bundle_.type == BundleType::kHistory) {
        const auto take_from_neighbour = [known = kNoTime](ReadEntry& entry) mutable {
            if (entry.time_us == kNoTime) entry.time_us = known;
            known = entry.time_us;
        };
        std::for_each(entries_.rbegin(), entries_.rend(), take_from_neighbour);
        std::for_each(entries_.begin(), entries_.end(), take_from_neighbour);
    }
    const std::int64_t bundle_time = parse_instant(text(bundle_.timestamp));
    for (ReadEntry& entry : entries_) {
        if (entry.time_us == kNoTime) entry.time_us = bundle_time;
    }
}

void DocumentReader::take_resource(const Document& document, const ScannedResource& resource, ReadEntry& entry) {
    const auto wrong = [&](const Code& code, json::Span at) {
        flaw(entry, document, code, what_of(code), at.begin, at.end - at.begin);
    };
    entry.resource = resource;
    if (resource.flaw)
        return flaw(entry, document, *resource.flaw.code, what_of(*resource.flaw.code), resource.flaw.offset, 0);
    if (resource.type.empty()) return wrong(codes::kNoType, resource.span);
    const std::string_view type = text(resource.type);
    const auto known = type_id(type);
    if (!known) return wrong(codes::kUnknownType, resource.type);
    if (type == "Bundle") return wrong(codes::kNestedBundle, resource.span);
    if (!resource.id_is_string) return wrong(codes::kBadId, resource.id);
    entry.use = EntryUse::kResource;
    entry.type = *known;
    if (const auto updated = parse_instant(text(resource.last_updated)); updated != kNoTime) entry.time_us = updated;
}

// The id by which the resource is staged: its own when FHIR allows it, else one that stays the same
// over runs. (Answers of the run-wide index to conditional creates come on top, in conversion.)
void DocumentReader::choose_id(const Document& document, const ScannedResource& resource, const ScannedEntry* scanned,
                               ReadEntry& entry) {
    const std::string_view type = kResourceTypes[entry.type];
    // An empty id is no id: one derived from it would be the same for every resource without one.
    if (const std::string_view own = text(resource.id); !own.empty()) {
        if (is_valid_id(own)) {
            entry.id = own;
            entry.id_in_source = own.data() == source_.data() + resource.id.begin + 1;
        } else {
            entry.id = keep(settings_.ids->derive(type, own));
        }
        return;
    }
    if (scanned != nullptr) {
        const std::string_view url = scanned->method == Method::kPut ? text(scanned->url) : std::string_view{};
        if (const std::size_t slash = url.find('/');
            slash != std::string_view::npos && url.substr(0, slash) == type && is_valid_id(url.substr(slash + 1))) {
            entry.id = url.substr(slash + 1);
            return;
        }
        for (const std::string_view urn : {"urn:uuid:", "urn:oid:"}) {
            if (entry.full_url.substr(0, urn.size()) == urn && is_valid_id(entry.full_url.substr(urn.size()))) {
                entry.id = entry.full_url.substr(urn.size());
                return;
            }
        }
        std::string_view base, url_type, id;
        if (split_restful(entry.full_url, base, url_type, id) && url_type == type && is_valid_id(id)) {
            entry.id = id;
            return;
        }
    }
    std::string key = fmt::format("{}#{}", *document.name, document.number);
    if (entry.entry != kNoEntry) key += fmt::format("/entry[{}]", entry.entry);
    entry.id = keep(settings_.ids->derive(type, key));
}

}  // namespace hios::fhir
