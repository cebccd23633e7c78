#include "stages/validate/references.hpp"

#include <algorithm>

#include "stages/fhir/links.hpp"
#include "stages/validate/primitive_checks.hpp"
#include "stages/validate/rules.hpp"

namespace hios::validate {

using definitions::kNoType;
using definitions::TypeId;
using instance::kNoNode;
using instance::Node;
using instance::NodeId;

namespace {

TypeId resource_named(const definitions::Table& table, std::string_view name) {
    const TypeId type = table.type_of(name);
    const definitions::Type& found = table.type(type);
    return type != kNoType && found.kind == definitions::TypeKind::kResource && !found.abstract ? type : kNoType;
}

bool is_id(std::string_view text) {
    return check_id(text) == PrimitiveFault::kOk;
}

// "1" and "1/_history/2".
bool is_id_with_version(std::string_view text) {
    if (is_id(text)) return true;
    constexpr std::string_view kHistory = "/_history/";
    const std::size_t tail = text.find('/');
    if (tail == std::string_view::npos || text.substr(tail, kHistory.size()) != kHistory) return false;
    return is_id(text.substr(0, tail)) && is_id(text.substr(tail + kHistory.size()));
}

// "Patient/1" and "Patient/1/_history/2".
TypeId type_of_relative(const definitions::Table& table, std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || !is_id_with_version(text.substr(slash + 1))) return kNoType;
    return resource_named(table, text.substr(0, slash));
}

TypeId type_of_absolute(const definitions::Table& table, std::string_view url) {
    if (const std::size_t version = url.find("/_history/"); version != std::string_view::npos)
        url = url.substr(0, version);
    std::string_view base, type, id;
    return fhir::split_restful(url, base, type, id) ? resource_named(table, type) : kNoType;
}

// RFC 3986, 3.1.
bool has_scheme(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return letter(text[0]) && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), [&](char c) {
               return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
           });
}

// The entry of the Bundle that has this fullUrl, perhaps with a version or a contained id behind it.
std::uint32_t entry_of(const Surroundings& surroundings, std::string_view url) {
    if (surroundings.entries == nullptr) return fhir::LinkMap::kNone;
    const std::uint32_t entry = surroundings.entries->find(url.substr(0, url.find("/_history/")));
    return entry != fhir::LinkMap::kNone ? entry : surroundings.entries->find(url.substr(0, url.find('#')));
}

}  // namespace

TypeId type_of_reference(const definitions::Table& table, const Surroundings& surroundings,
                         std::string_view reference) {
    if (reference.find('#') != std::string_view::npos) return kNoType;
    if (has_scheme(reference)) {
        const std::uint32_t entry = entry_of(surroundings, reference);
        return entry != fhir::LinkMap::kNone ? surroundings.types[entry] : type_of_absolute(table, reference);
    }
    const std::size_t query = reference.find('?');
    if (query == std::string_view::npos) return type_of_relative(table, reference);
    return query + 1 < reference.size() ? resource_named(table, reference.substr(0, query)) : kNoType;
}

bool may_lead_to(const definitions::Table& table, const definitions::Element& element, TypeId type) {
    for (const TypeId target : element.targets) {
        if (target == type || (table.type(target).abstract && table.is_a(type, target))) return true;
    }
    return element.targets.empty();
}

bool is_right_reference(const definitions::Table& table, const definitions::Element& element,
                        std::string_view reference) {
    if (reference.find('#') != std::string_view::npos) return false;
    TypeId type = reference[0] >= 'A' && reference[0] <= 'Z' ? type_of_relative(table, reference) : kNoType;
    if (type == kNoType) type = type_of_reference(table, {}, reference);
    return type == kNoType ? has_scheme(reference) : may_lead_to(table, element, type);
}

void LocalLinks::clear() {
    ids_.clear();
    sorted_ = false;
    links_.clear();
    unescaped_.clear();
}

std::string_view LocalLinks::keep(const Subject& subject, const Node& node) {
    const std::string_view raw = subject.instance.raw(node);
    if (!subject.instance.escapes || raw.find('\\') == std::string_view::npos) return raw;
    json::unescape(raw, unescaped_.emplace_back());
    return unescaped_.back();
}

