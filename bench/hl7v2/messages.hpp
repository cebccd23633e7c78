#pragma once
// Messages made up from a seed, of the size that is usual: ADT^A01 of 1.4 kB, ORU^R01 of 3.6 kB with 20 results.

#include <string>

namespace hios::bench {

std::string admission(unsigned number);
std::string results(unsigned number);

}  // namespace hios::bench
