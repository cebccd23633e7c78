#include "stages/fhir/conditional.hpp"

#include "stages/fhir/identity.hpp"

namespace hios::fhir {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = i + 2 < text.size() && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low >= 0) {
            decoded.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            decoded.push_back(text[i]);
        }
    }
    return decoded;
}

void merge(ConditionalIndex::Entry& entry, std::string_view id, bool conditional) {
    if (entry.id == id) {
        entry.certain = entry.certain || !conditional;
    } else if (entry.id.empty() || (!entry.certain && !conditional)) {
        entry.id = id;
        entry.certain = !conditional;
    } else if (!conditional) {
        entry.ambiguous = true;
    }
}

}  // namespace

Key128 ConditionalQuery::key() const {
    return identifier_key(type, system, value);
}

std::optional<ConditionalQuery> parse_query(std::string_view type, std::string_view query) {
    ConditionalQuery result;
    result.type = type;
    const std::size_t equals = query.find('=');
    if (equals == std::string_view::npos || query.find('&') != std::string_view::npos) return std::nullopt;
    const std::string_view name = query.substr(0, equals);
    std::string decoded;
    std::string_view value = query.substr(equals + 1);
    if (value.find('%') != std::string_view::npos) {
        decoded = percent_decoded(value);
        value = decoded;
    }
    if (name == "_id") {
        result.by_id = true;
        result.value = value;
        return result.value.empty() ? std::nullopt : std::optional(std::move(result));
    }
    // A comma means "or" in FHIR search: that is no single identity.
    if (name != "identifier" || value.find(',') != std::string_view::npos) return std::nullopt;
    const std::size_t bar = value.find('|');
    if (bar == std::string_view::npos) {
        result.any_system = true;
        result.value = value;
    } else {
        result.system = value.substr(0, bar);
        result.value = value.substr(bar + 1);
    }
    if (result.value.empty()) return std::nullopt;
    return result;
}

std::optional<ConditionalQuery> parse_conditional(std::string_view text) {
    const std::size_t mark = text.find('?');
    if (mark == std::string_view::npos || mark == 0) return std::nullopt;
    return parse_query(text.substr(0, mark), text.substr(mark + 1));
}

void ConditionalIndex::want(const WantedKey& wanted) {
    if (wanted.any_system) {
        any_.try_emplace(wanted.key.high);
    } else {
        exact_.try_emplace(wanted.key);
    }
}

void ConditionalIndex::offer(Key128 key, std::string_view id, bool conditional) {
    if (const auto found = exact_.find(key); found != exact_.end()) merge(found->second, id, conditional);
    if (any_.empty()) return;
    if (const auto found = any_.find(key.high); found != any_.end()) merge(found->second, id, conditional);
}

const ConditionalIndex::Entry* ConditionalIndex::find(const WantedKey& wanted) const {
    const auto answer = [](const auto& map, const auto& key) -> const Entry* {
        const auto found = map.find(key);
        return found == map.end() || found->second.id.empty() ? nullptr : &found->second;
    };
    return wanted.any_system ? answer(any_, wanted.key.high) : answer(exact_, wanted.key);
}

const ConditionalIndex::Entry& ConditionalIndex::entry(const WantedKey& wanted) const {
    return wanted.any_system ? any_.at(wanted.key.high) : exact_.at(wanted.key);
}

void ConditionalIndex::restore(const WantedKey& wanted, Entry entry) {
    (wanted.any_system ? any_[wanted.key.high] : exact_[wanted.key]) = std::move(entry);
}

std::vector<WantedKey> ConditionalIndex::wanted() const {
    std::vector<WantedKey> keys;
    keys.reserve(exact_.size() + any_.size());
    for (const auto& [key, entry] : exact_) keys.push_back({key, false});
    for (const auto& [high, entry] : any_) keys.push_back({{high, 0}, true});
    return keys;
}

}  // namespace hios::fhir
