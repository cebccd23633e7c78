#include "stages/definitions/code_sets.hpp"

#include <algorithm>

#include "stages/json/key_hash.hpp"

namespace hios::definitions {

CodeSets::CodeSets() : sets_(1) {}

void CodeSets::reserve(std::size_t sets) {
    by_url_.reserve(sets);
    sets_.reserve(sets + 1);
}

CodeSetId CodeSets::add_set(std::string_view url) {
    if (!by_url_.insert(url, static_cast<std::uint16_t>(sets_.size()))) return kNoCodeSet;
    sets_.push_back({url, static_cast<std::uint32_t>(systems_.size()), 0, false, false});
    return static_cast<CodeSetId>(sets_.size() - 1);
}

void CodeSets::rule_by_media_types() {
    sets_.back().media_types = true;
}

void CodeSets::add_system(std::string_view system, bool open) {
    systems_.push_back({system, open});
    ++sets_.back().systems;
    sets_.back().open |= open;
}

void CodeSets::add_code(std::string_view code) {
    entries_.push_back(
        {code, static_cast<std::uint32_t>(systems_.size() - 1), static_cast<CodeSetId>(sets_.size() - 1)});
}

void CodeSets::index() {
    std::size_t size = 4;
    while (size < 2 * entries_.size() + 1) size *= 2;
    slots_.assign(size, 0);
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
        std::size_t at = hash(entries_[i].set, entries_[i].code) & (size - 1);
        while (slots_[at] != 0) at = (at + 1) & (size - 1);
        slots_[at] = i + 1;
    }
}

CodeSetId CodeSets::find(std::string_view url) const {
    const std::uint16_t found = by_url_.find(url);
    return found == NameIndex::kNone ? kNoCodeSet : found;
}

bool CodeSets::listed(CodeSetId id) const {
    return id != kNoCodeSet && !sets_[id].open;
}

std::uint64_t CodeSets::hash(CodeSetId set, std::string_view code) {
    const std::uint64_t mixed = (json::key_hash(code) ^ set * 0x9E3779B97F4A7C15ULL) * 0xBF58476D1CE4E5B9ULL;
    return mixed ^ mixed >> 32;
}

Membership CodeSets::has_code(CodeSetId id, std::string_view code) const {
    if (id == kNoCodeSet || slots_.empty()) return Membership::kUnknown;
    if (sets_[id].media_types) return is_media_type(code) ? Membership::kIn : Membership::kOut;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash(id, code) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const Entry& entry = entries_[slots_[at] - 1];
        if (entry.set == id && entry.code == code) return Membership::kIn;
    }
    return sets_[id].open ? Membership::kUnknown : Membership::kOut;
}

Membership CodeSets::has_coding(CodeSetId id, std::string_view system, std::string_view code) const {
    if (id == kNoCodeSet || slots_.empty()) return Membership::kUnknown;
    const Set& set = sets_[id];
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash(id, code) & mask; slots_[at] != 0; at = (at + 1) & mask) {
        const Entry& entry = entries_[slots_[at] - 1];
        if (entry.set == id && entry.code == code && systems_[entry.system].url == system) return Membership::kIn;
    }
    const auto first = systems_.begin() + set.first_system;
    const bool open = std::any_of(first, first + set.systems, [&](const System& known) {
        return known.open && (known.url.empty() || known.url == system);
    });
    if (!open) return Membership::kOut;
    if (set.media_types) return is_media_type(code) ? Membership::kIn : Membership::kOut;
    return Membership::kUnknown;
}

namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// restricted-name: at most 127 characters, the first one a letter or digit.
bool is_restricted_name(std::string_view name) {
    return !name.empty() && name.size() <= 127 && is_alphanumeric(name[0]) && std::ranges::all_of(name, [](char c) {
        return is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
    });
}

// RFC 2045 section 5.1 wants quotes around values with spaces and other signs; HL7's own examples leave them out
// ("application/dicom; variant=DICOM QIDO-RS"), so any printable value will do.
bool is_parameter(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !is_restricted_name(text.substr(0, equals))) return false;
    const std::string_view value = text.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        return value.substr(1, value.size() - 2).find('"') == std::string_view::npos;
    }
    return !value.empty() && std::ranges::all_of(value, [](char c) { return c >= ' ' && c < 0x7F && c != '"'; });
}

}  // namespace

bool is_media_type(std::string_view text) {
    if (text == "xml" || text == "json" || text == "ttl") return true;
    std::string_view name = text.substr(0, text.find(';'));
    std::string_view parameters = text.substr(name.size());
    while (name.ends_with(' ')) name.remove_suffix(1);
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || !is_restricted_name(name.substr(0, slash)) ||
        !is_restricted_name(name.substr(slash + 1))) {
        return false;
    }
    while (!parameters.empty()) {
        parameters.remove_prefix(1);
        // A semicolon inside a quoted value separates nothing.
        std::size_t end = 0;
        for (bool quoted = false; end < parameters.size() && (quoted || parameters[end] != ';'); ++end) {
            quoted ^= parameters[end] == '"';
        }
        if (!is_parameter(parameters.substr(0, end))) return false;
        parameters.remove_prefix(end);
    }
    return true;
}

}  // namespace hios::definitions
