// Compiled with -mavx2 and what comes with it (CMakeLists.txt): called only where the processor has them.

#include "stages/flat/kernel_body.hpp"

namespace hios::flat {

extern const Kernel kAvx2Kernel;
const Kernel kAvx2Kernel{index_plain, scan_plain, find_needles};

}  // namespace hios::flat
