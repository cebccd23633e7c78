#include "stages/map/shared_values.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "stages/map/json_writer.hpp"

namespace hios::map {
namespace {

constexpr std::uint32_t kRegisters = 4096;
constexpr std::size_t kLiterals = 64U << 10;
constexpr std::size_t kMostRecipes = 1U << 14;

bool same_call(const Call& one, const Call& other) {
    const CallData& a = one.data;
    const CallData& b = other.data;
    return one.run == other.run && one.arguments == other.arguments && one.needs_all == other.needs_all &&
           one.needs_first == other.needs_first && one.tolerant == other.tolerant && a.table == b.table &&
           a.item == b.item && a.regex == b.regex && a.format == nullptr && b.format == nullptr && a.form == b.form &&
           a.texts == b.texts && a.from == b.from && a.length == b.length;
}

}  // namespace

SharedValues::SharedValues(const Program& program)
    : program_(program),
      like_(program.calls.size()),
      registers_(std::make_unique<std::string_view[]>(kRegisters)),
      literals_(std::make_unique_for_overwrite<char[]>(kLiterals + kLiteralPadding)) {
    forget();
}

void SharedValues::forget() {
    recipe_of_.clear();
    recipes_.assign(1, {});
    outdated_.clear();
    values_.assign(1, {});
    codes_.assign(1, {});
    shape_of_.clear();
    shapes_.assign(1, {});
    registers_used_ = 0;
    literals_used_ = 0;
}

SharedValues::Recipe SharedValues::recipe(const Op& op, Reach reach, const std::vector<Recipe>& inputs,
                                          std::string_view text) {
    if (reach == SourceView::kOwn || recipes_.size() >= kMostRecipes) return kNoRecipe;
    const auto [found, is_new] =
        recipe_of_.try_emplace(Key(op.code, op.flags, reach, op.a, op.b, op.c, inputs, std::string(text)),
                               static_cast<Recipe>(recipes_.size()));
    if (is_new) recipes_.push_back({op, reach, &std::get<6>(found->first), &std::get<7>(found->first)});
    return found->second;
}

SharedValues::Recipe SharedValues::text(std::string_view text, Reach reach) {
    return recipe({OpCode::kConst, 0, 0, 0, 0, 0}, reach, {}, text);
}

SharedValues::Recipe SharedValues::read(const Op& op, Reach reach) {
    Op seen = op;
    seen.reg = 0;
    if (op.code == OpCode::kFragment) {
        seen.b = kSharedHandle;
    } else {
        seen.flags = kSharedHandle;
    }
    return recipe(seen, reach, {}, {});
}

SharedValues::Recipe SharedValues::made(const Op& op, const std::vector<Recipe>& inputs, std::string_view operand) {
    Reach reach = 0;
    for (const Recipe input : inputs) {
        if (input == kNoRecipe) return kNoRecipe;
        reach = std::max(reach, recipes_[input].reach);
    }
    return recipe(op, reach, inputs, operand);
}

// What is only read is found as fast by two as it is shared by them.
bool SharedValues::is_worth_it(Recipe recipe, const void* owner, bool several) {
    Made& made = recipes_[recipe];
    if (several || made.wanted) return true;
    std::size_t others = 0;
    for (const void*& known : made.owners) {
        if (known == owner) return false;
        if (known == nullptr) {
            known = owner;
            break;
        }
        ++others;
    }
    made.wanted = others >= (made.op.code == OpCode::kTextAt ? 2U : 1U);
    if (made.wanted) outdated_.insert(made.owners.begin(), made.owners.end());
    return made.wanted;
}

bool SharedValues::keep(std::string_view text, std::uint32_t& at) {
    if (literals_used_ + text.size() > kLiterals) return false;
    at = static_cast<std::uint32_t>(literals_used_);
    if (!text.empty()) std::memcpy(literals_.get() + literals_used_, text.data(), text.size());
    literals_used_ += text.size();
    return true;
}

// Values of the document are read where they are; all else is shared, too.
bool SharedValues::add_input(Recipe recipe, std::uint16_t reg, std::vector<Op>& ops) {
    const Made made = recipes_[recipe];
    if (made.op.code == OpCode::kConst) {
        std::uint32_t at = 0;
        if (!keep(*made.text, at)) return false;
        ops.push_back({OpCode::kConst, 0, reg, at, static_cast<std::uint32_t>(made.text->size()), 0});
    } else if (made.op.code == OpCode::kGlobal) {
        ops.push_back({OpCode::kGlobal, 0, reg, made.op.a, 0, 0});
    } else {
        const std::uint32_t number = number_of(recipe);
        if (number == 0) return false;
        ops.push_back({OpCode::kShared, made.reach, reg, number, 0, 0});
    }
    return true;
}

std::uint32_t SharedValues::number_of(Recipe recipe) {
    const Made made = recipes_[recipe];
    if (made.number != 0) return made.number;
    const auto inputs = static_cast<std::uint32_t>(made.inputs->size());
    if (registers_used_ + inputs + 1 > kRegisters) return 0;
    Code code;
    code.reg = static_cast<std::uint16_t>(registers_used_);
    registers_used_ += std::max(inputs, 1U);
    for (std::uint32_t i = 0; i < inputs; ++i) {
        if (!add_input((*made.inputs)[i], static_cast<std::uint16_t>(code.reg + i), code.ops)) return 0;
    }
    Op op = made.op;
    op.reg = code.reg;
    if (op.code == OpCode::kConcat || op.code == OpCode::kIs) op.c = code.reg;
    if (op.code == OpCode::kIs) {
        if (!keep(*made.text, op.a)) return 0;
        op.b = static_cast<std::uint32_t>(made.text->size());
    }
    code.ops.push_back(op);
    code.ops.push_back({.code = OpCode::kMade});
    const auto number = static_cast<std::uint32_t>(values_.size());
    values_.emplace_back();
    codes_.push_back(std::move(code));
    return recipes_[recipe].number = number;
}

std::uint32_t SharedValues::number_of_shape(std::uint32_t owner, Reach reach) {
    const auto [found, is_new] = shape_of_.try_emplace({owner, reach}, static_cast<std::uint32_t>(shapes_.size()));
    if (is_new) shapes_.emplace_back();
    return found->second;
}

std::uint32_t SharedValues::call_like(std::uint32_t call) {
    std::uint32_t& known = like_[call];
    if (known != 0) return known - 1;
    const Call& one = program_.calls[call];
    const std::size_t hash = std::hash<const void*>()(reinterpret_cast<const void*>(one.run)) ^
                             std::hash<const void*>()(one.data.table) ^ one.arguments;
    const auto [first, last] = calls_.equal_range(hash);
    const auto same =
        std::find_if(first, last, [&](const auto& entry) { return same_call(program_.calls[entry.second], one); });
    if (same != last) {
        known = same->second + 1;
    } else {
        calls_.emplace(hash, call);
        known = call + 1;
    }
    return known - 1;
}

}  // namespace hios::map
