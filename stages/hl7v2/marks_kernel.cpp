#include "stages/hl7v2/marks_kernel.hpp"

#include "stages/hl7v2/marks_kernel_body.hpp"

namespace hios::hl7v2 {

#if defined(HIOS_HL7V2_AVX2)
extern const AddMarks kAvx2MarkKernel;
#endif

AddMarks baseline_mark_kernel() {
    return add_marks;
}

AddMarks mark_kernel() {
#if defined(HIOS_HL7V2_AVX2)
    static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                                 __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    if (has_avx2) return kAvx2MarkKernel;
#endif
    return baseline_mark_kernel();
}

}  // namespace hios::hl7v2
