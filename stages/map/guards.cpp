// What need not be run. Most fields of a message and most elements of a document are empty, and so is all that a
// fragment would make of them.

#include <algorithm>

#include "stages/map/guards.hpp"

namespace hios::map {
namespace {

constexpr std::size_t kFewestSkippedOps = 4;  // fewer are run as fast as they are skipped
constexpr std::size_t kMostInputs = 48;       // so much is never all absent
constexpr std::size_t kMostTried = 24;        // each is left out once, to see whether it matters
constexpr std::size_t kMostGuards = 6;

}  // namespace

bool Guards::find(std::vector<Guard>& guards) {
    for (const Breadth breadth : {Breadth::kExact, Breadth::kPart, Breadth::kWhole}) {
        guards = emptiness_.inputs(breadth);
        if (guards.empty()) return false;
        if (guards.size() > kMostInputs) continue;
        const auto outcome = emptiness_.vanishes(guards);
        if (!outcome) return false;
        result_ = outcome->result;
        fewer(guards);
        // The question must be cheaper than what it spares.
        if (guards.size() <= kMostGuards && outcome->run >= guards.size() + 2) return true;
    }
    return false;
}

// Leaves out what decides nothing, first what is asked for everywhere: it is there in most documents.
void Guards::fewer(std::vector<Guard>& guards) {
    const auto uses = [this](const Guard& guard) -> std::uint32_t& {
        std::vector<std::uint32_t>& counts = guard.is_register ? register_uses_ : slot_uses_;
        if (guard.what >= counts.size()) counts.resize(guard.what + 1U);
        return counts[guard.what];
    };
    for (const Guard& guard : guards) ++uses(guard);
    if (guards.size() > kMostTried) return;
    std::stable_sort(guards.begin(), guards.end(), [&](const Guard& a, const Guard& b) { return uses(a) > uses(b); });
    for (std::size_t i = 0; i < guards.size() && guards.size() > 1;) {
        std::vector<Guard> without = guards;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        const auto outcome = emptiness_.vanishes(without);
        if (outcome && outcome->result == result_) {
            guards = std::move(without);
        } else {
            ++i;
        }
    }
}

void Guards::begin(const ProgramBuilder& builder) {
    starts_.push_back({program_.ops.size(), builder.registers_in_use(), builder.handles_in_use()});
}

void Guards::end(ProgramBuilder& builder, std::uint32_t result) {
    const Start start = starts_.back();
    starts_.pop_back();
    if (!program_.documents || program_.in_place || builder.full() ||
        program_.ops.size() < start.op + kFewestSkippedOps)
        return;
    emptiness_.look_at(start.op, start.registers, start.handles, result);
    std::vector<Guard> guards;
    if (!find(guards)) return;
    const auto first = static_cast<std::uint32_t>(program_.guards.size());
    program_.guards.insert(program_.guards.end(), guards.begin(), guards.end());
    builder.insert(start.op, {OpCode::kSkipUnless, 0, 0, 0, first, static_cast<std::uint32_t>(guards.size())});
    builder.land(start.op);
    if (result == kNoRegister) return;
    const std::string_view text = result_ == Emptiness::State::kTrue    ? "true"
                                  : result_ == Emptiness::State::kFalse ? "false"
                                                                        : "";
    const auto size = static_cast<std::uint32_t>(text.size());
    builder.insert(start.op, {OpCode::kConst, 0, static_cast<std::uint16_t>(result), builder.store(text), size, 0});
}

std::vector<Guard> Guards::of_fragment() {
    emptiness_.look_at_fragment();
    std::vector<Guard> guards = emptiness_.inputs(Breadth::kExact);
    if (guards.empty() || guards.size() > kMostInputs) return {};
    const auto outcome = emptiness_.vanishes(guards);
    if (!outcome || outcome->result != Emptiness::State::kEmpty) return {};
    result_ = outcome->result;
    fewer(guards);
    return guards;
}

}  // namespace hios::map
