// What the shape of an element (shapes.hpp) tells a machine: what stands in it, and where.

#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/text.hpp"

namespace hios::ccda {

using map::Handle;
using map::Scratch;
using map::Slot;
using Kind = CcdaSpace::Place::Kind;

bool CcdaView::owners(Slot slot, Owners& into) const {
    if (slot >= told_.size() || !told_[slot]) return false;
    into.push_back(kItself);
    return true;
}

std::uint64_t CcdaView::shape(Handle scope, std::uint32_t /*owner*/) const {
    return scope == map::kWholeDocument ? 0 : shapes_.of(document_, static_cast<NodeId>(scope), reading_);
}

map::SourceView::Located CcdaView::locate(Handle place, std::uint32_t /*owner*/, Handle scope, Slot slot,
                                          Position& at) const {
    const CcdaSpace::Place& what = space_->at(slot);
    if (teller(slot) == kNobody || what.kind == Kind::kList) return Located::kNotTold;
    const bool is_attribute = what.kind == Kind::kAttribute;
    NodeId found = kNoNode;
    std::size_t number = 0;
    bool is_anything = false;  // it may say only why it is empty
    walk(document_, *what.path, static_cast<NodeId>(scope), [&](NodeId node) {
        is_anything = !is_attribute;
        const bool is_one = is_attribute
                                ? !attribute_text(document_, node, *what.path).empty()
                                : what.kind == Kind::kMade || (document_.node(node).flags & kHasNullFlavor) == 0;
        if (is_one) found = node;
        number += is_one ? 1 : 0;
        return is_one && is_attribute;
    });
    if (number == 0 && !is_anything) return Located::kNowhere;
    if (number != 1) return Located::kNotTold;  // the first that has a text: which one that is no shape says
    at = {static_cast<std::uint32_t>(found - place), 0};
    if (!is_attribute) return Located::kThere;
    const std::string_view text = document_.attribute(found, what.path->attribute);
    for (const Attribute& attribute : document_.attributes(document_.node(found))) {
        if (attribute.value == text.data()) return Located::kThere;
        ++at.part;
    }
    return Located::kNotTold;
}

bool CcdaView::locate_item(Handle place, std::uint32_t /*owner*/, Handle scope, Slot slot, std::uint32_t index,
                           Position& at) const {
    const Handle found = item(scope, slot, index);
    if (found < place) return false;
    at = {static_cast<std::uint32_t>(found - place), 0};
    return true;
}

std::string_view CcdaView::text_at(Handle place, Position at, Slot slot, Scratch& scratch) const {
    const Handle node_at = place + at.where;
    if (node_at >= document_.nodes().size()) return {};
    const auto node = static_cast<NodeId>(node_at);
    const CcdaSpace::Place& what = space_->at(slot);
    if (what.kind == Kind::kElement) return element_text_of(node, referenced(node), scratch);
    if (what.kind == Kind::kMade) return known_made(node, what.path->made);
    const std::span<const Attribute> attributes = document_.attributes(document_.node(node));
    if (at.part >= attributes.size()) return {};
    const std::string_view text = trimmed(attributes[at.part].view());
    return what.path->is_code ? code_text(document_, node, text) : text;
}

}  // namespace hios::ccda
