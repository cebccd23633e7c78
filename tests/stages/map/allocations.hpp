#pragma once
// How often the test program has called operator new.

#include <cstddef>

namespace hios::map {

std::size_t allocations();

}  // namespace hios::map
