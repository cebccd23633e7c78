#pragma once
// What a stretch of operations comes to when some of what it reads is not there. Most fields of a message and most
// elements of a document are empty, and so is all that would be made of them: where that can be known, one question
// decides instead of one for each leaf (guards.cpp).

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/map/program.hpp"

namespace hios::map {

// Runs operations on what is known of registers instead of on a document. Not thread-safe.
class Emptiness {
public:
    Emptiness(const Program& program, AddressSpace& space) : program_(program), space_(space) {}

    // The stretch begins at `begin` and goes to the end of the program as it is. Registers from `registers` and handles
    // from `handles` on are its own: nobody reads them behind it, but for `result`.
    void look_at(std::size_t begin, std::uint16_t registers, std::uint8_t handles, std::uint32_t result = kNoRegister);
    // Of a fragment that is compiled apart: all registers are its own, r[0] is the result.
    void look_at_fragment();

    // What it reads of the places around it, in the order of the operations; addresses as broad as `breadth` says.
    // Stretches that guards skip are not looked into, their guards are.
    [[nodiscard]] std::vector<Guard> inputs(Breadth breadth);

    enum class State : std::uint8_t { kUnknown, kEmpty, kTrue, kFalse, kSome };
    struct Outcome {
        std::size_t run = 0;             // how many operations it takes
        State result = State::kUnknown;  // what is in the result's register then
    };
    // When all of `absent` is empty. nullopt: something may be written or fail, a resource may be made, or the result
    // may be this or that, by the registers and slots that are not in `absent`.
    [[nodiscard]] std::optional<Outcome> vanishes(const std::vector<Guard>& absent);

private:
    // The state at the target of a jump.
    struct Pending {
        std::size_t target = 0;
        std::vector<State> registers;
    };
    // A resource in the stretch: what is written for it is only written when its end is reached.
    struct Body {
        std::size_t end = 0;
        std::size_t frames = 0;  // open around it
    };

    [[nodiscard]] std::size_t own(std::uint16_t reg) const { return std::size_t{reg} - registers_ + 1; }
    [[nodiscard]] State state(std::uint16_t reg) const;
    void set(std::uint16_t reg, State state);
    [[nodiscard]] bool absent(std::uint8_t handle, Slot slot);
    [[nodiscard]] bool absent(const Guard& guard) const;
    [[nodiscard]] bool is_empty(const Guard& guard);
    void jump(std::size_t target);
    void arrive(std::size_t at);
    bool step(const Op& op);
    [[nodiscard]] bool writes_nothing(const Op& op, State state) const;
    [[nodiscard]] State compare(const Op& op) const;
    [[nodiscard]] State call(const Op& op);
    [[nodiscard]] State concat(const Op& op) const;

    const Program& program_;
    AddressSpace& space_;
    std::size_t begin_ = 0;
    std::uint16_t registers_ = 0;
    std::uint8_t handles_ = 0;
    std::uint32_t result_ = kNoRegister;
    const std::vector<Guard>* absent_ = nullptr;
    std::vector<State> states_;  // of the result, then of the stretch's own registers
    std::vector<Pending> pending_;
    std::vector<std::vector<State>> spare_;  // of those that have been reached: their memory serves again
    static constexpr std::size_t kNowhere = SIZE_MAX;
    std::size_t next_target_ = kNowhere;  // of those pending the first
    std::vector<Body> bodies_;
    std::size_t frames_ = 0;
    bool live_ = true;
    bool apart_ = false;
    bool leaks_ = false;  // a register that is not its own was written
    Scratch scratch_;
    IdMaker ids_{""};
    Zones zones_;
    Context context_{scratch_, ids_, zones_};
};

}  // namespace hios::map
