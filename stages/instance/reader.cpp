#include "stages/instance/reader.hpp"

#include <algorithm>
#include <bit>

#include "stages/instance/reader_parts.hpp"

namespace hios::instance {

using definitions::Element;
using definitions::kNoProperty;
using definitions::kNoType;
using definitions::Member;
using definitions::PropertyId;
using definitions::TypeId;
using json::Span;

namespace {

constexpr std::string_view kResourceType = "resourceType";

// A name, a colon, a value and what follows it.
constexpr std::ptrdiff_t kTokensOfMember = 4;

Member member_called(std::string_view name) {
    const json::NameKey key = json::name_key(name);
    return {key.head, key.tail, static_cast<std::uint32_t>(key.length), kNoProperty, kNoType, 0, false};
}

// A name that no member has, for its bytes would be 0.
constexpr Member kNoMember{0, 0, 16, kNoProperty, kNoType, 0, false};

std::uint64_t word_at(const char* text) {
    std::uint64_t word = 0;
    std::memcpy(&word, text, 8);
    return word;
}

}  // namespace

Reader::Reader(const definitions::Table& table, ReadSettings settings)
    : table_(table),
      settings_(settings),
      any_resource_(table.type_of("Resource")),
      element_type_(table.type_of("Element")),
      entry_resource_(table.find(table.type_of("Bundle.entry"), "resource")),
      resource_type_(member_called(kResourceType)),
      followers_(table.properties() + 2 * table.types(), &kNoMember),
      firsts_(followers_.data() + table.properties()) {
    for (std::size_t i = 1; i < table.types(); ++i) {
        const auto type = static_cast<TypeId>(i);
        if (table.type(type).kind == definitions::TypeKind::kResource) firsts_[type] = &resource_type_;
    }
}

bool Reader::read(json::Cursor& cursor, Instance& instance, Issues& issues) {
    cursor_ = &cursor;
    text_ = cursor.text();
    end_ = cursor.tokens_end();
    last_member_ = end_ - std::min(kTokensOfMember, end_ - cursor.tokens());
    instance_ = &instance;
    issues_ = &issues;
    scratch_.is_object.clear();
    scratch_.keys.clear(instance.escapes);
    instance.text = cursor.whole();
    instance.nodes.clear();
    instance.nested.clear();
    instance.opaque.clear();
    instance.nodes.add({});
    Token at = after_cursor();
    if (peek(at) == '{') {
        at = resource(kRoot, settings_.depth, at);
    } else {
        const std::uint32_t begin = cursor.position();
        at = skip(settings_.depth, at);
        node(kRoot).type = any_resource_;
        if (at != nullptr) report(rules::kNotAnObject, kRoot, {begin, begin});
    }
    if (at != nullptr) cursor_at(at);
    return at != nullptr;
}

void Reader::report(const Rule& rule, NodeId node, Span at, std::string_view element) {
    issues_->push_back({&rule, node, at.begin, at.end - at.begin, element, {}});
}

void Reader::report(const Rule& rule, const Frame& frame, const Found& member) {
    report(rule, frame.self, key_of(member), table_.property(member.is.id).name);
}

// At '{' of a resource whose node exists.
Reader::Token Reader::resource(NodeId self, std::uint32_t depth, Token at) {
    const Span name = find_resource_type(at);
    const TypeId type = name.empty() ? kNoType : table_.type_of(plain(cursor_->inside(name)));
    const bool known =
        type != kNoType && table_.type(type).kind == definitions::TypeKind::kResource && !table_.type(type).abstract;
    if (known) {
        node(self).type = type;
        if (self != kRoot) instance_->nested.push_back(self);
        return object(self, type, depth, at);
    }
    node(self).type = any_resource_;
    node(self).shape = Shape::kObject;
    const Token after = skip(depth, at);
    if (after == nullptr) return nullptr;
    node(self).value = {*at, cursor_->previous_end()};
    report(name.empty() ? rules::kNoResourceType : rules::kUnknownResourceType, self,
           name.empty() ? Span{*at, *at} : name, kResourceType);
    return after;
}

// Holds until the next call.
std::string_view Reader::plain(std::string_view inside) {
    if (!instance_->escapes || inside.find('\\') == std::string_view::npos) return inside;
    json::unescape(inside, unescaped_);
    return unescaped_;
}

// Whether the member at `at` has this name and is written without white space. Two tokens must stand there.
[[gnu::always_inline]] inline bool Reader::is_called(const Member& is, Token at) const {
    const char* const name = text_ + at[0] + 1;
    const std::uint32_t length = is.length;
    if (at[1] - at[0] != length + 2 || name[-1] != '"' || name[length] != '"' || name[length + 1] != ':') return false;
    if (length < 8) return (word_at(name) ^ is.head) << (64 - 8 * length) == 0;
    if (word_at(name) != is.head || word_at(name + length - 8) != is.tail) return false;
    return length <= json::kWholeInKey ||
           std::memcmp(name + 8, table_.property(is.id).name.data() + 8, length - json::kWholeInKey) == 0;
}

// The string of the member resourceType, wherever it stands in the object at `at`.
Span Reader::find_resource_type(Token at) {
    const Token name = at + 1;
    const Token value = at + 3;
    if (name <= last_member_ && is_called(resource_type_, name) && text_[*value] == '"' && text_[value[1] - 1] == '"')
        return {value[0], value[1]};
    return search_resource_type(at);
}

// The object at `at`. Members become children of `self`, whose type may be another (a primitive's
// `_` object has the members of Element).
Reader::Token Reader::object(NodeId self, TypeId type, std::uint32_t depth, Token at) {
    const std::uint32_t begin = *at;
    if (depth == 0) {
        cursor_->fail(json::codes::kTooDeep, begin);
        return nullptr;
    }
    Frame frame;  // its arrays are left as they are: 384 bytes for each object would be felt
    frame.self = self;
    frame.type = type;
    // Writers keep an order: what followed the last member in the object before mostly does again.
    const Member** guess = firsts_ + type;
    ++at;
    if (peek(at) == '}') {
        ++at;
        report(rules::kEmptyObject, self, {begin, begin + 2});
    } else {
        for (;;) {
            if (at > last_member_) return broken(depth - 1, at);
            const Member* is = *guess;
            if (!is_called(*is, at)) {
                Span key;
                if (!cursor_at(at).key(key)) return nullptr;
                const std::string_view name = cursor_->inside(key);
                is = &table_.member(type, name, json::name_key(name.data(), name.size()));
                if (is->id != kNoProperty) {
                    *guess = is;
                } else if (name == kResourceType) {
                    *guess = &resource_type_;
                }
            }
            if (is->id != kNoProperty) {
                guess = &followers_[is->id];
                at = member(frame, *is, depth - 1, at);
            } else {
                const bool first = guess == firsts_ + type;
                at = other_member(frame, depth - 1, at);
                if (first && frame.has_type_member) guess += table_.types();
            }
            if (at == nullptr) return nullptr;
            const char c = peek(at);
            if (c != ',') {
                if (c != '}') return unexpected(at);
                ++at;
                break;
            }
            ++at;
        }
    }
    Node& own = node(self);
    own.value = {begin, at[-1] + 1};
    own.shape = Shape::kObject;
    finish(frame);
    return at;
}

// Most members are strings that stand once and whose `_` half has not been seen, or objects, or numbers.
[[gnu::always_inline]] inline Reader::Token Reader::member(Frame& frame, const Member& is, std::uint32_t depth,
                                                           Token at) {
    const Token value = at + 2;
    const std::uint64_t bit = 1ULL << is.ordinal;
    if (is.repeats || (frame.seen() & bit) != 0) return value_member(frame, {is, at}, depth);
    const char c = text_[*value];
    Span span;
    Shape shape = Shape::kAbsent;
    if (c == '"' && is_primitive(is.type)) {
        span = {value[0], value[1]};
        shape = Shape::kString;
        if (shape_of(static_cast<definitions::Primitive>(is.type)) != shape || text_[span.end - 1] != '"')
            return value_member(frame, {is, at}, depth);
    } else if (c <= '9' && is_primitive(is.type)) {
        shape = Shape::kNumber;
        if (shape_of(static_cast<definitions::Primitive>(is.type)) != shape)
            return value_member(frame, {is, at}, depth);
        if (!cursor_at(value).scalar(span)) return nullptr;
    } else if (c != '{' || is_primitive(is.type) || is.type == any_resource_) {
        return value_member(frame, {is, at}, depth);
    }
    frame.valued |= bit;
    frame.property[is.ordinal] = is.id;
    const NodeId id = add(frame, is, kNotInList, span, shape);
    frame.first[is.ordinal] = id;
    return shape != Shape::kAbsent ? value + 1 : object(id, is.type, depth, value);
}

// A name with escapes, a primitive's other half, resourceType, or what is not known.
Reader::Token Reader::other_member(Frame& frame, std::uint32_t depth, Token at) {
    if (is_called(resource_type_, at) && !frame.has_type_member && peek(at + 2) == '"' &&
        table_.type(frame.type).kind == definitions::TypeKind::kResource) {
        frame.has_type_member = true;
        return at + 3;
    }
    Span key;
    if (!cursor_at(at).key(key)) return nullptr;
    std::string_view name = cursor_->inside(key);
    if (instance_->escapes && name.find('\\') != std::string_view::npos) {
        json::unescape(name, unescaped_);
        name = unescaped_;
        const Member& found = table_.member(frame.type, name, json::name_key(name));
        if (found.id != kNoProperty) return value_member(frame, {found, at}, depth);
    }
    if (name == kResourceType && table_.type(frame.type).kind == definitions::TypeKind::kResource) {
        if (frame.has_type_member) report(rules::kRepeatedMember, frame.self, key, kResourceType);
        frame.has_type_member = true;
        Span value;
        if (peek(at + 2) != '"') return skip(depth, at + 2);
        return cursor_->string(value) ? at + 3 : nullptr;
    }
    if (!name.empty() && name[0] == '_') {
        name.remove_prefix(1);
        const Member& found = table_.member(frame.type, name, json::name_key(name));
        if (is_primitive(found.type)) return sibling_member(frame, {found, at}, depth);
    }
    report(rules::kUnknownElement, frame.self, key, cursor_->inside(key));
    return skip(depth, at + 2);
}

Reader::Token Reader::value_member(Frame& frame, const Found& member, std::uint32_t depth) {
    const std::uint64_t bit = member.bit();
    const std::uint8_t place = member.is.ordinal;
    const bool seen = (frame.seen() & bit) != 0;
    if (seen && (frame.property[place] != member.is.id || (frame.valued & bit) != 0)) {
        const bool same = frame.property[place] == member.is.id;
        report(same ? rules::kRepeatedMember : rules::kTwoTypesOfChoice, frame, member);
        return skip(depth, member.value());
    }
    frame.valued |= bit;
    frame.property[place] = member.is.id;

    if (peek(member.value()) != '[') {
        if (member.is.repeats) report(rules::kNotAList, frame, member);
        if (!seen || frame.first[place] == kNoNode)  // an empty `_` list made no node
            frame.first[place] = add(frame, member.is, member.is.repeats ? 0 : kNotInList);
        return value(frame, frame.first[place], member, depth, member.value());
    }
    if (!member.is.repeats) report(rules::kAList, frame, member);
    return list(frame, member, seen, depth,
                [&](NodeId id, Token at) { return value(frame, id, member, depth - 1, at); });
}

inline Reader::Token Reader::value(Frame& frame, NodeId id, const Found& member, std::uint32_t depth, Token at) {
    if (is_primitive(member.is.type)) return primitive(frame, id, member, depth, at);
    if (peek(at) != '{') return wrong(peek(at) == 'n' ? rules::kNull : rules::kWrongJsonType, id, depth, at);
    if (member.is.type != any_resource_) return object(id, member.is.type, depth, at);
    if (settings_.opaque_entries && member.is.id == entry_resource_) return opaque(id, at);
    return resource(id, depth, at);
}

Reader::Token Reader::primitive(Frame& frame, NodeId id, const Found& member, std::uint32_t depth, Token at) {
    const Shape wanted = shape_of(static_cast<definitions::Primitive>(member.is.type));
    Span span;
    Shape shape = Shape::kString;
    switch (const char c = peek(at)) {
        case '"':
            if (!cursor_at(at).string(span)) return nullptr;
            break;
        case '{':
        case '[':
            return wrong(rules::kWrongJsonType, id, depth, at);
        default:
            if (!cursor_at(at).scalar(span)) return nullptr;
            if (c == 'n') {
                node(id).value = node(id).value.empty() ? span : node(id).value;
                if (node(id).index == kNotInList || !member.is.repeats) {
                    report(rules::kNull, id, span);
                } else {
                    frame.gaps |= member.bit();
                }
                return at + 1;
            }
            shape = c == 't' || c == 'f' ? Shape::kBoolean : Shape::kNumber;
            break;
    }
    if (shape != wanted) report(rules::kWrongJsonType, id, span);
    node(id).value = span;
    node(id).shape = shape;
    return at + 1;
}

// A value that cannot be what its element is: reported, then skipped.
Reader::Token Reader::wrong(const Rule& rule, NodeId id, std::uint32_t depth, Token at) {
    const Token after = skip(depth, at);
    if (after == nullptr) return nullptr;
    // Beside a value that has been read, its `_` member is wrong; the node keeps the value.
    if (node(id).shape == Shape::kAbsent) node(id).value = {*at, *after};
    report(rule, id, {*at, *at});
    return after;
}

// What can only be said when all members are known.
inline void Reader::finish(const Frame& frame) {
    const definitions::Type& type = table_.type(frame.type);
    std::uint64_t missing = type.required & ~frame.seen();
    for (; missing != 0; missing &= missing - 1) {
        const Element& element = type.elements[static_cast<std::size_t>(std::countr_zero(missing))];
        report(rules::kMissing, frame.self, {node(frame.self).value.begin, node(frame.self).value.begin}, element.name);
    }
    for (std::uint64_t gaps = frame.gaps; gaps != 0; gaps &= gaps - 1)
        check_siblings(frame, type.elements[static_cast<std::size_t>(std::countr_zero(gaps))]);
}

}  // namespace hios::instance
