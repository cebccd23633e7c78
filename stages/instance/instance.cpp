#include "stages/instance/instance.hpp"

#include <fmt/format.h>

namespace hios::instance {

void NodeList::grow() {
    constexpr std::size_t kLeast = 256;
    room_.resize(room_.empty() ? kLeast : 2 * room_.size());
}

NodeId Instance::child(const definitions::Table& table, NodeId of, std::string_view name) const {
    for (NodeId id = nodes[of].first; id != kNoNode; id = nodes[id].next) {
        if (table.element(table.property(nodes[id].property).element).name == name) return id;
    }
    return kNoNode;
}

NodeId Instance::next_of_same(const definitions::Table& table, NodeId id) const {
    const auto element = table.property(nodes[id].property).element;
    for (NodeId next = nodes[id].next; next != kNoNode; next = nodes[next].next) {
        if (table.property(nodes[next].property).element == element) return next;
    }
    return kNoNode;
}

void append_path(const Instance& instance, const definitions::Table& table, NodeId id, std::string& into) {
    const Node& node = instance.node(id);
    if (id == kRoot) {
        into += table.type(node.type).name;
        return;
    }
    append_path(instance, table, node.parent, into);
    const auto& property = table.property(node.property);
    const auto& element = table.element(property.element);
    into += '.';
    into += element.name;
    if (element.choice) {
        into += ".ofType(";
        into += table.type(property.type).name;
        into += ')';
    }
    if (node.index != kNotInList) into += fmt::format("[{}]", node.index);
}

}  // namespace hios::instance
