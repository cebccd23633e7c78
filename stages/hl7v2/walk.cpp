#include "stages/hl7v2/walk.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::hl7v2 {

Walk::Walk(std::vector<GroupRule> rules) : rules_(std::move(rules)) {
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
        const GroupRule& rule = rules_[i];
        std::uint32_t position = 0;
        for (const std::string& name : rule.opens) {
            ++position;
            const bool swaps = !rule.swapped_in.empty() && position <= 2 && rule.opens.size() > 1;
            uses_of(name).opens.push_back({i, position, swaps ? 3 - position : position});
        }
        for (const std::string& name : rule.holds) uses_of(name).held_by.push_back(i);
    }
    for (const GroupRule& rule : rules_) {
        std::vector<std::uint32_t>& outer = outer_.emplace_back();
        for (const std::string& name : rule.in) {
            if (const std::uint32_t found = rule_named(name); found != kNoRule && name != rule.name) {
                outer.push_back(found);
            } else {
                problem_ = fmt::format("group {} lies in {}, which is no other group", rule.name, name);
            }
        }
    }
}

Walk::Uses& Walk::uses_of(const std::string& name) {
    const std::uint16_t number = names_.add(name);
    if (number == 0) problem_ = fmt::format("\"{}\" is no segment's name: they have three characters", name);
    uses_.resize(names_.size() + 1);
    return uses_[number];
}

std::uint32_t Walk::rule_named(std::string_view name) const {
    const auto found =
        std::find_if(rules_.begin(), rules_.end(), [&](const GroupRule& rule) { return rule.name == name; });
    return found == rules_.end() ? kNoRule : static_cast<std::uint32_t>(found - rules_.begin());
}

bool Walk::may_lie_in(std::uint32_t rule, std::uint32_t outer) const {
    const std::vector<std::uint32_t>& allowed = outer_[rule];
    if (outer == kNoRule) return allowed.empty();
    return std::find(allowed.begin(), allowed.end(), outer) != allowed.end();
}

namespace {

// Whether an instance is of the rule, or one around it: no group lies in one of its own kind. An ORDER lies in a
// SPECIMEN (OUL), but not in a SPECIMEN of an ORDER (ORU).
bool lies_in(std::uint32_t rule, std::uint32_t at, const std::vector<GroupInstance>& instances) {
    for (; at != kMessageGroup; at = instances[at].parent) {
        if (instances[at].rule == rule) return true;
    }
    return false;
}

}  // namespace

bool Walk::is_swapped(const Message& message) const {
    const Segment header = message.header();
    const std::string_view code = header.first(9, 1).text();
    const std::string_view event = header.first(9, 2).text();
    const auto names = [&](const std::string& type) {
        return type.size() == code.size() + 1 + event.size() && type.starts_with(code) && type.ends_with(event);
    };
    return std::any_of(rules_.begin(), rules_.end(), [&](const GroupRule& rule) {
        return std::any_of(rule.swapped_in.begin(), rule.swapped_in.end(), names);
    });
}

std::uint32_t Walk::open_group(const Uses& uses, const Walk& walk, bool swapped, std::uint32_t innermost,
                               std::uint32_t segment, std::vector<GroupInstance>& instances) {
    const auto position = [&](const Opening& opening) { return swapped ? opening.swapped : opening.position; };
    const auto begin_in = [&](std::uint32_t parent, const Opening& opening) {
        instances.push_back({opening.rule, parent, segment, position(opening)});
        return static_cast<std::uint32_t>(instances.size() - 1);
    };
    for (std::uint32_t at = innermost;; at = instances[at].parent) {
        GroupInstance& instance = instances[at];
        for (const Opening& opening : uses.opens) {
            if (opening.rule != instance.rule || position(opening) <= instance.opened) continue;
            instance.opened = position(opening);
            return at;
        }
        for (const Opening& opening : uses.opens) {
            if (walk.may_lie_in(opening.rule, instance.rule) && !lies_in(opening.rule, at, instances))
                return begin_in(at, opening);
        }
        if (at == kMessageGroup) return begin_in(kMessageGroup, uses.opens.front());
    }
}

void Walk::set_aside(const Message& message, std::uint32_t last, std::vector<GroupInstance>& instances,
                     std::vector<SegmentPlace>& places) const {
    const std::uint32_t group = places[last].instance;
    std::uint32_t aside = kMessageGroup;
    for (const std::string& name : rules_[instances[group].rule].anew) {
        const auto is_one = [&](std::uint32_t i) {
            return places[i].instance == group && message.segment(i).name() == name;
        };
        std::uint32_t again = last + 1;
        while (again < places.size() && !is_one(again)) ++again;
        if (again == places.size()) continue;
        for (std::uint32_t i = instances[group].first_segment; i < last; ++i) {
            if (!is_one(i)) continue;
            if (aside == kMessageGroup) {
                aside = static_cast<std::uint32_t>(instances.size());
                instances.push_back({kNoRule, group, i, 0});
            }
            places[i].instance = aside;
        }
    }
}

void Walk::place(const Message& message, std::vector<GroupInstance>& instances,
                 std::vector<SegmentPlace>& places) const {
    instances.assign(1, GroupInstance{});
    places.clear();
    const bool swapped = is_swapped(message);
    std::uint32_t innermost = kMessageGroup;
    std::uint32_t owner = 0;
    std::vector<std::uint32_t> renewals;
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        const std::string_view name = message.segment(i).name();
        if (name == "NTE" && i > 0) {
            places.push_back({places[owner].instance, owner});
            continue;
        }
        owner = i;
        std::uint32_t instance = innermost;
        if (const std::uint16_t number = names_.number(name); number != 0) {
            const Uses& uses = uses_[number];
            if (!uses.opens.empty()) {
                innermost = instance = open_group(uses, *this, swapped, innermost, i, instances);
                const std::uint32_t rule = instances[instance].rule;
                if (instances[instance].first_segment != i && !rules_[rule].anew.empty() &&
                    rules_[rule].opens.back() == name)
                    renewals.push_back(i);
            } else {
                const auto holds = [&](std::uint32_t at) {
                    return std::find(uses.held_by.begin(), uses.held_by.end(), instances[at].rule) !=
                           uses.held_by.end();
                };
                std::uint32_t at = innermost;
                while (at != kMessageGroup && !holds(at)) at = instances[at].parent;
                if (at != kMessageGroup) instance = at;
            }
        }
        places.push_back({instance, i});
    }
    for (const std::uint32_t i : renewals) set_aside(message, i, instances, places);
}

}  // namespace hios::hl7v2
