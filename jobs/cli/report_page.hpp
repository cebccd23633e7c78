#pragma once
// A run's account as one self-contained HTML page.

#include <string>

#include "jobs/run/summary.hpp"

namespace hios::cli {

std::string report_page(const jobs::RunSummary& summary);

}  // namespace hios::cli
