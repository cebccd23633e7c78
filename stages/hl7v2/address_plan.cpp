#include "stages/hl7v2/address_plan.hpp"

#include <algorithm>

#include "stages/hl7v2/component_cache.hpp"
#include "stages/hl7v2/handles.hpp"

namespace hios::hl7v2 {
namespace {

using Kind = Hl7v2Space::Kind;

// Its first two fields, which have no parts, are not like all others.
bool may_be_header(const Hl7v2Space& space, const Hl7v2Space::Entry& entry) {
    const Hl7v2Space::Entry* at = &entry;
    while (at->name == 0 && at->within != map::kNoSlot) at = &space.entries()[at->within];
    if (at->name == 0) return true;
    const std::string& name = space.segment_names()[at->name - 1U];
    return name == "MSH" || name == "BHS" || name == "FHS";
}

}  // namespace

AddressPlan plan_of(const Hl7v2Space& space, const Hl7v2Space::Entry& entry) {
    const Address& address = entry.address;
    AddressPlan plan;
    plan.name = entry.name;
    plan.field = static_cast<std::uint16_t>(std::min<std::uint32_t>(address.field, kFields));
    plan.component = static_cast<std::uint8_t>(address.component);
    plan.subcomponent = static_cast<std::uint8_t>(address.subcomponent);
    const bool text = entry.kind == Kind::kText || entry.kind == Kind::kScope;
    plan.rule = entry.rule;
    plan.kind = entry.kind;
    plan.nearest = address.occurrence == 0 && address.field < kFields;
    plan.simple = text && plan.nearest && address.repetition <= 1 && address.key == 0 &&
                  address.take != Address::Take::kDeleted && address.component <= Components::kMost &&
                  address.subcomponent < 0x100 && !(address.field <= 2 && may_be_header(space, entry)) &&
                  !(address.repetition == 1 && address.component == 0);
    // Of a component without subcomponents both are the same.
    plan.first_text = address.take == Address::Take::kFirst ||
                      (address.take == Address::Take::kWhole && address.component != 0 && address.subcomponent == 0);
    return plan;
}

}  // namespace hios::hl7v2
