// Places in the text: how Reader steps over what it does not read, and where it stops.

#include "stages/instance/reader_parts.hpp"

namespace hios::instance {

using json::Span;

Span Reader::key_of(const Found& member) {
    Span key;
    cursor_at(member.name).string(key);
    return key;
}

Reader::Token Reader::skip(std::uint32_t depth, Token at) {
    json::NoHandler nothing;
    return json::walk_value(cursor_at(at), scratch_, depth, nothing) ? after_cursor() : nullptr;
}

Reader::Token Reader::unexpected(Token at) {
    cursor_at(at).unexpected();
    return nullptr;
}

// Where fewer tokens are left than a member needs, the text breaks off, if nothing else is wrong before.
Reader::Token Reader::broken(std::uint32_t depth, Token at) {
    Span key;
    if (cursor_at(at).key(key) && skip(depth, at + 2) != nullptr) cursor_->unexpected();
    return nullptr;
}

// Where resourceType is not the first member, or not written plainly.
Span Reader::search_resource_type(Token at) {
    json::Cursor probe = cursor_at(at);
    probe.step();
    Span name;
    while (probe.peek() == '"' && probe.key(name)) {
        if (plain(probe.inside(name)) == std::string_view("resourceType")) {
            Span value;
            return probe.peek() == '"' && probe.string(value) ? value : Span{};
        }
        std::uint32_t open = 0;
        do {
            const char c = probe.peek();
            if (c == '{' || c == '[') ++open;
            if (c == '}' || c == ']') {
                if (open == 0) return {};
                --open;
            }
            if (c == '\0') return {};
            probe.step();
        } while (open != 0 || (probe.peek() != ',' && probe.peek() != '}'));
        if (probe.peek() != ',') return {};
        probe.step();
    }
    return {};
}

// A nested resource that is read later.
Reader::Token Reader::opaque(NodeId id, Token at) {
    const auto token = static_cast<std::uint32_t>(at - cursor_->tokens());
    const Span name = find_resource_type(at);
    const definitions::TypeId type = name.empty() ? definitions::kNoType : table_.type_of(plain(cursor_->inside(name)));
    const Token after = skip_unchecked(at);
    if (after == nullptr) return nullptr;
    Node& made = node(id);
    made.value = {*at, after[-1] + 1};
    made.shape = Shape::kObject;
    made.opaque = true;
    if (type != definitions::kNoType && table_.type(type).kind == definitions::TypeKind::kResource) made.type = type;
    instance_->opaque.push_back({id, token});
    return after;
}

// Steps over the object at `at` by counting brackets; its inside is checked when it is read.
Reader::Token Reader::skip_unchecked(Token at) {
    std::uint32_t open = 0;
    do {
        const char c = peek(at);
        if (c == '\0') return unexpected(at);
        if (c == '{' || c == '[') ++open;
        if (c == '}' || c == ']') --open;
        ++at;
    } while (open != 0);
    return at;
}

}  // namespace hios::instance