void LocalLinks::add_contained(const Subject& subject, NodeId scope, NodeId node, NodeId id) {
    const bool named = id != kNoNode && subject.instance.node(id).shape == instance::Shape::kString;
    ids_.push_back({scope, named ? keep(subject, subject.instance.node(id)) : std::string_view{}, node});
}

void LocalLinks::add_link(const Subject& subject, NodeId scope, NodeId node) {
    links_.push_back({scope, keep(subject, subject.instance.node(node)).substr(1), node});
}

void LocalLinks::sort_ids() {
    if (!sorted_) std::sort(ids_.begin(), ids_.end(), by_name_and_place);
    sorted_ = true;
}

NodeId LocalLinks::find(NodeId scope, std::string_view id) {
    sort_ids();
    const Named wanted{scope, id, kNoNode};
    const auto found = std::lower_bound(ids_.begin(), ids_.end(), wanted, by_name);
    return found == ids_.end() || by_name(wanted, *found) ? kNoNode : found->node;
}

void LocalLinks::check(const Subject& subject, definitions::PropertyId reference) {
    if (ids_.empty() && links_.empty()) return;
    sort_ids();
    // Links to the container, "#", apart and in the order of the text, where they can be searched for.
    const auto begin_of = [&](const Named& link) { return subject.instance.node(link.node).value.begin; };
    const auto named =
        std::partition(links_.begin(), links_.end(), [](const Named& link) { return link.name.empty(); });
    std::sort(links_.begin(), named, [&](const Named& a, const Named& b) { return begin_of(a) < begin_of(b); });
    std::sort(named, links_.end(), by_name_and_place);
    for (std::size_t i = 1; i < ids_.size(); ++i) {
        if (!ids_[i].name.empty() && !by_name(ids_[i - 1], ids_[i])) subject.report(rules::kContainedId, ids_[i].node);
    }
    for (auto link = named; link != links_.end(); ++link) {
        if (subject.instance.node(link->node).property != reference) continue;
        if (!std::binary_search(ids_.begin(), ids_.end(), *link, by_name))
            subject.report(rules::kReferenceContained, link->node);
    }
    for (const Named& contained : ids_) {
        if (!contained.name.empty() && std::binary_search(named, links_.end(), contained, by_name)) continue;
        // One that refers to its container by "#" is held by that link.
        const json::Span inside = subject.instance.node(contained.node).value;
        const auto first = std::lower_bound(links_.begin(), named, inside.begin,
                                            [&](const Named& link, std::uint32_t at) { return begin_of(link) < at; });
        if (first == named || begin_of(*first) >= inside.end)
            subject.report(rules::kUnreferencedContained, contained.node);
    }
}

void check_reference(const Subject& subject, NodeId id, NodeId scope, LocalLinks& local) {
    const definitions::Table& table = subject.table;
    const Node& node = subject.instance.node(id);
    const std::string_view text = subject.text(node);
    // Most references are "Type/id"; what is not falls through to the careful way.
    TypeId type = text[0] >= 'A' && text[0] <= 'Z' ? type_of_relative(table, text) : kNoType;
    if (type != kNoType) {
        // Nothing more to find out.
    } else if (text[0] == '#') {
        const NodeId contained = local.find(scope, text.substr(1));
        if (contained != kNoNode) type = subject.instance.node(contained).type;
        if (text.size() == 1) type = subject.instance.node(scope).type;
    } else {
        const bool absolute = has_scheme(text);
        const bool in_bundle = subject.surroundings.entries != nullptr;
        if (text.substr(0, 4) == "urn:" && in_bundle && entry_of(subject.surroundings, text) == fhir::LinkMap::kNone)
            return subject.report(rules::kReferenceUnresolved, id);
        type = type_of_reference(table, subject.surroundings, text);
        const std::string_view target = text.substr(0, text.find('#'));
        if (!absolute && type_of_reference(table, subject.surroundings, target) == kNoType)
            return subject.report(rules::kReferenceForm, id);
    }
    if (type == kNoType) return;
    const Node& holder = subject.instance.node(node.parent);
    if (holder.property == definitions::kNoProperty) return;
    const definitions::Element& element = table.element(table.property(holder.property).element);
    if (!may_lead_to(table, element, type)) subject.report(rules::kReferenceTarget, id, element.path);
}

}  // namespace hios::validate
