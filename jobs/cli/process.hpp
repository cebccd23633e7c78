#pragma once
// What every process of HIOS does first.

namespace hios::cli {

// Files only for their owner (umask 077), no core files and no reading of this process' memory by
// others (patient data is in it), and a closed pipe is a failed write instead of a death. Call before
// threads start.
void harden_process();

// Keeps freed memory at hand instead of giving it back to the kernel. Call before threads start.
void tune_allocator();

}  // namespace hios::cli
