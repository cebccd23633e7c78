#include "stages/hl7v2/marks_kernel_body.hpp"

namespace hios::hl7v2 {

extern const AddMarks kAvx2MarkKernel;
const AddMarks kAvx2MarkKernel = add_marks;

}  // namespace hios::hl7v2
