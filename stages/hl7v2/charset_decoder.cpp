#include "stages/hl7v2/charset_decoder.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "stages/flat/decode.hpp"
#include "stages/json/utf8.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// By Charset, then GB 2312 and the forms of UTF-16 and UTF-32. Supersets where senders use them.
constexpr std::array<const char*, 27> kIconvNames{
    "UTF-8",      "CP1252",     "CP1252",     "ISO-8859-2", "ISO-8859-3",  "ISO-8859-4", "ISO-8859-5",
    "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-15", "EUC-JP",     "EUC-JP",
    "CP932",      "EUC-JP",     "GB18030",    "UHC",        "EUC-TW",      "BIG5",       "UTF-16LE",
    "UTF-32LE",   "EUC-CN",     "UTF-16BE",   "UTF-16LE",   "UTF-32BE",    "UTF-32LE"};

unsigned byte_at(std::string_view text, std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool failed(iconv_t converter) {
    return converter == reinterpret_cast<iconv_t>(-1);
}

}  // namespace

CharsetDecoder::~CharsetDecoder() {
    for (const Converter converter : converters_) {
        if (converter != kNotOpen && !failed(converter)) iconv_close(converter);
    }
}

bool CharsetDecoder::decode(std::string_view bytes, Charset charset, std::string& into) {
    switch (charset) {
        case Charset::kWindows1252:
        case Charset::kLatin1:
            into += flat::Decoder(flat::Encoding::kWindows1252, flat::Invalid::kReplace).decode(bytes, true);
            return true;
        case Charset::kUtf8: {
            flat::Decoder decoder(flat::Encoding::kUtf8, flat::Invalid::kReplace);
            into += decoder.decode(bytes, true);
            return json::is_utf8(bytes);
        }
        case Charset::kIso2022Jp:
            return decode_iso2022(bytes, Charset::kUtf8, '\0', into);
        case Charset::kJisX0201:
            return decode_katakana(bytes, into);
        case Charset::kUtf16:
            return convert_unicode(bytes, 2, into);
        case Charset::kUtf32:
            return convert_unicode(bytes, 4, into);
        default:
            return convert(bytes, static_cast<std::size_t>(charset), into);
    }
}

// The upper half of JIS X 0201 is set 2 of EUC-JP.
bool CharsetDecoder::decode_katakana(std::string_view bytes, std::string& into) {
    run_.clear();
    for (const char c : bytes) {
        if (static_cast<unsigned char>(c) >= 0x80) run_ += '\x8E';
        run_ += c;
    }
    return convert(run_, static_cast<std::size_t>(Charset::kEucJp), into);
}

// Byte order by the mark, else by where the first character, which is ASCII in a message, has its zeros.
bool CharsetDecoder::convert_unicode(std::string_view bytes, std::size_t width, std::string& into) {
    bool big = byte_at(bytes, 0) == 0;
    const std::string_view little_mark =
        width == 2 ? std::string_view("\xFF\xFE") : std::string_view("\xFF\xFE\0\0", 4);
    const std::string_view big_mark = width == 2 ? std::string_view("\xFE\xFF") : std::string_view("\0\0\xFE\xFF", 4);
    if (bytes.starts_with(little_mark) || bytes.starts_with(big_mark)) {
        big = bytes.starts_with(big_mark);
        bytes.remove_prefix(width);
    }
    return convert(bytes, kGb2312 + (width == 2 ? 1 : 3) + (big ? 0 : 1), into);
}

bool CharsetDecoder::convert(std::string_view bytes, std::size_t set, std::string& into) {
    static_assert(kIconvNames.size() == kHowMany);
    Converter& converter = converters_[set];
    if (converter == kNotOpen) converter = iconv_open("UTF-8", kIconvNames[set]);
    if (failed(converter)) return false;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);

    constexpr std::size_t kStep = 4096;
    char* in = const_cast<char*>(bytes.data());
    std::size_t in_left = bytes.size();
    bool clean = true;
    while (in_left > 0) {
        const std::size_t written = into.size();
        into.resize(written + std::max(kStep, in_left));
        char* out = into.data() + written;
        std::size_t out_left = into.size() - written;
        const std::size_t result = iconv(converter, &in, &in_left, &out, &out_left);
        const int why = errno;
        into.resize(into.size() - out_left);
        if (result != static_cast<std::size_t>(-1) || why == E2BIG) continue;
        clean = false;
        into += kReplacement;
        if (why == EINVAL) break;  // the text ends within a character
        ++in;
        --in_left;
    }
    return clean;
}

// What G0 (bytes below 0x80) and G1 (from 0x80) mean at a place.
struct CharsetDecoder::Switches {
    enum class Low : std::uint8_t { kAscii, kKatakana, kJis0208, kJis0212, kGb2312, kKsX1001 };
    Low low = Low::kAscii;
    Charset high = Charset::kUtf8;
    Charset base = Charset::kUtf8;

    [[nodiscard]] bool two_bytes() const { return low != Low::kAscii && low != Low::kKatakana; }
    void reset() { *this = {Low::kAscii, base, base}; }

