// Nodes as values: FHIR's primitives are System's types (R4 fhirpath.html, "Using FHIR types in expressions").

#include <charconv>

#include "stages/fhirpath/machine.hpp"
#include "stages/json/text.hpp"

namespace hios::fhirpath {

using definitions::Primitive;
using instance::Shape;

std::string_view Machine::string_of(const instance::Node& node) {
    const std::string_view raw = instance_->raw(node);
    if (!instance_->escapes || raw.find('\\') == std::string_view::npos) return raw;
    scratch_.clear();
    json::unescape(raw, scratch_);
    return arena_.copy(scratch_);
}

bool Machine::atom(Value& value) {
    if (!value.is(Kind::kNode)) return !value.is(Kind::kNone);
    const instance::Node& node = instance_->nodes[value.node()];
    if (node.shape == Shape::kAbsent || node.shape == Shape::kObject) return false;
    if (node.shape == Shape::kBoolean) {
        value = Value::of(instance_->raw(node) == "true");
        return true;
    }
    if (node.shape == Shape::kNumber) {
        const std::string_view raw = instance_->raw(node);
        std::int64_t whole = 0;
        const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), whole);
        if (static_cast<Primitive>(node.type) != Primitive::kDecimal && error == std::errc() &&
            end == raw.data() + raw.size()) {
            value = Value::of_integer(whole);
            return true;
        }
        Decimal decimal;
        if (!Decimal::parse(raw, decimal)) return false;
        value = Value::of(arena_.make(decimal));
        return true;
    }
    const std::string_view text = string_of(node);
    const auto moment = [&](Moment::Kind kind) {
        Moment parsed;
        if (!Moment::parse(kind, text, parsed)) return false;
        value = Value::of(kind, parsed);
        return true;
    };
    switch (static_cast<Primitive>(node.type)) {
        case Primitive::kDate:
            return moment(Moment::Kind::kDate);
        case Primitive::kDateTime:
        case Primitive::kInstant:
            return moment(Moment::Kind::kDateTime);
        case Primitive::kTime:
            return moment(Moment::Kind::kTime);
        default:
            value = Value::of(text);
            return true;
    }
}

bool Machine::quantity(Value& value) {
    if (value.is(Kind::kQuantity)) return true;
    if (value.numeric()) {
        value = Value::of(arena_.make(Quantity{value.number(), "1", false}));
        return true;
    }
    if (!value.is(Kind::kNode) || !model_.is_quantity(instance_->nodes[value.node()].type)) return false;
    static constexpr std::string_view kParts[] = {"value", "code", "unit", "comparator"};
    Value parts[4];
    for (std::size_t i = 0; i < 4; ++i) {
        const auto found = child(value.node(), model_.name(kParts[i]));
        if (found == instance::kNoNode) continue;
        parts[i] = Value::of(found);
        if (!atom(parts[i])) return false;
    }
    // "< 5 mg" is no amount that could be compared.
    if (!parts[0].numeric() || !parts[3].is(Kind::kNone)) return false;
    const Value& unit = parts[1].is(Kind::kString) ? parts[1] : parts[2];
    value = Value::of(
        arena_.make(Quantity{parts[0].number(), unit.is(Kind::kString) ? unit.text() : std::string_view("1"), false}));
    return true;
}

bool Machine::atom_or_quantity(Value& value) {
    return atom(value) || quantity(value);
}

instance::NodeId Machine::child(instance::NodeId of, NameId name) const {
    for (auto id = instance_->nodes[of].first; id != instance::kNoNode; id = instance_->nodes[id].next) {
        if (model_.element_name(instance_->nodes[id].property) == name) return id;
    }
    return instance::kNoNode;
}

std::string_view Machine::type_name(const Value& value) const {
    if (value.is(Kind::kNode)) return model_.table().type(instance_->nodes[value.node()].type).name;
    if (value.is(Kind::kTyped)) return model_.table().type(value.type()).name;
    if (value.is(Kind::kFhirType) || value.is(Kind::kSystemType)) return "TypeInfo";
    return system_name(value.kind());
}

bool Machine::text_of(Value value, std::string& into) {
    if (!atom_or_quantity(value)) return false;
    switch (value.kind()) {
        case Kind::kBoolean:
            into += value.boolean() ? "true" : "false";
            return true;
        case Kind::kString:
        case Kind::kFhirType:
        case Kind::kSystemType:
            into += value.text();
            return true;
        case Kind::kInteger:
            into += std::to_string(value.integer());
            return true;
        case Kind::kDecimal:
            append_text(value.decimal(), into);
            return true;
        case Kind::kDate:
        case Kind::kDateTime:
        case Kind::kTime:
            append_text(value.moment_kind(), value.moment(), into);
            return true;
        case Kind::kQuantity: {
            const Quantity& quantity = value.quantity();
            append_text(quantity.value, into);
            into += ' ';
            if (!quantity.calendar) into += '\'';
            into += quantity.unit;
            if (!quantity.calendar) into += '\'';
            return true;
        }
        default:
            return false;
    }
}

}  // namespace hios::fhirpath
