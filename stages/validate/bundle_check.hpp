#pragma once
// The rules of a Bundle as a whole: bdl-1 to bdl-12 of R4 and what bundle.html says of fullUrl.

#include <deque>

#include <map>
#include <set>
#include <string>
#include <vector>
#include "stages/validate/surroundings.hpp"

namespace hios::validate {

// meta.versionId of a resource, as written; empty when it has none.
[[nodiscard]] std::string_view version_of(const definitions::Table& table, const instance::Instance& instance,
                                          instance::NodeId resource);

// The entries of one Bundle. Reused; not thread-safe.
class BundleCheck {
public:
    explicit BundleCheck(const definitions::Table& table);

    // Reads where the entries are: what their resources' references can lead to. The Bundle's
    // instance must outlive the use of surroundings().
    void gather(const instance::Instance& bundle);
    [[nodiscard]] Surroundings surroundings() const { return {&links_, types_}; }

    // Whether another entry has the same fullUrl; then the version of what the entry holds decides (bdl-7),
    // and must be told before check() where the resource is opaque.
    [[nodiscard]] bool shares_url(std::size_t place) const { return shared_.contains(place); }
    [[nodiscard]] bool has_shared_urls() const { return !shared_.empty(); }
    void set_version(std::size_t place, std::string_view version) { versions_[place] = version; }

    // Appends the issues of the Bundle itself; after gather().
    void check(const instance::Instance& bundle, instance::Issues& issues);

    // Whether what is read as entry `place` must have the id that its fullUrl ends in, and does not.
    [[nodiscard]] bool id_differs(std::size_t place, std::string_view id) const;
    // The place of an opaque resource's entry.
    [[nodiscard]] std::size_t place_of(const instance::Instance& bundle, instance::NodeId resource) const {
        return bundle.node(bundle.node(resource).parent).index;
    }

private:
    struct Entry {
        instance::NodeId node = instance::kNoNode;
        instance::NodeId full_url = instance::kNoNode;
        instance::NodeId resource = instance::kNoNode;
        instance::NodeId search = instance::kNoNode;
        instance::NodeId request = instance::kNoNode;
        instance::NodeId response = instance::kNoNode;
        std::string_view url;  // without escapes
    };
    void check_entry(const Subject& subject, std::size_t place);
    void check_head(const Subject& subject);
    void check_urls(const Subject& subject);

    const definitions::Table& table_;
    definitions::PropertyId entry_, full_url_, resource_, search_, request_, response_;
    std::vector<Entry> entries_;
    std::deque<std::string> unescaped_;  // of urls that were written with escapes
    std::vector<definitions::TypeId> types_;
    std::set<std::size_t> shared_;  // places of entries that share a fullUrl
    std::map<std::size_t, std::string> versions_;
    std::string_view type_;  // Bundle.type
    fhir::LinkMap links_;
    std::string scratch_;
};

}  // namespace hios::validate
