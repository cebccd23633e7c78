#pragma once
// One item of a collection: a node of the resource, or a value that was computed (FHIRPath's System
// types). Small and trivially copyable; what it points at lives in the instance, the expression or the
// evaluator's arena, and is good until the next evaluation.

#include <cstdint>
#include <new>
#include <string_view>

#include "stages/fhirpath/decimal.hpp"
#include "stages/fhirpath/moment.hpp"
#include "stages/instance/instance.hpp"

namespace hios::fhirpath {

enum class Kind : std::uint8_t {
    kNone,
    kNode,
    kBoolean,
    kString,
    kInteger,
    kDecimal,
    kDate,
    kDateTime,
    kTime,
    kQuantity,
    kFhirType,    // what type() says of a node
    kSystemType,  // what type() says of a computed value
    kTyped,       // a resource elsewhere of which only the type is known
};

struct Quantity {
    Decimal value;
    std::string_view unit;  // UCUM code, or a calendar word as written ("days")
    bool calendar = false;
};

class Value {
public:
    Value() : node_(0) {}
    static Value of(instance::NodeId node) {
        Value value(Kind::kNode);
        value.node_ = node;
        return value;
    }
    static Value of(bool boolean) {
        Value value(Kind::kBoolean);
        value.boolean_ = boolean;
        return value;
    }
    static Value of(std::string_view text, Kind kind = Kind::kString) {
        Value value(kind);
        value.text_ = {text.data(), text.size()};
        return value;
    }
    static Value of_integer(std::int64_t integer) {
        Value value(Kind::kInteger);
        value.integer_ = integer;
        return value;
    }
    static Value of(const Decimal* decimal) {
        Value value(Kind::kDecimal);
        value.decimal_ = decimal;
        return value;
    }
    static Value of(Moment::Kind kind, const Moment& moment) {
        Value value(kind == Moment::Kind::kDate       ? Kind::kDate
                    : kind == Moment::Kind::kDateTime ? Kind::kDateTime
                                                      : Kind::kTime);
        new (&value.moment_) Moment(moment);
        return value;
    }
    static Value of(const Quantity* quantity) {
        Value value(Kind::kQuantity);
        value.quantity_ = quantity;
        return value;
    }
    static Value of_type(definitions::TypeId type) {
        Value value(Kind::kTyped);
        value.type_ = type;
        return value;
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
    // Each of these only for the kinds it names.
    [[nodiscard]] instance::NodeId node() const { return node_; }
    [[nodiscard]] bool boolean() const { return boolean_; }
    [[nodiscard]] std::string_view text() const { return {text_.data, text_.size}; }  // kString, both type kinds
    [[nodiscard]] std::int64_t integer() const { return integer_; }
    [[nodiscard]] const Decimal& decimal() const { return *decimal_; }
    [[nodiscard]] const Moment& moment() const { return moment_; }
    [[nodiscard]] const Quantity& quantity() const { return *quantity_; }
    [[nodiscard]] definitions::TypeId type() const { return type_; }

    [[nodiscard]] bool numeric() const { return kind_ == Kind::kInteger || kind_ == Kind::kDecimal; }
    // kInteger and kDecimal.
    [[nodiscard]] Decimal number() const { return kind_ == Kind::kInteger ? Decimal::of(integer_) : *decimal_; }
    [[nodiscard]] bool timed() const { return kind_ >= Kind::kDate && kind_ <= Kind::kTime; }
    [[nodiscard]] Moment::Kind moment_kind() const {
        return kind_ == Kind::kDate       ? Moment::Kind::kDate
               : kind_ == Kind::kDateTime ? Moment::Kind::kDateTime
                                          : Moment::Kind::kTime;
    }

private:
    struct Text {
        const char* data;
        std::size_t size;
    };

    explicit Value(Kind kind) : kind_(kind), node_(0) {}

    Kind kind_ = Kind::kNone;
    union {
        instance::NodeId node_;
        bool boolean_;
        Text text_;
        std::int64_t integer_;
        const Decimal* decimal_;
        Moment moment_;
        const Quantity* quantity_;
        definitions::TypeId type_;
    };
};
static_assert(sizeof(Value) == 24);

// "Integer", "String": a computed value's type in the namespace System.
[[nodiscard]] std::string_view system_name(Kind kind);
// kNone when there is no such type.
[[nodiscard]] Kind system_kind(std::string_view name);

}  // namespace hios::fhirpath
