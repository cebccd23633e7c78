#include "jobs/sqlite/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> sqlite_codes() {
    static constexpr std::array<const Code*, 3> kAll{&kSqliteBusy, &kSqliteCorrupt, &kSqliteError};
    return kAll;
}

}  // namespace hios::codes
