#pragma once
// The names an expression sees besides the source's addresses: variables of $each and $let, parameters of
// fragments.

#include <string>
#include <string_view>

#include "stages/map/address_space.hpp"
#include "stages/map/expression.hpp"
#include "stages/map/value_type.hpp"

namespace hios::map {

// One name; a list towards the outside. Lives on the compiler's stack.
struct Scope {
    enum class Kind : std::uint8_t {
        kBarrier,     // a fragment's body: names outside are not seen; `name`: the fragment, `scope`: its user's
        kHandle,      // x of `$each: x in PID-3`: addresses are relative to `slot`
        kContext,     // $from of a document: addresses without a variable are relative to `slot`
        kRegister,    // a value that was computed
        kExpression,  // stands for an expression with its own names: a parameter. x.1 of HumanName(PID-5) is PID-5.1
    };
    const Scope* outer = nullptr;
    Kind kind = Kind::kBarrier;
    std::string name;
    Slot slot = kNoSlot;
    std::uint8_t handle = 0;
    std::uint16_t reg = 0;
    ValueType type = ValueType::kText;
    std::string field;         // of kRegister: what the value is made of
    ExpressionPtr expression;  // of kExpression; null: an argument that was left out
    const Scope* scope = nullptr;

    [[nodiscard]] const Scope* find(std::string_view wanted) const {
        for (const Scope* at = this; at != nullptr && at->kind != Kind::kBarrier; at = at->outer) {
            if (at->name == wanted) return at;
        }
        return nullptr;
    }
    // What addresses without a variable are relative to; null: the whole document. Fragments see it, too.
    [[nodiscard]] static const Scope* context(const Scope* at) {
        while (at != nullptr && at->kind != Kind::kContext) at = at->kind == Kind::kBarrier ? at->scope : at->outer;
        return at;
    }
    // Whether these names are seen inside a use of the fragment.
    [[nodiscard]] static bool within(const Scope* at, std::string_view fragment) {
        while (at != nullptr) {
            if (at->kind == Kind::kBarrier && at->name == fragment) return true;
            at = at->kind == Kind::kBarrier ? at->scope : at->outer;
        }
        return false;
    }
};

}  // namespace hios::map
