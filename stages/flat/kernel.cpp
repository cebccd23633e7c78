#include "stages/flat/kernel.hpp"

#include "stages/flat/kernel_body.hpp"

namespace hios::flat {

#if defined(HIOS_FLAT_AVX2)
extern const Kernel kAvx2Kernel;
#endif

const Kernel& baseline_kernel() {
    static constexpr Kernel kBaseline{index_plain, scan_plain, find_needles};
    return kBaseline;
}

const Kernel& kernel() {
#if defined(HIOS_FLAT_AVX2)
    static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                                 __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
    if (has_avx2) return kAvx2Kernel;
#endif
    return baseline_kernel();
}

}  // namespace hios::flat
