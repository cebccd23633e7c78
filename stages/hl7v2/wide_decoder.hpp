#pragma once
// Files in UTF-16 and UTF-32 to UTF-8, as they come in, so that the Splitter can cut them (sniff.hpp tells which are).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "stages/flat/decode.hpp"

namespace hios::hl7v2 {

// Reusable for nothing but its file; not thread-safe. Offsets in what comes out are not those of the file. What is no
// text becomes U+FFFD, which replaced() tells.
class WideDecoder {
public:
    // The next chunk, of any size; `last`: the file ends with it. Valid until the next call.
    std::string_view decode(std::string_view chunk, bool last);
    [[nodiscard]] bool replaced() const { return replaced_; }

private:
    void begin();
    void decode_utf32(bool last);

    std::string pending_;  // not decoded yet
    std::string output_;
    std::size_t width_ = 0;  // 0: not known yet
    bool big_ = false;
    bool replaced_ = false;
    std::optional<flat::Decoder> utf16_;
};

}  // namespace hios::hl7v2
