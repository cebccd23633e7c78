#pragma once
// Bytes of any character set of table 0211 to UTF-8.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/hl7v2/charset.hpp"

namespace hios::hl7v2 {

// Keeps its converters open; not thread-safe. Uses iconv(3).
class CharsetDecoder {
public:
    CharsetDecoder() { converters_.fill(kNotOpen); }
    CharsetDecoder(const CharsetDecoder&) = delete;
    CharsetDecoder& operator=(const CharsetDecoder&) = delete;
    ~CharsetDecoder();

    // Appends `bytes` as UTF-8 to `into`. False when some of them are no text in `charset`; U+FFFD stands there.
    bool decode(std::string_view bytes, Charset charset, std::string& into);

    // Text that switches its character set by escape sequences of ISO 2022 (ISO/IEC 2022; RFC 1468), or by HL7's
    // \C..\ and \M..\ (v2.9, 2.7.2) with `escape` as escape character; kNone: none. Bytes that no switch rules
    // are in `base`. Each line begins without switches.
    bool decode_iso2022(std::string_view bytes, Charset base, char escape, std::string& into);

private:
    using Converter = void*;  // iconv_t
    static inline const Converter kNotOpen = nullptr;
    // Character sets that only occur behind switches follow those of the enumeration.
    static constexpr std::size_t kGb2312 = static_cast<std::size_t>(Charset::kUtf32) + 1;
    static constexpr std::size_t kHowMany = kGb2312 + 5;  // and big-endian and little-endian UTF-16 and UTF-32

    bool convert(std::string_view bytes, std::size_t set, std::string& into);
    bool decode_katakana(std::string_view bytes, std::string& into);
    bool convert_unicode(std::string_view bytes, std::size_t width, std::string& into);

    struct Switches;
    bool convert_run(std::string_view run, const Switches& switches, std::string& into);

    std::array<Converter, kHowMany> converters_;
    std::string run_;
};

}  // namespace hios::hl7v2
