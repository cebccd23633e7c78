#pragma once
// Guards that ask about several slots of one place ask once.

#include "stages/map/program.hpp"

namespace hios::map {

// Of a program that is complete: nothing may look into its guards any more (emptiness.hpp).
void ask_together(Program& program);

}  // namespace hios::map
