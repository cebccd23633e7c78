#pragma once
// Any encoding of flat files to UTF-8, as the file comes in.

#include <cstdint>
#include <string>
#include <string_view>

#include "stages/flat/dialect.hpp"

namespace hios::flat {

// Reusable per file; not thread-safe. Rules: WHATWG Encoding Standard ("decode": a byte order mark
// outweighs what was declared; windows-1252 index; U+FFFD for each maximal part of an ill-formed
// sequence). UTF-16 without a mark is little-endian. Latin-1 is ISO 8859-1, C1 controls included.
//
// With Invalid::kError what is no text stays in the output as bytes that are no UTF-8, so that the
// RowReader refuses just the record that holds them.
class Decoder {
public:
    Decoder(Encoding declared, Invalid invalid) : declared_(declared), invalid_(invalid) {}

    // The next chunk, of any size; `last`: the file ends with it. The result is valid until the next call;
    // it is a view of the chunk where that is clean UTF-8.
    std::string_view decode(std::string_view chunk, bool last);

    // Bytes of the byte order mark that was taken off. For UTF-8 in which nothing was replaced, offsets in
    // the file are those in the decoded text plus these.
    [[nodiscard]] std::uint64_t mark_bytes() const { return mark_bytes_; }
    // What the text is in; known once the first bytes were seen.
    enum class Actual : std::uint8_t { kUnknown, kUtf8, kUtf16Little, kUtf16Big, kWindows1252, kLatin1 };
    [[nodiscard]] Actual actual() const { return actual_; }

private:
    bool tell(std::string_view head, bool last);
    std::string_view decode_utf8(std::string_view text, bool last);
    std::string_view decode_utf16(std::string_view text, bool last);
    std::string_view decode_bytes(std::string_view text);
    void put_bad() { invalid_ == Invalid::kError ? output_ += '\xFF' : output_ += "\xEF\xBF\xBD"; }

    Encoding declared_;
    Invalid invalid_;
    Actual actual_ = Actual::kUnknown;
    std::uint64_t mark_bytes_ = 0;
    std::string pending_;  // bytes of earlier chunks that make no whole character
    std::string joined_;
    std::string output_;
};

}  // namespace hios::flat
