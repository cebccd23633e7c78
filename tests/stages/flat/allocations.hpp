#pragma once
// Counts what the program takes from the heap with `new`.

#include <cstddef>

namespace hios::test {

std::size_t allocations();

}  // namespace hios::test
