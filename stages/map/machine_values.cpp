// Values that are made of other values, and those that do not fit.

#include "stages/map/machine.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {

bool Machine::fault(std::uint32_t spot) {
    if (trying_) return false;
    if (program_.drop_values) {
        ++counts_.dropped[spot];
        ++counts_.faults;
        return true;
    }
    reject_ = {RowReject::Why::kDoesNotFit, &program_.spots[spot]};
    return false;
}

// No value is not the same as "", but texts of sources do not tell the two apart.
bool Machine::compare(const Op& op, std::string_view left, std::string_view right) {
    const auto how = static_cast<Comparison>(op.flags);
    int order = 0;
    if (left.empty() || right.empty()) {
        if (how == Comparison::kEqual) return left.empty() && right.empty();
        return how == Comparison::kNotEqual && !(left.empty() && right.empty());
    }
    const bool numbers = op.code == OpCode::kCompare && op.a != 0 &&
                         left.find_first_of("eE") == std::string_view::npos &&
                         right.find_first_of("eE") == std::string_view::npos;
    if (!numbers && how == Comparison::kEqual) return left == right;
    order = numbers ? compare_decimals(left, right) : left.compare(right);
    switch (how) {
        case Comparison::kEqual:
            return order == 0;
        case Comparison::kNotEqual:
            return order != 0;
        case Comparison::kLess:
            return order < 0;
        case Comparison::kLessOrEqual:
            return order <= 0;
        case Comparison::kGreater:
            return order > 0;
        case Comparison::kGreaterOrEqual:
            return order >= 0;
    }
    return false;
}

void Machine::concat(const Op& op) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < op.a; ++i) {
        const std::string_view part = r_[op.reg + i];
        if (part.empty()) {
            r_[op.c] = {};
            return;
        }
        size += part.size();
    }
    char* at = scratch_.room(size + kCopyPadding);
    for (std::size_t i = 0; i < op.a; ++i) {
        const std::string_view part = r_[op.reg + i];
        at = copy_short(part.data(), part.size(), at);
    }
    r_[op.c] = scratch_.keep(size);
}

void Machine::join(const Op& op) {
    const std::string_view part = r_[op.reg];
    if (part.empty()) return;
    if (joined_.size() != frames_[op.c].mark) joined_.append({literals_ + op.a, op.b});
    joined_.append(part);
}

}  // namespace hios::map
