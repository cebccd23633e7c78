#include "jobs/import/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> import_codes() {
    static constexpr std::array<const Code*, 13> kAll{
        &kImportServiceUnknown, &kImportInvalid,    &kImportTokenReused, &kImportQueueFull, &kImportUnknownJob,
        &kImportStopping,       &kImportUnfinished, &kImportReport,      &kImportRefused,   &kImportDatastore,
        &kImportTooLarge,       &kImportRole,       &kImportNoCancel};
    return kAll;
}

}  // namespace hios::codes
