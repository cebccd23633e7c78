#pragma once
// Reads one resource's JSON into an Instance and reports what does not fit the definitions: unknown
// elements, wrong JSON types, cardinality, choices, lists and their `_` siblings, nulls, empties,
// repeated members (R4 json.html). Values are looked at by stages/validate.

#include "stages/instance/instance.hpp"
#include "stages/instance/issue.hpp"
#include "stages/json/walk.hpp"

namespace hios::instance {

struct ReadSettings {
    std::uint32_t depth = 100;  // nesting of JSON objects and arrays that is still read
    // Bundle.entry.resource becomes a node without children, to be read as a resource of its own.
    bool opaque_entries = false;
};

// Reusable; not thread-safe (one per worker). No allocation in the steady state when nothing is wrong.
class Reader {
public:
    explicit Reader(const definitions::Table& table, ReadSettings settings = {});

    // Reads the value at the cursor and steps over it; `instance` is filled anew, issues are appended.
    // False: the text cannot be read on; the cursor holds the fault.
    bool read(json::Cursor& cursor, Instance& instance, Issues& issues);

private:
    struct Found;
    struct Frame;

    bool resource(NodeId self, std::uint32_t depth);
    bool object(NodeId self, definitions::TypeId type, std::uint32_t depth);
    bool member(Frame& frame, std::uint32_t depth);
    bool value_member(Frame& frame, const Found& member, std::uint32_t depth);
    template <class Each>
    bool list(Frame& frame, const Found& member, bool seen, std::uint32_t depth, Each&& each);
    [[nodiscard]] bool is_plain_string(const Frame& frame, const Found& member) const;
    bool plain_string(Frame& frame, const Found& member);
    bool other_member(Frame& frame, json::Span key, std::uint32_t depth);
    bool sibling_member(Frame& frame, const Found& member, std::uint32_t depth);
    bool value(Frame& frame, NodeId id, const Found& member, std::uint32_t depth);
    bool primitive(Frame& frame, NodeId id, const Found& member, std::uint32_t depth);
    bool sibling_value(NodeId id, std::uint32_t depth);
    void finish(const Frame& frame);
    void check_siblings(const Frame& frame, const definitions::Element& element);
    bool unknown(const Frame& frame, json::Span key, std::uint32_t depth);
    bool wrong(const Rule& rule, NodeId node, std::uint32_t depth);
    bool skip(std::uint32_t depth);
    bool skip_unchecked();
    bool opaque(NodeId id);
    [[nodiscard]] json::Span find_resource_type();
    std::string_view plain(std::string_view inside);
    [[nodiscard]] std::string_view name_of(const Found& member) const;
    NodeId add(Frame& frame, const Found& member, std::uint32_t index);
    void report(const Rule& rule, NodeId node, json::Span at, std::string_view element = {});

    Node& node(NodeId id) { return instance_->nodes[id]; }

    const definitions::Table& table_;
    const ReadSettings settings_;
    const definitions::TypeId any_resource_;
    const definitions::TypeId element_type_;
    const definitions::PropertyId entry_resource_;
    // By PropertyId, and behind these by TypeId for first members: which member came next the last time.
    std::vector<const definitions::Member*> followers_;
    json::Cursor* cursor_ = nullptr;
    Instance* instance_ = nullptr;
    Issues* issues_ = nullptr;
    json::WalkScratch scratch_;
    std::string unescaped_;
};

}  // namespace hios::instance
