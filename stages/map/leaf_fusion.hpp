#pragma once
// The last step of compiling: what is written around a leaf is joined with it, as far as it is there exactly when the
// leaf has a value. `"maritalStatus":{"coding":[{"system":"x",`, the code, `}]},` is then one operation, not seven.

#include "stages/map/program.hpp"

namespace hios::map {

// Joins what can be joined (nothing, where the program is CompileSettings::in_place) and gives each leaf the literal
// behind it. Once for a program, when all of it is there.
void fuse_leaves(Program& program);

}  // namespace hios::map
