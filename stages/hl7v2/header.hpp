#pragma once
// What has to be known of a message before it can be taken apart: where its header is and the character set.

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/error.hpp"
#include "stages/hl7v2/charset_decoder.hpp"

namespace hios::hl7v2 {

struct Delimiters;
struct ReadOptions;

// 2 or 4 when `bytes` begin in UTF-16 or UTF-32, by their mark or by the zeros of an ASCII character; else 0.
[[nodiscard]] std::size_t wide_characters(std::string_view bytes);

// `text` without what transport leaves at its end: line ends, NUL, 0x1A, the bytes of an MLLP frame.
[[nodiscard]] std::string_view without_frame(std::string_view text);

// The offset of the first byte that is no byte order mark, blank, line end, NUL or byte of an MLLP frame.
[[nodiscard]] std::size_t header_begin(std::string_view text);

// Field n, from 2 on, of the header segment that `text` begins with, as bytes: before the character set is known.
[[nodiscard]] std::string_view header_field(std::string_view text, std::size_t n);

struct CharsetChoice {
    Charset charset = Charset::kUtf8;
    const Code* note = nullptr;
    bool decoded = false;  // the text was rewritten as UTF-8
};

// The character set of a message that begins with its header, and the text in UTF-8 in `into` if it is in another.
// `stated`: MSH-18.
// What the spec says outweighs MSH-18; that must prove right, else UTF-8 is tried, then the fallback.
CharsetChoice choose_charset(std::string_view text, const Delimiters& delimiters, std::string_view stated,
                             const ReadOptions& options, CharsetDecoder& decoder, std::string& into);

}  // namespace hios::hl7v2
