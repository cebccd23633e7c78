#pragma once
// Conditional references, creates and updates (R4 http.html#trules, bundle.html): queries by
// identifier, and the run-wide index that answers them.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pipeline/work.hpp"

namespace hios::fhir {

// "Type?identifier=system|value" or "Type?_id=id", taken apart and percent-decoded.
struct ConditionalQuery {
    std::string_view type;    // a slice of the text parsed
    bool by_id = false;       // _id: `value` is the id
    bool any_system = false;  // identifier=value without '|'
    std::string system;
    std::string value;
    [[nodiscard]] Key128 key() const;
};

// Nothing when `text` is not of one of the two forms (other parameters cannot be resolved from data).
std::optional<ConditionalQuery> parse_conditional(std::string_view text);
// The query part alone ("identifier=system|value"), as request.ifNoneExist has it.
std::optional<ConditionalQuery> parse_query(std::string_view type, std::string_view query);

// identifier → id over the whole run, read-only while documents are converted. Thread-safe then.
class ConditionalIndex {
public:
    struct Entry {
        std::string id;
        bool certain = false;    // from a resource that is no conditional create
        bool ambiguous = false;  // several resources have the identifier
    };

    // Announces a query; only identifiers that are wanted are kept.
    void want(const WantedKey& wanted);
    [[nodiscard]] bool empty() const { return exact_.empty() && any_.empty(); }

    // Offers an identifier of a resource, in source order. A resource that is no conditional create or
    // update makes its id the answer (two such ids: ambiguous); conditional ones yield to it, and to
    // the first of themselves.
    void offer(Key128 key, std::string_view id, bool conditional);

    // The answer, or nullptr when the run holds no such identifier.
    [[nodiscard]] const Entry* find(const WantedKey& wanted) const;

    // All keys wanted, for asking the ledger about what earlier runs staged.
    [[nodiscard]] std::vector<WantedKey> wanted() const;

    // For keeping the index: what want() and offer() made of a key; "" as id: nothing yet.
    [[nodiscard]] const Entry& entry(const WantedKey& wanted) const;
    void restore(const WantedKey& wanted, Entry entry);

private:
    struct KeyHash {
        std::size_t operator()(const Key128& key) const { return key.high ^ (key.low * 0x9E3779B97F4A7C15ULL); }
    };
    std::unordered_map<Key128, Entry, KeyHash> exact_;
    std::unordered_map<std::uint64_t, Entry> any_;
};

}  // namespace hios::fhir
