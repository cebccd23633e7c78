#pragma once
// What need not be run. Most fields of a message and most elements of a document are empty, and so is all that a
// fragment would make of them: a question in front of a stretch of operations spares them when nothing comes of them.

#include <cstdint>
#include <vector>

#include "stages/map/emptiness.hpp"
#include "stages/map/program_builder.hpp"

namespace hios::map {

// Not thread-safe; one per program.
class Guards {
public:
    Guards(Program& program, AddressSpace& space) : program_(program), emptiness_(program, space) {}

    // Around the compilation of a part that takes no registers and handles for good. `result`: the register that is
    // read behind it, taken before it.
    template <class Part>
    void around(ProgramBuilder& builder, Part&& part, std::uint32_t result = kNoRegister) {
        begin(builder);
        part();
        end(builder, result);
    }

    // Without these the fragment that is the program just now has no value; empty: it can have one.
    [[nodiscard]] std::vector<Guard> of_fragment();

private:
    struct Start {
        std::size_t op = 0;
        std::uint16_t registers = 0;
        std::uint8_t handles = 0;
    };
    void begin(const ProgramBuilder& builder);
    void end(ProgramBuilder& builder, std::uint32_t result);
    bool find(std::vector<Guard>& guards);
    void fewer(std::vector<Guard>& guards);

    Program& program_;
    Emptiness emptiness_;
    Emptiness::State result_ = Emptiness::State::kUnknown;
    std::vector<Start> starts_;
    std::vector<std::uint32_t> slot_uses_;  // how many parts of templates ask for them
    std::vector<std::uint32_t> register_uses_;
};

}  // namespace hios::map
