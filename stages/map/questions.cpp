#include "stages/map/questions.hpp"

#include <algorithm>

namespace hios::map {
namespace {

constexpr std::size_t kFewest = 3;  // fewer are asked about as fast one by one

// Registers first, they cost nothing; then one guard for each place.
std::vector<Guard> together(std::span<const Guard> guards, AddressSpace& space) {
    std::vector<Guard> made;
    std::copy_if(guards.begin(), guards.end(), std::back_inserter(made),
                 [](const Guard& one) { return one.is_register; });
    std::vector<Slot> slots;
    for (const Guard& first : guards) {
        const auto is_alike = [&](const Guard& one) { return !one.is_register && one.handle == first.handle; };
        if (first.is_register || &*std::find_if(guards.begin(), guards.end(), is_alike) != &first) continue;
        slots.clear();
        for (const Guard& one : guards) {
            if (is_alike(one)) slots.push_back(one.what);
        }
        const auto question = slots.size() < kFewest ? std::nullopt : space.question(slots);
        if (question) {
            made.push_back({*question, first.handle, false, true});
        } else {
            std::copy_if(guards.begin(), guards.end(), std::back_inserter(made), is_alike);
        }
    }
    return made;
}

}  // namespace

void ask_together(Program& program) {
    std::vector<Guard> guards;
    const auto renew = [&](Op& op) {
        if (op.code != OpCode::kSkipUnless) return;
        const std::vector<Guard> made = together({program.guards.data() + op.b, op.c}, *program.space);
        op.b = static_cast<std::uint32_t>(guards.size());
        op.c = static_cast<std::uint32_t>(made.size());
        guards.insert(guards.end(), made.begin(), made.end());
    };
    for (Op& op : program.ops) renew(op);
    for (FragmentCode& fragment : program.fragments) {
        for (Op& op : fragment.ops) renew(op);
        fragment.needs = together(fragment.needs, *program.space);
    }
    program.guards = std::move(guards);
}

}  // namespace hios::map
