#include "io/archive/zip_end.hpp"

namespace hios::io {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kZip64EndBytes = 56;

std::uint64_t little_endian(std::string_view bytes, std::size_t offset, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = count; i > 0; --i) value = (value << 8) | static_cast<std::uint8_t>(bytes[offset + i - 1]);
    return value;
}

// `before` is what precedes the end record.
std::optional<std::uint64_t> zip64_entry_count(std::string_view before) {
    const std::size_t at = before.rfind("PK\x06\x06"sv);
    if (at == std::string_view::npos || before.size() - at < kZip64EndBytes) return std::nullopt;
    return little_endian(before, at + 32, 8);
}

}  // namespace

std::optional<std::uint64_t> zip_entry_count(std::string_view tail) {
    std::size_t from = std::string_view::npos;
    for (;;) {
        const std::size_t at = tail.rfind("PK\x05\x06"sv, from);
        if (at == std::string_view::npos) return std::nullopt;
        if (tail.size() - at >= kEndBytes && tail.size() - at - kEndBytes >= little_endian(tail, at + 20, 2)) {
            const std::uint64_t count = little_endian(tail, at + 10, 2);
            if (count != 0xFFFF) return count;
            return zip64_entry_count(tail.substr(0, at)).value_or(count);
        }
        if (at == 0) return std::nullopt;
        from = at - 1;
    }
}

}  // namespace hios::io
