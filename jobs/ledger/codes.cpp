#include "jobs/ledger/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> run_codes() {
    static constexpr std::array<const Code*, 4> kAll{&kLocked, &kNoRun, &kOpenRun, &kLedgerVersion};
    return kAll;
}

}  // namespace hios::codes