    // `designation`: what follows ESC. How many of its bytes belong to the switch; 0: it is none.
    std::size_t take(std::string_view designation) {
        struct Known {
            std::string_view bytes;
            Low low;
        };
        static constexpr std::array kLow{Known{"(B", Low::kAscii},    Known{"(J", Low::kAscii},
                                         Known{"(I", Low::kKatakana}, Known{"$@", Low::kJis0208},
                                         Known{"$B", Low::kJis0208},  Known{"$(D", Low::kJis0212},
                                         Known{"$A", Low::kGb2312},   Known{"$(C", Low::kKsX1001}};
        for (const Known& known : kLow) {
            if (!designation.starts_with(known.bytes)) continue;
            low = known.low;
            return known.bytes.size();
        }
        struct KnownHigh {
            std::string_view bytes;
            Charset charset;
        };
        static constexpr std::array kHigh{KnownHigh{"-A", Charset::kLatin1},   KnownHigh{"-B", Charset::kLatin2},
                                          KnownHigh{"-C", Charset::kLatin3},   KnownHigh{"-D", Charset::kLatin4},
                                          KnownHigh{"-L", Charset::kCyrillic}, KnownHigh{"-G", Charset::kArabic},
                                          KnownHigh{"-F", Charset::kGreek},    KnownHigh{"-H", Charset::kHebrew},
                                          KnownHigh{"-M", Charset::kLatin5},   KnownHigh{"-b", Charset::kLatin9},
                                          KnownHigh{")I", Charset::kJisX0201}, KnownHigh{"$)C", Charset::kEucKr},
                                          KnownHigh{"$)A", Charset::kGb18030}, KnownHigh{"$)G", Charset::kEucTw},
                                          KnownHigh{"$)B", Charset::kEucJp}};
        for (const KnownHigh& known : kHigh) {
            if (!designation.starts_with(known.bytes)) continue;
            high = known.charset;
            return known.bytes.size();
        }
        return 0;
    }
};

bool CharsetDecoder::convert_run(std::string_view run, const Switches& switches, std::string& into) {
    using Low = Switches::Low;
    bool clean = true;
    while (!run.empty()) {
        const bool high = byte_at(run, 0) >= 0x80;
        std::size_t size = 1;
        while (size < run.size() && (byte_at(run, size) >= 0x80) == high) ++size;
        const std::string_view same = run.substr(0, size);
        run.remove_prefix(size);
        if (high) {
            clean = decode(same, switches.high, into) && clean;
            continue;
        }
        if (switches.low == Low::kAscii) {
            into += same;
            continue;
        }
        run_.clear();
        for (std::size_t i = 0; i < same.size(); ++i) {
            if (switches.low == Low::kKatakana) run_ += '\x8E';
            if (switches.low == Low::kJis0212 && i % 2 == 0) run_ += '\x8F';
            run_ += static_cast<char>(same[i] | '\x80');
        }
        std::size_t set = static_cast<std::size_t>(Charset::kEucJp);
        if (switches.low == Low::kGb2312) set = kGb2312;
        if (switches.low == Low::kKsX1001) set = static_cast<std::size_t>(Charset::kEucKr);
        clean = convert(run_, set, into) && clean;
    }
    return clean;
}

bool CharsetDecoder::decode_iso2022(std::string_view bytes, Charset base, char escape, std::string& into) {
    if (base == Charset::kIso2022Jp) base = Charset::kUtf8;
    Switches switches;
    switches.base = base;
    switches.reset();
    bool clean = true;
    std::size_t from = 0;
    std::size_t at = 0;
    // Writes what came before `at` and goes on behind `size` bytes.
    const auto step = [&](std::size_t size) {
        clean = convert_run(bytes.substr(from, at - from), switches, into) && clean;
        at += size;
        from = at;
    };
    const auto hex = [](char c) { return (c >= '0' && c <= '9') ? c - '0' : (c | 0x20) - 'a' + 10; };
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); };
    while (at < bytes.size()) {
        const char c = bytes[at];
        if (c == '\r' || c == '\n') {
            step(0);
            switches.reset();
            into += c;
            ++at;
            from = at;
        } else if (c == '\x1B') {
            Switches next = switches;
            const std::size_t size = next.take(bytes.substr(at + 1, 3));
            if (size != 0) {
                step(size + 1);
                switches = next;
            } else {
                ++at;
            }
        } else if (c == escape && escape != '\0' && !(switches.two_bytes() && (at - from) % 2 != 0) &&
                   at + 1 < bytes.size() && (bytes[at + 1] == 'C' || bytes[at + 1] == 'M')) {
            std::array<char, 3> designation{};
            std::size_t size = 0;
            std::size_t behind = at + 2;
            for (; size < 3 && behind + 1 < bytes.size() && is_hex(bytes[behind]) && is_hex(bytes[behind + 1]);
                 behind += 2)
                designation[size++] = static_cast<char>(hex(bytes[behind]) << 4 | hex(bytes[behind + 1]));
            Switches next = switches;
            const std::size_t taken = next.take({designation.data(), size});
            if (taken != 0 && taken == size && behind < bytes.size() && bytes[behind] == escape) {
                step(behind + 1 - at);
                switches = next;
            } else {
                ++at;
            }
        } else {
            ++at;
        }
    }
    step(0);
    return clean;
}

}  // namespace hios::hl7v2
