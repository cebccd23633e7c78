#pragma once
// Appends operations to a program: merges literals, folds objects without computed leaves, patches jumps.

#include <utility>

#include "stages/map/program.hpp"

namespace hios::map {

// Not thread-safe.
class ProgramBuilder {
public:
    explicit ProgramBuilder(Program& program) : program_(program) {}

    // --- output
    void literal(std::string_view bytes);
    // An object or array; returns what close() wants. `prefix` ends with '{' or '['.
    std::size_t open(std::string_view prefix);
    // `closing` ends with ','. `silent`: what it holds does not count for what is around it.
    void close(std::size_t token, std::string_view closing, bool silent);
    void field(Slot slot, std::uint8_t handle, std::string_view prefix, std::uint16_t leaf);
    void write(std::uint16_t reg, bool bare, std::string_view prefix, std::uint16_t leaf, bool silent);
    // Compiles what a condition guards: if that is constant, it counts for vanishing all the same.
    template <class Body>
    void guarded(Body&& body) {
        const std::size_t first = here();
        body();
        if (program_.ops.size() == first) nothing();
        if (program_.ops.size() > first && only_literals_since(first)) written();
    }
    // A computed value that can never have one (null): counts for vanishing, writes nothing.
    void nothing();
    // A computed value that is always the same, written as a literal: what it stands in does not vanish because
    // of nothing().
    void constant_value(std::string_view bytes);

    // --- everything else
    std::size_t emit(Op op);
    // In front of the operation `at`. What is behind it moves, and so do the jumps among that; jumps to `at` go to
    // `op`. No frame that is open may begin there.
    void insert(std::size_t at, Op op);
    void emit_constant(std::uint16_t reg, std::string_view bytes);
    std::size_t here();           // the next operation, as the target of a jump
    void land(std::size_t jump);  // the jump goes to here
    std::uint32_t store(std::string_view bytes);

    std::uint16_t take_register();
    void release_registers(std::uint16_t down_to) { next_register_ = down_to; }
    // All registers, frames and handles used so far stay taken.
    void keep_taken() {
        next_register_ = program_.registers;
        next_frame_ = program_.frames;
        next_handle_ = static_cast<std::uint8_t>(program_.handles);
    }
    [[nodiscard]] std::uint16_t registers_in_use() const { return next_register_; }
    // Compiles into operations of their own, with registers of their own from 0; returns how many those are.
    template <class Body>
    std::uint16_t apart(std::vector<Op>& ops, Body&& body) {
        std::swap(ops, program_.ops);
        const std::uint16_t next = std::exchange(next_register_, std::uint16_t{0});
        const std::uint16_t registers = std::exchange(program_.registers, std::uint16_t{0});
        const std::size_t landing = std::exchange(landing_, 0);
        body();
        landing_ = landing;
        next_register_ = next;
        std::swap(ops, program_.ops);
        return std::exchange(program_.registers, registers);
    }
    std::uint16_t take_frame();
    void release_frame() { --next_frame_; }
    std::uint8_t take_handle();
    void release_handle() { --next_handle_; }
    [[nodiscard]] std::uint8_t handles_in_use() const { return next_handle_; }

    std::uint16_t leaf(std::string element, const Place& place);
    std::uint32_t spot(Spot spot);

    // Too large a program: fragments that use each other widely can grow without bound.
    [[nodiscard]] bool full() const { return full_ || program_.ops.size() > kMaxOps; }

private:
    [[nodiscard]] bool only_literals_since(std::size_t first) const;
    void written();

    struct Frame {
        std::size_t op = 0;  // of kOpen
        std::string prefix;
        bool computed = false;  // has a computed leaf
        bool live = false;      // ... which may have a value
        bool filled = false;    // ... which always has one
    };

    Program& program_;
    std::vector<Frame> frames_;
    std::size_t landing_ = 0;  // literals before this operation must not be merged with later ones
    std::uint16_t next_register_ = 0;
    std::uint16_t next_frame_ = 0;
    std::uint8_t next_handle_ = 1;
    bool full_ = false;
};

}  // namespace hios::map
