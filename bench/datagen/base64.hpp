#pragma once
// Base64 (RFC 4648, with padding) appended to a string.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hios::bench {

inline void append_base64(std::string& out, std::string_view bytes) {
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<unsigned char>(bytes[at])}; };
    std::size_t to = out.size();
    out.resize(to + (bytes.size() + 2) / 3 * 4, '=');
    for (std::size_t at = 0; at < bytes.size(); at += 3, to += 4) {
        const std::size_t left = bytes.size() - at;
        const std::uint32_t group =
            byte(at) << 16U | (left > 1 ? byte(at + 1) << 8U : 0U) | (left > 2 ? byte(at + 2) : 0U);
        out[to] = kAlphabet[group >> 18U];
        out[to + 1] = kAlphabet[(group >> 12U) & 63U];
        if (left > 1) out[to + 2] = kAlphabet[(group >> 6U) & 63U];
        if (left > 2) out[to + 3] = kAlphabet[group & 63U];
    }
}

}  // namespace hios::bench
