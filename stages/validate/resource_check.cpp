#include "stages/validate/resource_check.hpp"

#include "stages/fhirpath/moment.hpp"
#include "stages/validate/codings.hpp"
#include "stages/validate/other_versions.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using definitions::Element;
using definitions::Membership;
using definitions::Primitive;
using definitions::TypeId;
using instance::kNoNode;
using instance::kRoot;
using instance::Node;
using instance::NodeId;
using instance::Shape;

namespace {

// Of types.
constexpr std::uint8_t kExtensionType = 1;
constexpr std::uint8_t kQuantityType = 2;  // and those derived from it
constexpr std::uint8_t kPeriodType = 3;
constexpr std::uint8_t kResourceType = 4;

// Only where the two can be compared, whatever their precision and zones.
bool is_later(std::string_view a, std::string_view b) {
    using fhirpath::Moment;
    Moment first;
    Moment second;
    if (!Moment::parse(Moment::Kind::kDateTime, a, first) || !Moment::parse(Moment::Kind::kDateTime, b, second))
        return false;
    return fhirpath::compare(first, second) == 1;
}

}  // namespace

ResourceCheck::ResourceCheck(const definitions::Table& table, Level level)
    : table_(table),
      level_(level),
      properties_(looks_of(table)),
      reference_(table.find(table.type_of("Reference"), "reference")) {
    types_.resize(table.types(), 0);
    const TypeId quantity = table.type_of("Quantity");
    for (std::size_t i = 1; i < table.types(); ++i) {
        const auto type = static_cast<TypeId>(i);
        if (table.is_a(type, quantity)) types_[type] = kQuantityType;
        if (table.type(type).kind == definitions::TypeKind::kResource) types_[type] = kResourceType;
    }
    types_[table.type_of("Extension")] = kExtensionType;
    types_[table.type_of("Period")] = kPeriodType;
}

void ResourceCheck::check(const instance::Instance& instance, const Surroundings& surroundings,
                          instance::Issues& issues) {
    const Subject subject{table_, instance, surroundings, issues, scratch_};
    if (level_ == Level::kMinimal) return;
    local_.clear();
    older_systems_ = current_systems_ = 0;
    for (const NodeId id : instance.nested) nested(subject, id);
    const auto count = static_cast<NodeId>(instance.nodes.size());
    for (NodeId id = 1; id < count; ++id) {
        const Node& node = instance.nodes[id];
        if (node.type < definitions::kPrimitives) {
            primitive(subject, id);
        } else if (level_ == Level::kStrict || (properties_[node.property] & looks::kModifier) != 0) {
            complex(subject, id);
        }
    }
    local_.check(subject, reference_);
}

[[gnu::always_inline]] inline void ResourceCheck::primitive(const Subject& subject, NodeId id) {
    const Node& node = subject.instance.node(id);
    const auto kind = static_cast<Primitive>(node.type);
    if (node.shape != shape_of(kind)) {  // absent, or said by the Reader
        if (level_ == Level::kStrict && node.shape == Shape::kAbsent && only_id(subject, node))
            subject.report(rules::kElementWithoutValue, id);
        return;
    }
    const std::string_view raw = subject.instance.raw(node);
    const PrimitiveFault fault = check_primitive(kind, raw, subject.instance.escapes);
    if (fault != PrimitiveFault::kOk) return subject.report(rule_of(fault), id);
    if (const std::uint8_t look = properties_[node.property]; look != 0) look_at(subject, id, look);
}

// What a primitive means beyond its own form, which is right.
void ResourceCheck::look_at(const Subject& subject, NodeId id, std::uint8_t look) {
    const Node& node = subject.instance.node(id);
    const std::string_view raw = subject.instance.raw(node);
    // The sign may be written as an escape.
    if ((look & looks::kLink) != 0 && (raw[0] == '#' || raw[0] == '\\') && subject.text(node)[0] == '#')
        local_.add_link(subject, scope_of(subject, id), id);
    if ((look & looks::kReference) != 0) {
        check_reference(subject, id, scope_of(subject, id), local_);
    } else if ((look & looks::kRequiredCode) != 0) {
        const Element& element = table_.element(table_.property(node.property).element);
        if (table_.has_code(element.codes, subject.text(node)) == Membership::kOut)
            subject.report(rules::kCode, id, table_.code_set_url(element.codes));
    } else if ((look & looks::kSystem) != 0) {
        if (current_systems_ > 0) return;  // then the others do not matter
        older_systems_ += is_older_system(raw) ? 1U : 0U;
        current_systems_ += is_current_system(raw) ? 1U : 0U;
    } else if ((look & looks::kXhtml) != 0) {
        const XhtmlResult result = check_xhtml(raw);
        if (result.fault == XhtmlFault::kOk) return;
        subject.report(rule_of(result.fault), id);
        subject.issues.back().offset += 1 + static_cast<std::uint32_t>(result.offset);
        subject.issues.back().length = 0;
    }
}

