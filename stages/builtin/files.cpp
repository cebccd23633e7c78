#include "stages/builtin/files.hpp"

#include "stages/builtin/ccda_files.inc"
#include "stages/builtin/flat_files.inc"
#include "stages/builtin/hl7v2_files.inc"

namespace hios::builtin {

std::span<const File> files(map::SourceFormat format) {
    switch (format) {
        case map::SourceFormat::kHl7v2:
            return std::span(k_hl7v2).first(std::size(k_hl7v2) - 1);
        case map::SourceFormat::kCcda:
            return std::span(k_ccda).first(std::size(k_ccda) - 1);
        default:
            return std::span(k_flat).first(std::size(k_flat) - 1);
    }
}

}  // namespace hios::builtin
