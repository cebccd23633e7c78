#include "stages/validate/profile_bindings.hpp"

namespace hios::validate {

using definitions::BoundSet;
using definitions::Membership;
using instance::kNoNode;
using instance::Node;
using instance::NodeId;
using instance::Shape;

namespace {

// Of a Coding or Quantity.
Membership membership_of_bound(const Subject& subject, NodeId coding, BoundSet set) {
    NodeId system = kNoNode;
    NodeId code = kNoNode;
    for (NodeId id = subject.instance.node(coding).first; id != kNoNode; id = subject.instance.node(id).next) {
        const std::string_view name = subject.table.property(subject.instance.node(id).property).name;
        if (subject.instance.node(id).shape != Shape::kString) continue;
        if (name == "system") system = id;
        if (name == "code") code = id;
    }
    if (code == kNoNode) return Membership::kUnknown;
    const std::string_view text = subject.text(subject.instance.node(code));
    if (system == kNoNode) return set.has_code(text);
    // Systems are urls: what little they may have in escapes does not make them another one here.
    return set.has_coding(subject.instance.raw(subject.instance.node(system)), text);
}

}  // namespace

CodesFound find_codes(const Subject& subject, NodeId id, BoundSet set) {
    const Node& node = subject.instance.node(id);
    if (node.type < definitions::kPrimitives) {
        if (node.shape != Shape::kString) return {};
        return {set.has_code(subject.text(node)), false};
    }
    const std::string_view type = subject.table.type(node.type).name;
    if (type != "CodeableConcept") {
        const bool coded = type == "Coding" || subject.table.is_a(node.type, subject.table.type_of("Quantity"));
        return coded ? CodesFound{membership_of_bound(subject, id, set), false} : CodesFound{};
    }
    CodesFound found{Membership::kOut, true};
    for (NodeId child = node.first; child != kNoNode; child = subject.instance.node(child).next) {
        if (subject.table.property(subject.instance.node(child).property).name != "coding") continue;
        found.text_only = false;
        const Membership one = membership_of_bound(subject, child, set);
        if (one == Membership::kIn) return {one, false};
        if (one == Membership::kUnknown) found.in = one;
    }
    if (found.text_only) found.in = Membership::kUnknown;
    return found;
}

}  // namespace hios::validate
