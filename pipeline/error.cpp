#include "pipeline/error.hpp"

#include <fmt/format.h>

namespace hios {

std::string to_text(const Error& error) {
    std::string text = fmt::format("{}: {}", error.code->id, error.what);
    if (!error.where.document.empty()) {
        text += fmt::format(" ({}", error.where.document);
        if (!error.where.path.empty()) text += fmt::format(", {}", error.where.path);
        if (error.where.length > 0) {
            text += fmt::format(", bytes {}-{}", error.where.offset, error.where.offset + error.where.length);
        } else if (error.where.offset > 0) {
            text += fmt::format(", byte {}", error.where.offset);
        }
        text += ')';
    }
    if (const auto mend = error.how_to_mend(); !mend.empty()) text += fmt::format(". Mend: {}", mend);
    return text;
}

}  // namespace hios
