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
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Reads the value at the cursor and steps over it; `instance` is filled anew, issues are appended.
    // False: the text cannot be read on; the cursor holds the fault.
    bool read(json::Cursor& cursor, Instance& instance, Issues& issues);

private:
    // A place among the text's tokens; null: the cursor holds a fault. Kept in a register, where the cursor's
    // own place would be stored and loaded for each token.
    using Token = const std::uint32_t*;
    struct Found;
    struct Frame;

    Token resource(NodeId self, std::uint32_t depth, Token at);
    Token object(NodeId self, definitions::TypeId type, std::uint32_t depth, Token at);
    Token member(Frame& frame, const definitions::Member& is, std::uint32_t depth, Token at);
    Token other_member(Frame& frame, std::uint32_t depth, Token at);
    Token value_member(Frame& frame, const Found& member, std::uint32_t depth);
    template <class Each>
    Token list(Frame& frame, const Found& member, bool seen, std::uint32_t depth, Each&& each);
    Token sibling_member(Frame& frame, const Found& member, std::uint32_t depth);
    Token value(Frame& frame, NodeId id, const Found& member, std::uint32_t depth, Token at);
    Token primitive(Frame& frame, NodeId id, const Found& member, std::uint32_t depth, Token at);
    Token sibling_value(NodeId id, std::uint32_t depth, Token at);
    void finish(const Frame& frame);
    void check_siblings(const Frame& frame, const definitions::Element& element);
    Token wrong(const Rule& rule, NodeId node, std::uint32_t depth, Token at);
    Token opaque(NodeId id, Token at);
    NodeId add(Frame& frame, const definitions::Member& is, std::uint32_t index, json::Span value = {},
               Shape shape = Shape::kAbsent);

    // --- places in the text
    [[nodiscard]] char peek(Token at) const { return at < end_ ? text_[*at] : '\0'; }
    [[nodiscard]] bool is_called(const definitions::Member& is, Token at) const;
    json::Cursor& cursor_at(Token at);
    [[nodiscard]] Token after_cursor() const { return cursor_->tokens() + cursor_->token(); }
    [[nodiscard]] json::Span key_of(const Found& member);
    Token skip(std::uint32_t depth, Token at);
    Token skip_unchecked(Token at);
    Token unexpected(Token at);
    Token broken(std::uint32_t depth, Token at);
    [[nodiscard]] json::Span find_resource_type(Token at);
    [[nodiscard]] json::Span search_resource_type(Token at);

    std::string_view plain(std::string_view inside);
    void report(const Rule& rule, NodeId node, json::Span at, std::string_view element = {});
    void report(const Rule& rule, const Frame& frame, const Found& member);
    Node& node(NodeId id) { return instance_->nodes[id]; }

    const definitions::Table& table_;
    const ReadSettings settings_;
    const definitions::TypeId any_resource_;
    const definitions::TypeId element_type_;
    const definitions::PropertyId entry_resource_;
    const definitions::Member resource_type_;
    // Which member came next the last time: by PropertyId; behind these, by TypeId, the first one of an object;
    // behind these the first after resourceType.
    std::vector<const definitions::Member*> followers_;
    const definitions::Member** const firsts_;  // in followers_, by TypeId
    json::Cursor* cursor_ = nullptr;
    const char* text_ = nullptr;
    Token end_ = nullptr;
    Token last_member_ = nullptr;  // behind it, the tokens are too few for a member and what follows it
    Instance* instance_ = nullptr;
    Issues* issues_ = nullptr;
    json::WalkScratch scratch_;
    std::string unescaped_;
};

}  // namespace hios::instance
