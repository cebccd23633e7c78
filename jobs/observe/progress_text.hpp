#pragma once
// The words of the progress display. Pure functions, so that tests can read them.

#include <chrono>
#include <string>
#include <vector>

#include "jobs/observe/rates.hpp"

namespace hios::observe {

// The live block: one overall bar and a few lines of counts, each at most `width` columns.
std::vector<std::string> progress_block(const Look& look, const Rates& rates, std::chrono::milliseconds elapsed,
                                        std::size_t width);

// One logfmt line: ts=… phase=running objects=10/200 bytes=…
std::string progress_line(const Look& look, const Rates& rates, std::chrono::milliseconds elapsed,
                          const std::string& timestamp);

// "12,345"
std::string with_thousands(std::uint64_t number);

}  // namespace hios::observe
