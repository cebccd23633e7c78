#include "stages/hl7v2/dictionary/placement.hpp"

namespace hios::hl7v2::dictionary {

void Placement::place(const Structure& structure, std::span<const std::string_view> names) {
    nodes_ = &structure.nodes;
    last_.assign(nodes_->size(), kNone);
    instances_.assign(1, GroupInstance{});
    last_[0] = 0;
    open_.assign(1, Open{0, 0, 0});
    places_.clear();
    places_.reserve(names.size());
    for (const std::string_view name : names) {
        const std::uint32_t code = segment_code(name);
        const Place place = code == 0 ? Place{open_.back().instance, kNoNode, false, false} : place_one(code);
        if (place.node != kNoNode) last_[place.node] = place.instance;
        places_.push_back(place);
    }
}

Place Placement::place_one(std::uint32_t code) {
    Place place;
    if (place_forward(code, Leave::kNothing, Again::kYes, place)) return place;
    place.incomplete = true;
    if (place_forward(code, Leave::kRequired, Again::kNo, place)) return place;
    place.incomplete = false;
    if (place_back(code, place)) return place;
    place.incomplete = true;
    if (place_forward(code, Leave::kRequired, Again::kOnly, place)) return place;
    return {open_.back().instance, kNoNode, false, false};
}

bool Placement::place_forward(std::uint32_t code, Leave leave, Again again, Place& place) {
    for (std::size_t level = open_.size(); level-- > 0;) {
        const std::uint16_t found = find_forward(open_[level], code, leave, again);
        if (found == kNoNode) continue;
        open_.resize(level + 1);
        // The groups between this level and the segment, from outside in.
        while (node(found).parent != open_.back().node) {
            std::uint16_t group = node(found).parent;
            while (node(group).parent != open_.back().node) group = node(group).parent;
            open_.back().at = group;
            open_.push_back({add_instance(group, open_.back().instance), group, group});
        }
        open_.back().at = found;
        place.instance = open_.back().instance;
        place.node = found;
        return true;
    }
    return false;
}

std::uint16_t Placement::find_forward(const Open& open, std::uint32_t code, Leave leave, Again again) const {
    const std::uint16_t end = node(open.node).end;
    std::uint16_t child = open.at;
    if (open.at == open.node) {
        if (again == Again::kOnly) return kNoNode;
        ++child;
    } else {
        if (again != Again::kNo && node(child).repeats_ever) {
            if (node(child).code == code) return child;
            if (node(child).group) {
                const std::uint16_t found = find_first(child, code, leave);
                if (found != kNoNode) return found;
            }
        }
        if (again == Again::kOnly) return kNoNode;
        child = node(child).end;
    }
    for (; child < end; child = node(child).end) {
        if (node(child).code == code) return child;
        if (node(child).group) {
            const std::uint16_t found = find_first(child, code, leave);
            if (found != kNoNode) return found;
        }
        if (leave == Leave::kNothing && node(child).required) break;
    }
    return kNoNode;
}

std::uint16_t Placement::find_first(std::uint16_t group, std::uint32_t code, Leave leave) const {
    const std::uint16_t end = node(group).end;
    for (std::uint16_t child = group + 1; child < end; child = node(child).end) {
        if (node(child).code == code) return child;
        if (node(child).group) {
            const std::uint16_t found = find_first(child, code, leave);
            if (found != kNoNode) return found;
        }
        if (leave == Leave::kNothing && node(child).required) break;
    }
    return kNoNode;
}

bool Placement::place_back(std::uint32_t code, Place& place) {
    for (std::size_t level = open_.size(); level-- > 0;) {
        const Open& open = open_[level];
        if (open.at == open.node) continue;
        for (std::uint16_t index = open.at; index-- > open.node + 1;) {
            if (node(index).code != code || !room(open.instance, open.node, index)) continue;
            place.instance = make_instance(open.instance, open.node, node(index).parent);
            place.node = index;
            place.late = true;
            return true;
        }
    }
    return false;
}

// Whether the last instance of the node's group, within `instance` of `group`, can take it.
bool Placement::room(std::uint32_t instance, std::uint16_t group, std::uint16_t index) const {
    if (node(index).repeats_ever) return true;
    std::uint32_t holder = last_[index];
    if (holder == kNone) return true;
    // The instance that had it last: is it one of those that a new one would go to?
    std::uint16_t at = node(index).parent;
    while (at != group) {
        if (last_[at] != holder) return true;
        holder = instances_[holder].parent;
        at = node(at).parent;
    }
    return holder != instance;
}

// The last instance of the group `index` within instance `parent` of group `from`; made where there is none.
std::uint32_t Placement::make_instance(std::uint32_t parent, std::uint16_t from, std::uint16_t index) {
    if (index == from) return parent;
    const std::uint32_t above = make_instance(parent, from, node(index).parent);
    const std::uint32_t last = last_[index];
    if (last != kNone && instances_[last].parent == above) return last;
    return add_instance(index, above);
}

std::uint32_t Placement::add_instance(std::uint16_t index, std::uint32_t parent) {
    instances_.push_back({index, parent});
    last_[index] = static_cast<std::uint32_t>(instances_.size() - 1);
    return last_[index];
}

}  // namespace hios::hl7v2::dictionary
