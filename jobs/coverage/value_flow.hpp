#pragma once
// Which addresses of a compiled map reach which elements: what `hios map explain` and `hios map coverage` tell.

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "stages/map/program.hpp"

namespace hios::jobs {

// Found out without running the program, by following values through its registers; of two ways that meet, both
// count. A value that only an id is made of reaches that resource's id; a Reference to it is not followed.
// Immutable once made.
class ValueFlow {
public:
    using Slots = std::vector<map::Slot>;  // sorted

    explicit ValueFlow(const map::Program& program);

    // By leaf of the program: the addresses that its value is made or chosen of.
    [[nodiscard]] const Slots& sources(std::size_t leaf) const { return sets_[leaves_[leaf]]; }
    // Addresses that only decide whether the leaf is written: those of $when, and of lists that $each goes over.
    [[nodiscard]] const Slots& deciders(std::size_t leaf) const { return sets_[deciders_[leaf]]; }
    // Addresses that decide whether something is written, be it literals only.
    [[nodiscard]] const Slots& deciding() const { return sets_[deciding_]; }

private:
    using Set = std::uint32_t;  // of sets_; 0: empty
    struct Arrival {            // what registers hold where a jump leads to
        std::size_t at = 0;
        std::vector<Set> registers;
    };
    struct Region {  // operations up to `end` are carried out only if `set` says so
        std::size_t end = 0;
        Set set = 0;
        bool chooses = false;  // only values are made there, nothing is written
    };

    // What is known while operations are gone through.
    struct Pass {
        std::vector<std::size_t> outputs{};  // by operation: how many before it write something
        std::vector<Set> registers{};
        std::vector<Arrival> arrivals{};
        std::vector<Region> regions{};
        bool dead = false;  // behind a jump: nothing arrives from above
    };

    void go(const map::Program& program, const std::vector<map::Op>& ops, std::size_t registers);
    void step(const map::Program& program, const std::vector<map::Op>& ops, std::size_t at);
    [[nodiscard]] Set fragment(const map::Program& program, std::size_t number);
    void arrive(std::size_t at);
    void branch(const map::Op& op, std::size_t at);
    void leave(std::size_t at, std::size_t target);
    void merge(const std::vector<Set>& other);
    void write(std::uint16_t leaf, Set set);
    void hold(std::uint32_t reg, Set set);
    [[nodiscard]] Set united(Set a, Set b);
    [[nodiscard]] Set range(std::uint32_t first, std::uint32_t count);
    [[nodiscard]] Set of(map::Slot slot) { return interned({slot}); }
    [[nodiscard]] Set interned(Slots slots);

    std::vector<Slots> sets_{Slots{}};
    std::map<Slots, Set> numbers_{{Slots{}, 0}};
    std::map<std::pair<Set, Set>, Set> unions_;
    std::vector<Set> leaves_;
    std::vector<Set> deciders_;
    Set deciding_ = 0;
    std::map<std::size_t, Set> fragments_;  // their values
    std::vector<Set> globals_;              // registers of the program while a fragment is gone through
    Pass pass_;
};

}  // namespace hios::jobs
