#include "stages/validate/profile_targets.hpp"

#include <algorithm>

namespace hios::validate {

using definitions::kNoType;
using definitions::TypeId;
using instance::kNoNode;
using instance::NodeId;
using instance::Shape;

namespace {

TypeId type_named(const Subject& subject, std::string_view name) {
    const TypeId type = subject.table.type_of(name);
    return type != kNoType && subject.table.type(type).kind == definitions::TypeKind::kResource ? type : kNoType;
}

// "Patient/1" and "http://server/fhir/Patient/1": the segment before the id.
TypeId type_in_path(const Subject& subject, std::string_view text) {
    const std::size_t id = text.rfind('/');
    if (id == std::string_view::npos || id == 0) return kNoType;
    const std::size_t before = text.rfind('/', id - 1);
    const std::size_t name = before == std::string_view::npos ? 0 : before + 1;
    return type_named(subject, text.substr(name, id - name));
}

}  // namespace

bool is_contained(const Subject& subject, NodeId id) {
    return id != instance::kRoot && subject.table.property(subject.instance.node(id).property).name == "contained";
}

void Targets::gather(const Subject& subject) {
    gathered_ = true;
    contained_.clear();
    for (const NodeId id : subject.instance.nested) {
        const NodeId name = subject.instance.child(subject.table, id, "id");
        if (name == kNoNode || subject.instance.node(name).shape != Shape::kString) continue;
        contained_.emplace_back(subject.instance.raw(subject.instance.node(name)), id);
    }
    std::ranges::sort(contained_);
}

Target Targets::find(const Subject& subject, std::string_view reference) {
    if (reference.empty()) return {};
    if (reference[0] == '#') {
        if (reference.size() == 1) return {subject.instance.node(instance::kRoot).type, kNoNode};
        if (!gathered_) gather(subject);
        const auto found =
            std::ranges::lower_bound(contained_, reference.substr(1), {}, [](const auto& one) { return one.first; });
        if (found == contained_.end() || found->first != reference.substr(1)) return {};
        return {subject.instance.node(found->second).type, found->second};
    }
    const std::string_view whole = reference.substr(0, reference.find("/_history/"));
    if (subject.surroundings.entries != nullptr) {
        const std::uint32_t entry = subject.surroundings.entries->find(whole);
        if (entry != fhir::LinkMap::kNone) return {subject.surroundings.types[entry], kNoNode};
    }
    // "Patient?identifier=..." leads to a Patient; a fragment leads somewhere into the resource.
    if (whole.find('#') != std::string_view::npos || whole.starts_with("urn:")) return {};
    if (const std::size_t query = whole.find('?'); query != std::string_view::npos)
        return {type_named(subject, whole.substr(0, query)), kNoNode};
    return {type_in_path(subject, whole), kNoNode};
}

Target Targets::of(const Subject& subject, NodeId id) {
    const NodeId text = subject.instance.child(subject.table, id, "reference");
    if (text == kNoNode || subject.instance.node(text).shape != Shape::kString) return {};
    return find(subject, subject.text(subject.instance.node(text)));
}

}  // namespace hios::validate
