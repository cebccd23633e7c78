#pragma once
// Bytes in base64 (RFC 4648, 4), with padding and without line breaks.

#include <string_view>

#include "stages/map/scratch.hpp"

namespace hios::map {

// Lives as long as what is in `scratch`.
inline std::string_view to_base64(std::string_view bytes, Scratch& scratch) {
    static constexpr char kSigns[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t size = (bytes.size() + 2) / 3 * 4;
    char* at = scratch.room(size);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t n) {
            return i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0U;
        };
        const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        *at++ = kSigns[bits >> 18];
        *at++ = kSigns[bits >> 12 & 63];
        *at++ = i + 1 < bytes.size() ? kSigns[bits >> 6 & 63] : '=';
        *at++ = i + 2 < bytes.size() ? kSigns[bits & 63] : '=';
    }
    return scratch.keep(size);
}

}  // namespace hios::map
