#include "stages/instance/reader.hpp"

#include <array>
#include <bit>

#include "stages/instance/rules.hpp"
#include "stages/json/key_hash.hpp"

namespace hios::instance {

using definitions::Element;
using definitions::kNoProperty;
using definitions::kNoType;
using definitions::PropertyId;
using definitions::TypeId;
using json::Span;

namespace {

using definitions::Primitive;

constexpr std::string_view kResourceType = "resourceType";
constexpr definitions::Member kNoMember;

bool is_primitive(TypeId type) {
    return type != kNoType && type < definitions::kPrimitives;
}

}  // namespace

// One member of the object being read.
struct Reader::Found {
    const definitions::Member& is;
    Span key;
    [[nodiscard]] std::uint64_t bit() const { return 1ULL << is.ordinal; }
};

// An object being read. Bits and array places are ordinals of elements.
struct Reader::Frame {
    NodeId self = kRoot;
    TypeId type = kNoType;
    NodeId last = kNoNode;       // child
    std::size_t follows = 0;     // place in followers_
    std::uint64_t valued = 0;    // elements whose value has been read
    std::uint64_t siblings = 0;  // elements whose `_` member has been read
    std::uint64_t gaps = 0;      // lists in which a null stands
    bool has_type_member = false;
    // Valid where a bit of valued or siblings is set.
    std::array<PropertyId, 64> property;
    std::array<NodeId, 64> first;
};

Reader::Reader(const definitions::Table& table, ReadSettings settings)
    : table_(table),
      settings_(settings),
      any_resource_(table.type_of("Resource")),
      element_type_(table.type_of("Element")),
      entry_resource_(table.find(table.type_of("Bundle.entry"), "resource")),
      followers_(table.properties() + table.types(), &kNoMember) {}

bool Reader::read(json::Cursor& cursor, Instance& instance, Issues& issues) {
    cursor_ = &cursor;
    instance_ = &instance;
    issues_ = &issues;
    scratch_.is_object.clear();
    scratch_.keys.clear(instance.escapes);
    instance.text = cursor.whole();
    instance.nodes.clear();
    instance.nested.clear();
    instance.opaque.clear();
    instance.nodes.emplace_back();
    if (cursor.peek() != '{') {
        const std::uint32_t at = cursor.position();
        if (!skip(settings_.depth)) return false;
        node(kRoot).type = any_resource_;
        report(rules::kNotAnObject, kRoot, {at, at});
        return true;
    }
    return resource(kRoot, settings_.depth);
}

void Reader::report(const Rule& rule, NodeId node, Span at, std::string_view element) {
    issues_->push_back({&rule, node, at.begin, at.end - at.begin, element, {}});
}

// The cursor stands on '{' of a resource whose node exists.
bool Reader::resource(NodeId self, std::uint32_t depth) {
    const std::uint32_t at = cursor_->position();
    const Span name = find_resource_type();
    const TypeId type = name.empty() ? kNoType : table_.type_of(plain(cursor_->inside(name)));
    const bool known =
        type != kNoType && table_.type(type).kind == definitions::TypeKind::kResource && !table_.type(type).abstract;
    if (known) {
        node(self).type = type;
        if (self != kRoot) instance_->nested.push_back(self);
        return object(self, type, depth);
    }
    node(self).type = any_resource_;
    node(self).shape = Shape::kObject;
    if (!skip(depth)) return false;
    node(self).value = {at, cursor_->previous_end()};
    report(name.empty() ? rules::kNoResourceType : rules::kUnknownResourceType, self,
           name.empty() ? Span{at, at} : name, kResourceType);
    return true;
}

// Holds until the next call.
std::string_view Reader::plain(std::string_view inside) {
    if (!instance_->escapes || inside.find('\\') == std::string_view::npos) return inside;
    json::unescape(inside, unescaped_);
    return unescaped_;
}

// The string of the member resourceType, wherever it stands in the object at the cursor.
Span Reader::find_resource_type() {
    json::Cursor probe = *cursor_;
    probe.step();
    Span name;
    while (probe.peek() == '"' && probe.key(name)) {
        if (plain(probe.inside(name)) == kResourceType) {
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

// The cursor stands on '{'. Members become children of `self`, whose type may be another (a primitive's
// `_` object has the members of Element).
bool Reader::object(NodeId self, TypeId type, std::uint32_t depth) {
    const std::uint32_t begin = cursor_->position();
    if (depth == 0) return cursor_->fail(json::codes::kTooDeep, begin);
    Frame frame;  // its arrays are left as they are: 384 bytes for each object would be felt
    frame.self = self;
    frame.type = type;
    frame.follows = table_.properties() + type;
    cursor_->step();
    if (cursor_->peek() == '}') {
        cursor_->step();
        report(rules::kEmptyObject, self, {begin, begin + 2});
    } else {
        for (;;) {
            if (!member(frame, depth - 1)) return false;
            if (cursor_->peek() == ',') {
                cursor_->step();
                continue;
            }
            if (!cursor_->expect('}')) return false;
            break;
        }
    }
    // A primitive's node keeps the place of its value.
    if (Node& own = node(self); !is_primitive(own.type) || own.shape == Shape::kAbsent) {
        own.value = {begin, cursor_->previous_end()};
        if (!is_primitive(own.type)) own.shape = Shape::kObject;
    }
    finish(frame);
    return true;
}

bool Reader::member(Frame& frame, std::uint32_t depth) {
    Span key;
    if (!cursor_->key(key)) return false;
    const std::string_view name = cursor_->inside(key);
    const json::NameKey name_key = json::name_key(name.data(), name.size());
    // Writers keep an order: what followed the last member in the object before mostly does again.
    const definitions::Member*& guess = followers_[frame.follows];
    if (!guess->is(name_key) || name.size() > json::kWholeInKey) {
        const definitions::Member& found = table_.member(frame.type, name, name_key);
        if (found.id == kNoProperty) return other_member(frame, key, depth);
        guess = &found;
    }
    frame.follows = guess->id;
    const Found found{*guess, key};
    return is_plain_string(frame, found) ? plain_string(frame, found) : value_member(frame, found, depth);
}

// A name with escapes, a primitive's other half, resourceType, or what is not known.
bool Reader::other_member(Frame& frame, Span key, std::uint32_t depth) {
    std::string_view name = cursor_->inside(key);
    if (instance_->escapes && name.find('\\') != std::string_view::npos) {
        json::unescape(name, unescaped_);
        name = unescaped_;
        const definitions::Member& found = table_.member(frame.type, name, json::name_key(name));
        if (found.id != kNoProperty) return value_member(frame, {found, key}, depth);
    }
    if (name == kResourceType && table_.type(frame.type).kind == definitions::TypeKind::kResource) {
        if (frame.has_type_member) report(rules::kRepeatedMember, frame.self, key, kResourceType);
        frame.has_type_member = true;
        Span value;
        return cursor_->peek() == '"' ? cursor_->string(value) : skip(depth);
    }
    if (!name.empty() && name[0] == '_') {
        name.remove_prefix(1);
        const definitions::Member& found = table_.member(frame.type, name, json::name_key(name));
        if (is_primitive(found.type)) return sibling_member(frame, {found, key}, depth);
    }
    return unknown(frame, key, depth);
}

// What most members are: a string that stands once and whose `_` half has not been seen.
bool Reader::is_plain_string(const Frame& frame, const Found& member) const {
    return cursor_->peek() == '"' && !member.is.repeats && ((frame.valued | frame.siblings) & member.bit()) == 0 &&
           is_primitive(member.is.type) && shape_of(static_cast<Primitive>(member.is.type)) == Shape::kString;
}

bool Reader::plain_string(Frame& frame, const Found& member) {
    Span span;
    if (!cursor_->string(span)) return false;
    const NodeId id = add(frame, member, kNotInList);
    frame.valued |= member.bit();
    frame.property[member.is.ordinal] = member.is.id;
    frame.first[member.is.ordinal] = id;
    Node& made = node(id);
    made.value = span;
    made.shape = Shape::kString;
    return true;
}

bool Reader::unknown(const Frame& frame, Span key, std::uint32_t depth) {
    report(rules::kUnknownElement, frame.self, key, cursor_->inside(key));
    return skip(depth);
}

std::string_view Reader::name_of(const Found& member) const {
    return table_.property(member.is.id).name;
}

NodeId Reader::add(Frame& frame, const Found& member, std::uint32_t index) {
    const auto id = static_cast<NodeId>(instance_->nodes.size());
    instance_->nodes.push_back({{}, frame.self, kNoNode, kNoNode, index, member.is.id, member.is.type});
    if (frame.last == kNoNode) {
        node(frame.self).first = id;
    } else {
        node(frame.last).next = id;
    }
    frame.last = id;
    return id;
}

bool Reader::value_member(Frame& frame, const Found& member, std::uint32_t depth) {
    const std::uint64_t bit = member.bit();
    const std::uint8_t place = member.is.ordinal;
    const bool seen = ((frame.valued | frame.siblings) & bit) != 0;
    if (seen && (frame.property[place] != member.is.id || (frame.valued & bit) != 0)) {
        const bool same = frame.property[place] == member.is.id;
        report(same ? rules::kRepeatedMember : rules::kTwoTypesOfChoice, frame.self, member.key, name_of(member));
        return skip(depth);
    }
    frame.valued |= bit;
    frame.property[place] = member.is.id;

    if (cursor_->peek() != '[') {
        if (member.is.repeats) report(rules::kNotAList, frame.self, member.key, name_of(member));
        if (!seen || frame.first[place] == kNoNode)  // an empty `_` list made no node
            frame.first[place] = add(frame, member, member.is.repeats ? 0 : kNotInList);
        return value(frame, frame.first[place], member, depth);
    }
    if (!member.is.repeats) report(rules::kAList, frame.self, member.key, name_of(member));
    return list(frame, member, seen, depth, [&](NodeId id) { return value(frame, id, member, depth - 1); });
}

// The items of the array at the cursor. `seen`: the nodes stand already, made by the list's other half
// (values or `_` members), which came first.
template <class Each>
bool Reader::list(Frame& frame, const Found& member, bool seen, std::uint32_t depth, Each&& each) {
    if (depth == 0) return cursor_->fail(json::codes::kTooDeep, cursor_->position());
    cursor_->step();
    if (cursor_->peek() == ']') {
        report(rules::kEmptyList, frame.self, member.key, name_of(member));
        cursor_->step();
        if (!seen) frame.first[member.is.ordinal] = kNoNode;
        return true;
    }
    NodeId known = seen ? frame.first[member.is.ordinal] : kNoNode;
    bool longer = false;
    std::uint32_t index = 0;
    for (;; ++index) {
        NodeId id = known;
        if (known == kNoNode) {
            longer = seen;
            id = add(frame, member, index);
            if (index == 0) frame.first[member.is.ordinal] = id;
        } else {
            known = node(known).next;
            if (known != kNoNode && node(known).property != member.is.id) known = kNoNode;
        }
        if (!each(id)) return false;
        if (cursor_->peek() != ',') break;
        cursor_->step();
    }
    if (seen && (longer || known != kNoNode)) report(rules::kSiblingLength, frame.self, member.key, name_of(member));
    const std::uint16_t max = table_.element(table_.property(member.is.id).element).max;
    if (member.is.repeats && max != definitions::kUnbounded && index >= max)
        report(rules::kTooMany, frame.self, member.key, name_of(member));
    return cursor_->expect(']');
}

bool Reader::value(Frame& frame, NodeId id, const Found& member, std::uint32_t depth) {
    if (is_primitive(member.is.type)) return primitive(frame, id, member, depth);
    if (cursor_->peek() != '{') {
        const bool null = cursor_->peek() == 'n';
        return wrong(null ? rules::kNull : rules::kWrongJsonType, id, depth);
    }
    if (member.is.type != any_resource_) return object(id, member.is.type, depth);
    if (settings_.opaque_entries && member.is.id == entry_resource_) return opaque(id);
    return resource(id, depth);
}

bool Reader::primitive(Frame& frame, NodeId id, const Found& member, std::uint32_t depth) {
    const Shape wanted = shape_of(static_cast<Primitive>(member.is.type));
    Span span;
    Shape shape = Shape::kString;
    switch (const char c = cursor_->peek()) {
        case '"':
            if (!cursor_->string(span)) return false;
            break;
        case '{':
        case '[':
            return wrong(rules::kWrongJsonType, id, depth);
        default:
            if (!cursor_->scalar(span)) return false;
            if (c == 'n') {
                node(id).value = node(id).value.empty() ? span : node(id).value;
                if (node(id).index == kNotInList || !member.is.repeats) {
                    report(rules::kNull, id, span);
                } else {
                    frame.gaps |= member.bit();
                }
                return true;
            }
            shape = c == 't' || c == 'f' ? Shape::kBoolean : Shape::kNumber;
            break;
    }
    if (shape != wanted) report(rules::kWrongJsonType, id, span);
    node(id).value = span;
    node(id).shape = shape;
    return true;
}

// A value that cannot be what its element is: reported, then skipped.
bool Reader::wrong(const Rule& rule, NodeId id, std::uint32_t depth) {
    const std::uint32_t begin = cursor_->position();
    if (!skip(depth)) return false;
    const std::uint32_t end = cursor_->position();
    // Beside a value that has been read, its `_` member is wrong; the node keeps the value.
    if (node(id).shape == Shape::kAbsent) node(id).value = {begin, end};
    report(rule, id, {begin, begin});
    return true;
}

bool Reader::sibling_member(Frame& frame, const Found& member, std::uint32_t depth) {
    const std::uint64_t bit = member.bit();
    const std::uint8_t place = member.is.ordinal;
    const bool seen = ((frame.valued | frame.siblings) & bit) != 0;
    if (seen && (frame.property[place] != member.is.id || (frame.siblings & bit) != 0)) {
        const bool same = frame.property[place] == member.is.id;
        report(same ? rules::kRepeatedMember : rules::kTwoTypesOfChoice, frame.self, member.key, name_of(member));
        return skip(depth);
    }
    frame.siblings |= bit;
    frame.property[place] = member.is.id;

    const bool array = cursor_->peek() == '[';
    if (array != member.is.repeats) {
        report(array ? rules::kAList : rules::kNotAList, frame.self, member.key, name_of(member));
        if (!seen) frame.siblings &= ~bit;
        return skip(depth);
    }
    if (!array) {
        if (!seen || frame.first[place] == kNoNode) frame.first[place] = add(frame, member, kNotInList);
        return sibling_value(frame.first[place], depth);
    }
    frame.gaps |= bit;
    return list(frame, member, seen, depth, [&](NodeId id) { return sibling_value(id, depth - 1); });
}

bool Reader::sibling_value(NodeId id, std::uint32_t depth) {
    if (cursor_->peek() == '{') return object(id, element_type_, depth);
    if (cursor_->peek() != 'n') return wrong(rules::kWrongJsonType, id, depth);
    Span span;
    if (!cursor_->scalar(span)) return false;
    if (node(id).index == kNotInList) report(rules::kNull, id, span);
    if (node(id).value.empty()) node(id).value = span;
    return true;
}

// What can only be said when all members are known.
void Reader::finish(const Frame& frame) {
    const definitions::Type& type = table_.type(frame.type);
    std::uint64_t missing = type.required & ~(frame.valued | frame.siblings);
    for (; missing != 0; missing &= missing - 1) {
        const Element& element = type.elements[static_cast<std::size_t>(std::countr_zero(missing))];
        report(rules::kMissing, frame.self, {node(frame.self).value.begin, node(frame.self).value.begin}, element.name);
    }
    for (std::uint64_t gaps = frame.gaps; gaps != 0; gaps &= gaps - 1)
        check_siblings(frame, type.elements[static_cast<std::size_t>(std::countr_zero(gaps))]);
}

// Nowhere may both halves of a list of primitives be null. R4 json.html#primitive.
void Reader::check_siblings(const Frame& frame, const Element& element) {
    const PropertyId property = frame.property[element.ordinal];
    for (NodeId id = frame.first[element.ordinal]; id != kNoNode; id = node(id).next) {
        if (node(id).property != property) continue;
        if (node(id).shape == Shape::kAbsent && node(id).first == kNoNode)
            report(rules::kNullWithoutSibling, id, node(id).value);
    }
}

bool Reader::skip(std::uint32_t depth) {
    json::NoHandler nothing;
    return json::walk_value(*cursor_, scratch_, depth, nothing);
}

bool Reader::opaque(NodeId id) {
    const std::uint32_t token = cursor_->token();
    const std::uint32_t begin = cursor_->position();
    const Span name = find_resource_type();
    const TypeId type = name.empty() ? kNoType : table_.type_of(plain(cursor_->inside(name)));
    if (!skip_unchecked()) return false;
    Node& made = node(id);
    made.value = {begin, cursor_->previous_end()};
    made.shape = Shape::kObject;
    made.opaque = true;
    if (type != kNoType && table_.type(type).kind == definitions::TypeKind::kResource) made.type = type;
    instance_->opaque.push_back({id, token});
    return true;
}

// Steps over the object at the cursor by counting brackets; its inside is checked when it is read.
bool Reader::skip_unchecked() {
    std::uint32_t open = 0;
    do {
        const char c = cursor_->peek();
        if (c == '\0') return cursor_->unexpected();
        if (c == '{' || c == '[') ++open;
        if (c == '}' || c == ']') --open;
        cursor_->step();
    } while (open != 0);
    return true;
}

}  // namespace hios::instance
