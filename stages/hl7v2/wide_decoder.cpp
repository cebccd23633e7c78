#include "stages/hl7v2/wide_decoder.hpp"

#include "stages/hl7v2/header.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::size_t kTellingBytes = 8;  // bytes that tell the width and the byte order
constexpr std::string_view kUnreadable = "\xEF\xBF\xBD";

}  // namespace

std::string_view WideDecoder::decode(std::string_view chunk, bool last) {
    output_.clear();
    pending_ += chunk;
    if (width_ == 0) {
        if (pending_.size() < kTellingBytes && !last) return {};
        begin();
    }
    if (width_ == 4) {
        decode_utf32(last);
    } else {
        output_ = utf16_->decode(pending_, last);
        pending_.clear();
    }
    replaced_ = replaced_ || output_.find(kUnreadable) != std::string::npos;
    return output_;
}

void WideDecoder::begin() {
    width_ = wide_characters(pending_) == 4 ? 4 : 2;
    const bool marked = pending_.starts_with("\xFF\xFE") || pending_.starts_with("\xFE\xFF") ||
                        pending_.starts_with(std::string_view("\0\0\xFE\xFF", 4));
    big_ = !pending_.empty() && (pending_[0] == '\0' || pending_[0] == '\xFE');
    if (width_ == 4) {
        if (marked) pending_.erase(0, 4);
        return;
    }
    // The decoder of flat files goes by the mark.
    if (!marked) pending_.insert(0, big_ ? "\xFE\xFF" : "\xFF\xFE");
    utf16_.emplace(flat::Encoding::kUtf16, flat::Invalid::kReplace);
}

// As two units of UTF-16, which the decoder of flat files makes UTF-8 of.
void WideDecoder::decode_utf32(bool last) {
    std::string units = "\xFE\xFF";
    const auto put = [&](std::uint32_t unit) {
        units += static_cast<char>(unit >> 8);
        units += static_cast<char>(unit & 0xFF);
    };
    std::size_t at = 0;
    for (; at + 4 <= pending_.size(); at += 4) {
        std::uint32_t point = 0;
        for (std::size_t i = 0; i < 4; ++i)
            point = point << 8 | static_cast<unsigned char>(pending_[at + (big_ ? i : 3 - i)]);
        if (point < 0x10000) {
            put(point);
        } else {
            const std::uint32_t shifted = point > 0x10FFFF ? 0xD800 : 0xD7C0 + (point >> 10);
            put(shifted);
            if (point <= 0x10FFFF) put(0xDC00 + (point & 0x3FF));
        }
    }
    pending_.erase(0, at);
    if (last && !pending_.empty()) put(0xD800);
    output_ = flat::Decoder(flat::Encoding::kUtf16, flat::Invalid::kReplace).decode(units, true);
}

}  // namespace hios::hl7v2
