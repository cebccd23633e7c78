#include "pipeline/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> pipeline_codes() {
    static constexpr std::array<const Code*, 16> kAll{
        &kNotFound, &kPermission, &kChanged, &kTooLarge,    &kDiskFull,    &kIo,           &kBadKey,
        &kEmpty,    &kCodec,      &kArchive, &kArchivePath, &kArchiveBomb, &kArchiveDepth, &kArchiveEncrypted,
        &kInternal, &kMemory,
    };
    return kAll;
}

}  // namespace hios::codes
