#include "stages/definitions/value_sets.hpp"

#include <algorithm>
#include <utility>

namespace hios::definitions {

namespace {

// Sets that import each other in a circle end here; published ones nest three deep.
constexpr int kMaxIncludeDepth = 20;

void sort_unique(std::vector<std::string>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

ValueSets::ValueSets(const model::Definitions& definitions) {
    for (const model::ValueSet& set : definitions.value_sets) sets_[set.url] = &set;
    for (const model::CodeSystem& system : definitions.code_systems) {
        // A package may carry an excerpt of a system that an earlier one has in full.
        model::CodeSystem& known = systems_[system.url];
        if (system.complete || known.url.empty()) known = system;
    }
}

void ValueSets::add_system(model::CodeSystem system) {
    std::string url = system.url;
    systems_[std::move(url)] = std::move(system);
}

model::CodeList ValueSets::list(const std::string& url) const {
    Listing listing;
    include_set(url, listing, 0);
    for (auto& [system, codes] : listing.codes) sort_unique(codes);
    sort_unique(listing.open);
    return {url, std::move(listing.codes), std::move(listing.open)};
}

void ValueSets::include_set(const std::string& url, Listing& into, int depth) const {
    const auto found = sets_.find(url);
    if (found == sets_.end() || depth > kMaxIncludeDepth || found->second->includes.empty()) {
        into.open.emplace_back();
        return;
    }
    Listing own;
    for (const model::Include& part : found->second->includes) include(part, own, depth);
    for (const model::Include& part : found->second->excludes) exclude(part, own, depth);
    for (auto& [system, codes] : own.codes) {
        auto& all = into.codes[system];
        all.insert(all.end(), codes.begin(), codes.end());
    }
    into.open.insert(into.open.end(), own.open.begin(), own.open.end());
}

void ValueSets::include(const model::Include& part, Listing& into, int depth) const {
    if (part.value_sets.empty()) return include_system(part, into);
    // Several sets in one include, or a set and a system, mean what is in all of them.
    if (part.value_sets.size() == 1 && part.system.empty()) return include_set(part.value_sets[0], into, depth + 1);
    Listing common;
    if (part.system.empty()) {
        include_set(part.value_sets[0], common, depth + 1);
    } else {
        include_system(part, common);
    }
    for (const std::string& url : part.value_sets) {
        Listing other;
        include_set(url, other, depth + 1);
        if (!other.open.empty()) common.open.emplace_back();
        for (auto& [system, codes] : common.codes) {
            const auto& kept = other.codes[system];
            std::erase_if(codes, [&](const std::string& code) { return std::ranges::count(kept, code) == 0; });
        }
    }
    for (auto& [system, codes] : common.codes) {
        auto& all = into.codes[system];
        all.insert(all.end(), codes.begin(), codes.end());
    }
    into.open.insert(into.open.end(), common.open.begin(), common.open.end());
}

void ValueSets::include_system(const model::Include& part, Listing& into) const {
    auto& codes = into.codes[part.system];
    if (!part.codes.empty()) {
        codes.insert(codes.end(), part.codes.begin(), part.codes.end());
        return;
    }
    const auto found = systems_.find(part.system);
    if (found == systems_.end() || !found->second.complete) {
        if (codes.empty()) into.codes.erase(part.system);
        into.open.push_back(part.system);
        return;
    }
    const model::CodeSystem& system = found->second;
    std::vector<bool> in(system.concepts.size(), true);
    for (const model::Filter& rule : part.filters) {
        if (!filter(system, rule, in)) {
            if (codes.empty()) into.codes.erase(part.system);
            into.open.push_back(part.system);
            return;
        }
    }
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i]) codes.push_back(system.concepts[i].code);
    }
}

// Takes out of `in` what the rule does not let pass; false when the rule cannot be applied here.
bool ValueSets::filter(const model::CodeSystem& system, const model::Filter& rule, std::vector<bool>& in) {
    const bool inverse = rule.op == "is-not-a";
    if (rule.property != "concept" || (rule.op != "is-a" && rule.op != "descendent-of" && !inverse)) return false;
    std::vector<bool> below(system.concepts.size(), false);
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < system.concepts.size(); ++i) {
        if (system.concepts[i].code == rule.value) open.push_back(i);
    }
    if (open.empty()) return false;
    const std::uint32_t top = open[0];
    while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        if (below[at]) continue;
        below[at] = true;
        open.insert(open.end(), system.concepts[at].children.begin(), system.concepts[at].children.end());
    }
    if (rule.op == "descendent-of") below[top] = false;
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = in[i] && below[i] != inverse;
    return true;
}

void ValueSets::exclude(const model::Include& part, Listing& from, int depth) const {
    Listing out;
    include(part, out, depth);
    for (const auto& [system, codes] : out.codes) {
        auto& kept = from.codes[system];
        const auto& gone = codes;
        std::erase_if(kept, [&](const std::string& code) { return std::ranges::count(gone, code) != 0; });
        if (kept.empty()) from.codes.erase(system);
    }
    // What is excluded cannot be listed: any code of the set may be.
    if (!out.open.empty()) {
        for (const auto& [system, codes] : from.codes) from.open.push_back(system);
        from.codes.clear();
    }
}

}  // namespace hios::definitions
