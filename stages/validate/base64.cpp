// The lexical rule of base64Binary (RFC 4648, section 4).

#include "stages/validate/byte_class.hpp"
#include "stages/validate/escape.hpp"
#include "stages/validate/primitive_checks.hpp"

namespace hios::validate {

using enum PrimitiveFault;

PrimitiveFault check_base64(std::string_view raw) {
    constexpr std::size_t kBlock = sizeof(Block);
    const char* at = raw.data();
    const char* const end = at + raw.size();
    std::size_t symbols = 0;
    std::size_t padding = 0;
    while (at < end) {
        if (static_cast<std::size_t>(end - at) >= kBlock && padding == 0 && all_are<ByteClass::kBase64>(at, kBlock)) {
            symbols += kBlock;
            at += kBlock;
            continue;
        }
        // A line's end, a fault or the end is near.
        const char* const stop = end - at > static_cast<std::ptrdiff_t>(kBlock) ? at + kBlock : end;
        while (at < stop) {
            const Escape next = *at == '\\' ? read_escape(at, end) : Escape{static_cast<unsigned char>(*at), 1};
            if (next.width == 0 || next.unit > 0x7F) return kBase64;
            at += next.width;
            const char c = static_cast<char>(next.unit);
            if (is_in(ByteClass::kBase64, c)) {
                if (padding > 0) return kBase64Length;
                ++symbols;
            } else if (c == '=') {
                if (++padding > 2) return kBase64Length;
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return kBase64;
            }
        }
    }
    if (symbols + padding == 0) return kEmpty;
    return (symbols + padding) % 4 == 0 ? kOk : kBase64Length;
}

}  // namespace hios::validate
