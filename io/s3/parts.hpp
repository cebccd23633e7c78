#pragma once
// The parts of one upload, several at a time.

#include <cstddef>
#include <functional>

#include "pipeline/outcome.hpp"

namespace hios::s3 {

// Calls `send` for each index below `count`, on at most `parallel` threads, this one included; it must be thread-safe.
// After a failure no further part is begun; gives the first failure.
[[nodiscard]] Outcome<void> send_parts(std::size_t count, std::size_t parallel,
                                       const std::function<Outcome<void>(std::size_t)>& send);

}  // namespace hios::s3
