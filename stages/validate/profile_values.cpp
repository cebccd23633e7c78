#include "stages/validate/profile_values.hpp"

#include "stages/fhirpath/decimal.hpp"
#include "stages/fhirpath/moment.hpp"

namespace hios::validate {

using definitions::FixedValue;
using definitions::FixedValueId;
using definitions::FixedValues;
using definitions::kNoFixedValue;
using definitions::Primitive;
using instance::kNoNode;
using instance::Node;
using instance::NodeId;
using instance::Shape;

namespace {

class Comparison {
public:
    Comparison(const Subject& subject, const FixedValues& values, bool exact)
        : subject_(subject), values_(values), exact_(exact) {}

    [[nodiscard]] bool equal(NodeId id, FixedValueId value) const {
        const Node& node = subject_.instance.node(id);
        const FixedValue& wanted = values_[value];
        switch (wanted.kind) {
            case FixedValue::Kind::kString:
                return node.shape == Shape::kString && subject_.text(node) == wanted.text;
            case FixedValue::Kind::kScalar:
                return scalar(node, wanted.text);
            case FixedValue::Kind::kObject:
                return node.shape == Shape::kObject && members(node.first, wanted);
            case FixedValue::Kind::kArray:
                return false;  // compared with a list, by member()
        }
        return false;
    }

private:
    [[nodiscard]] bool scalar(const Node& node, std::string_view wanted) const {
        if (node.shape != Shape::kNumber && node.shape != Shape::kBoolean) return false;
        const std::string_view raw = subject_.instance.raw(node);
        if (raw == wanted) return true;
        fhirpath::Decimal a, b;
        return fhirpath::Decimal::parse(raw, a) && fhirpath::Decimal::parse(wanted, b) && fhirpath::compare(a, b) == 0;
    }

    // All members of `wanted` among the children that begin at `first`; exact: and nothing else.
    [[nodiscard]] bool members(NodeId first, const FixedValue& wanted) const {
        std::size_t found = 0;
        for (FixedValueId id = wanted.first; id != kNoFixedValue; id = values_[id].next) {
            const std::size_t items = member(first, values_[id], id);
            if (items == 0) return false;
            found += items;
        }
        if (!exact_) return true;
        std::size_t all = 0;
        for (NodeId id = first; id != kNoNode; id = subject_.instance.node(id).next) all += weight(id);
        return all == found;
    }

    // A primitive with a value and with what its `_` sibling holds counts for two members.
    [[nodiscard]] std::size_t weight(NodeId id) const {
        const Node& node = subject_.instance.node(id);
        const bool primitive = node.type < definitions::kPrimitives;
        return primitive && node.shape != Shape::kAbsent && node.first != kNoNode ? 2 : 1;
    }

    // How many children have the member; 0: it is not there as wanted.
    [[nodiscard]] std::size_t member(NodeId first, const FixedValue& wanted, FixedValueId id) const {
        const bool sibling = wanted.name.starts_with('_');
        const std::string_view name = wanted.name.substr(sibling ? 1 : 0);
        NodeId at = next_called(first, name);
        if (at == kNoNode) return 0;
        if (sibling) {
            const bool object = wanted.kind == FixedValue::Kind::kObject;
            return object && members(subject_.instance.node(at).first, wanted) ? 1 : 0;
        }
        if (wanted.kind != FixedValue::Kind::kArray) return equal(at, id) ? 1 : 0;
        return exact_ ? list(at, name, wanted) : some(at, name, wanted);
    }

    [[nodiscard]] std::size_t list(NodeId at, std::string_view name, const FixedValue& wanted) const {
        std::size_t count = 0;
        FixedValueId item = wanted.first;
        for (; at != kNoNode && item != kNoFixedValue; item = values_[item].next, ++count) {
            if (!equal(at, item)) return 0;
            at = next_called(subject_.instance.node(at).next, name);
        }
        return at == kNoNode && item == kNoFixedValue ? count : 0;
    }
    [[nodiscard]] std::size_t some(NodeId first, std::string_view name, const FixedValue& wanted) const {
        for (FixedValueId item = wanted.first; item != kNoFixedValue; item = values_[item].next) {
            NodeId at = first;
            while (at != kNoNode && !equal(at, item)) at = next_called(subject_.instance.node(at).next, name);
            if (at == kNoNode) return 0;
        }
        return 1;
    }

    [[nodiscard]] NodeId next_called(NodeId id, std::string_view name) const {
        for (; id != kNoNode; id = subject_.instance.node(id).next) {
            if (subject_.table.property(subject_.instance.node(id).property).name == name) return id;
        }
        return kNoNode;
    }

    const Subject& subject_;
    const FixedValues& values_;
    const bool exact_;
};

std::string_view member_text(const FixedValues& values, FixedValueId object, std::string_view name) {
    for (FixedValueId id = values[object].first; id != kNoFixedValue; id = values[id].next) {
        if (values[id].name == name) return values[id].text;
    }
    return {};
}

int compare_numbers(std::string_view a, std::string_view b) {
    fhirpath::Decimal left, right;
    const bool numbers = fhirpath::Decimal::parse(a, left) && fhirpath::Decimal::parse(b, right);
    return numbers ? fhirpath::compare(left, right) : 0;
}

int compare_moments(fhirpath::Moment::Kind kind, std::string_view a, std::string_view b) {
    fhirpath::Moment left, right;
    const bool moments = fhirpath::Moment::parse(kind, a, left) && fhirpath::Moment::parse(kind, b, right);
    return moments ? fhirpath::compare(left, right).value_or(0) : 0;
}

}  // namespace

bool has_value(const Subject& subject, NodeId id, const FixedValues& values, FixedValueId value, bool exact) {
    return Comparison(subject, values, exact).equal(id, value);
}

int compare_value(const Subject& subject, NodeId id, const FixedValues& values, FixedValueId limit) {
    using Kind = fhirpath::Moment::Kind;
    const Node& node = subject.instance.node(id);
    const FixedValue& wanted = values[limit];
    if (node.shape == Shape::kNumber) return compare_numbers(subject.instance.raw(node), wanted.text);
    if (node.shape == Shape::kString) {
        const auto type = static_cast<Primitive>(node.type);
        const Kind kind = type == Primitive::kTime   ? Kind::kTime
                          : type == Primitive::kDate ? Kind::kDate
                                                     : Kind::kDateTime;
        return compare_moments(kind, subject.text(node), wanted.text);
    }
    if (node.shape != Shape::kObject || wanted.kind != FixedValue::Kind::kObject) return 0;
    const NodeId value = subject.instance.child(subject.table, id, "value");
    if (value == kNoNode) return 0;
    for (const std::string_view name : {"code", "system"}) {
        const NodeId own = subject.instance.child(subject.table, id, name);
        const std::string_view unit = own == kNoNode ? std::string_view{} : subject.text(subject.instance.node(own));
        if (unit != member_text(values, limit, name)) return 0;
    }
    return compare_numbers(subject.instance.raw(subject.instance.node(value)), member_text(values, limit, "value"));
}

}  // namespace hios::validate
