#pragma once
// Lists the codes of value sets from their definitions. Source: R4 valueset.html#compositions.

#include <map>
#include <string>

#include "stages/definitions/model.hpp"

namespace hios::definitions {

// Looks into `definitions`, which must outlive it. Where a url is defined twice, the later one holds
// (a profile package may define anew what the core defines). Not thread-safe.
class ValueSets {
public:
    explicit ValueSets(const model::Definitions& definitions);

    // Lists the whole of a code system that FHIR does not define (ISO 4217).
    void add_system(model::CodeSystem system);

    // What the set holds. A set, system or filter that is not known here makes it open.
    [[nodiscard]] model::CodeList list(const std::string& url) const;

private:
    using Codes = std::map<std::string, std::vector<std::string>>;
    struct Listing {
        Codes codes;
        std::vector<std::string> open;
    };
    void include(const model::Include& part, Listing& into, int depth) const;
    void include_set(const std::string& url, Listing& into, int depth) const;
    void include_system(const model::Include& part, Listing& into) const;
    void exclude(const model::Include& part, Listing& from, int depth) const;
    static bool filter(const model::CodeSystem& system, const model::Filter& rule, std::vector<bool>& in);

    std::map<std::string, const model::ValueSet*> sets_;
    std::map<std::string, model::CodeSystem> systems_;
};

}  // namespace hios::definitions