void ResourceCheck::complex(const Subject& subject, NodeId id) {
    const Node& node = subject.instance.node(id);
    if (node.shape != Shape::kObject || node.opaque) return;
    const std::uint8_t look = properties_[node.property];
    if ((look & looks::kModifier) != 0) modifier(subject, id);
    if (level_ != Level::kStrict) return;
    // A contained resource says something by its type alone.
    if (types_[node.type] != kResourceType && only_id(subject, node)) subject.report(rules::kElementWithoutValue, id);
    switch (types_[node.type]) {
        case kExtensionType:
            extension(subject, id);
            break;
        case kQuantityType:
            quantity(subject, id);
            break;
        case kPeriodType:
            period(subject, id);
            break;
        default:
            break;
    }
    if ((look & looks::kBoundConcept) != 0)
        check_codings(subject, id, table_.element(table_.property(node.property).element));
}

bool ResourceCheck::is_contained(const Node& node) const {
    return node.property != definitions::kNoProperty && (properties_[node.property] & looks::kContained) != 0;
}

// The innermost resource that holds the node and is not contained itself.
NodeId ResourceCheck::scope_of(const Subject& subject, NodeId id) const {
    if (subject.instance.nested.empty()) return kRoot;
    while (id != kRoot) {
        const Node& node = subject.instance.node(id);
        if (types_[node.type] == kResourceType && !is_contained(node)) return id;
        id = node.parent;
    }
    return kRoot;
}

// A resource within the resource: R4 dom-2, dom-4, dom-5 when it is contained.
void ResourceCheck::nested(const Subject& subject, NodeId id) {
    const Node& node = subject.instance.node(id);
    if (!is_contained(node)) return;
    if (is_contained(subject.instance.node(node.parent))) return subject.report(rules::kNestedContained, id);
    local_.add_contained(subject, scope_of(subject, id), id, subject.instance.child(table_, id, "id"));
    const NodeId meta = subject.instance.child(table_, id, "meta");
    if (meta == kNoNode) return;
    for (const std::string_view member : {"versionId", "lastUpdated"}) {
        if (const NodeId found = subject.instance.child(table_, meta, member); found != kNoNode)
            subject.report(rules::kContainedVersion, found);
    }
    if (const NodeId found = subject.instance.child(table_, meta, "security"); found != kNoNode)
        subject.report(rules::kContainedSecurity, found);
}

// ele-1: whether an id is all there is.
bool ResourceCheck::only_id(const Subject& subject, const Node& node) const {
    if (node.first == kNoNode || subject.instance.node(node.first).next != kNoNode) return false;
    const Node& child = subject.instance.node(node.first);
    return table_.element(table_.property(child.property).element).name == "id";
}

// qty-3
void ResourceCheck::quantity(const Subject& subject, NodeId id) {
    if (subject.instance.child(table_, id, "code") != kNoNode &&
        subject.instance.child(table_, id, "system") == kNoNode)
        subject.report(rules::kUnitWithoutSystem, id);
}

// per-1
void ResourceCheck::period(const Subject& subject, NodeId id) {
    const NodeId start = subject.instance.child(table_, id, "start");
    const NodeId end = subject.instance.child(table_, id, "end");
    if (start == kNoNode || end == kNoNode) return;
    if (is_later(subject.instance.raw(subject.instance.node(start)), subject.instance.raw(subject.instance.node(end))))
        subject.report(rules::kPeriodOrder, id);
}

// ext-1: a value or extensions, not both, not neither.
void ResourceCheck::extension(const Subject& subject, NodeId id) {
    bool value = false;
    bool extensions = false;
    for (NodeId child = subject.instance.node(id).first; child != kNoNode; child = subject.instance.node(child).next) {
        const Element& element = table_.element(table_.property(subject.instance.node(child).property).element);
        value = value || element.choice;
        extensions = extensions || element.name == "extension";
    }
    if (value == extensions) subject.report(rules::kExtensionContent, id);
}

void ResourceCheck::modifier(const Subject& subject, NodeId id) {
    const NodeId url = subject.instance.child(table_, id, "url");
    if (url == kNoNode) return;  // missing: said by the Reader
    if (table_.extension(subject.text(subject.instance.node(url))) == definitions::KnownExtension::kUnknown)
        subject.report(rules::kUnknownModifier, id);
}

}  // namespace hios::validate
