#include "io/wrapping.hpp"

namespace hios::io {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTarMagicOffset = 257;

bool is_skippable_zstd_frame(std::string_view head) {
    // pzstd begins its output with one.
    return head.size() >= 4 && head[0] >= 0x50 && head[0] <= 0x5f && head.substr(1, 3) == "\x2a\x4d\x18"sv;
}

}  // namespace

Wrapping recognise(std::string_view head) {
    if (head.starts_with("\x1f\x8b"sv)) return Wrapping::kGzip;
    if (head.starts_with("\x28\xb5\x2f\xfd"sv) || is_skippable_zstd_frame(head)) return Wrapping::kZstd;
    if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv)) return Wrapping::kZip;
    if (head.size() > kTarMagicOffset && head.substr(kTarMagicOffset).starts_with("ustar"sv)) return Wrapping::kTar;
    return Wrapping::kPlain;
}

}  // namespace hios::io
