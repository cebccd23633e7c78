#include "stages/validate/plain_members.hpp"

#include <algorithm>
#include <string>

#include "stages/instance/instance.hpp"
#include "stages/validate/looks.hpp"

namespace hios::validate {

using definitions::Primitive;
using definitions::TypeId;

namespace {

const PlainMember kNone{};

PlainForm form_of(TypeId type, const definitions::Element& element, std::uint8_t look) {
    if (type >= definitions::kPrimitives) {
        if ((look & looks::kContained) != 0) return PlainForm::kContained;
        return element.name == "meta" ? PlainForm::kMeta : PlainForm::kObject;
    }
    switch (const auto kind = static_cast<Primitive>(type)) {
        case Primitive::kString:
        case Primitive::kMarkdown:
            return look == 0 ? PlainForm::kText : PlainForm::kString;
        case Primitive::kUri:
        case Primitive::kUrl:
        case Primitive::kCanonical:
            return PlainForm::kWord;
        case Primitive::kCode:
            return look == 0 ? PlainForm::kWord : PlainForm::kString;
        default:
            return instance::shape_of(kind) == instance::Shape::kString ? PlainForm::kString : PlainForm::kNumber;
    }
}

// Of a `_` half. Beside the value of an element that is neither required nor a choice it may stand, if there is a bit
// that no other element of the type has; elsewhere, either of the two is plain, both are not.
std::uint64_t sibling_bit(const definitions::Element& element, std::size_t elements) {
    constexpr std::size_t kBits = 64;
    const bool own = element.min == 0 && !element.choice && element.ordinal + elements < kBits;
    return 1ULL << (own ? kBits - 1 - element.ordinal : element.ordinal);
}

}  // namespace

const PlainMember& PlainMembers::none() {
    return kNone;
}

PlainMembers::PlainMembers(const definitions::Table& table, const std::vector<std::uint8_t>& looks)
    : table_(table),
      looks_(looks),
      element_type_(table.type_of("Element")),
      any_resource_(table.type_of("Resource")),
      by_property_(2 * table.properties(), nullptr),
      types_(table.types()) {
    const auto types = static_cast<TypeId>(table.types());
    for (TypeId id = 0; id < types; ++id) types_[id] = {table.type(id).required, {&kNone, &kNone}};
}

const PlainMember* PlainMembers::find(TypeId type, const char* text) {
    if (text[0] != '"') return nullptr;
    const bool sibling = text[1] == '_';
    const char* const begin = text + (sibling ? 2 : 1);
    const char* const end = std::find(begin, text + kOpening, '"');
    if (end == text + kOpening || end == begin) return nullptr;
    const std::string_view name(begin, static_cast<std::size_t>(end - begin));
    const definitions::Member& member = table_.member(type, name, json::name_key(begin, name.size()));
    if (member.id == definitions::kNoProperty) return nullptr;
    const PlainMember* const found = made(type, member, sibling);
    return found->form != PlainForm::kUnknown && found->opens(text) ? found : nullptr;
}

const PlainMember* PlainMembers::made(TypeId of, const definitions::Member& is, bool sibling) {
    const PlainMember*& place = by_property_[2U * is.id + (sibling ? 1U : 0U)];
    if (place != nullptr) return place;
    const definitions::Property& property = table_.property(is.id);
    const definitions::Element& element = table_.element(property.element);
    const TypeId type = sibling ? element_type_ : is.type;
    const std::uint8_t look = sibling ? std::uint8_t{0} : looks_[is.id];
    const PlainForm form = form_of(type, element, look);
    std::string opening = (sibling ? "\"_" : "\"") + std::string(property.name) + "\":";
    if (is.repeats) opening += '[';
    if (type >= definitions::kPrimitives) {
        opening += '{';
    } else if (form != PlainForm::kNumber) {
        opening += '"';
    }
    PlainMember& member = members_.emplace_back();
    place = &member;
    member.followers.fill({&kNone, &kNone});
    // Resources within the resource that are not contained, and what is modified, are not plain.
    const bool rare = (is.type == any_resource_ && form != PlainForm::kContained) || (look & looks::kModifier) != 0;
    // A list's `_` half has places for nulls; an id's does not give the resource its id.
    const bool odd = sibling && (is.repeats || is.type >= definitions::kPrimitives || property.name == "id");
    if (rare || odd || opening.size() > kOpening) return place;
    member.form = form;
    member.type = type;
    member.bit = sibling ? sibling_bit(element, table_.type(of).elements.size()) : 1ULL << is.ordinal;
    member.look = look;
    member.repeats = is.repeats;
    member.element = &element;
    member.size = static_cast<std::uint8_t>(opening.size());
    member.rest = opening.size() == kOpening ? 0 : ~0U << opening.size();
    std::copy(opening.begin(), opening.end(), member.opening.begin());
    return place;
}

}  // namespace hios::validate
