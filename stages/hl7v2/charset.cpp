#include "stages/hl7v2/charset.hpp"

#include <algorithm>
#include <array>

namespace hios::hl7v2 {
namespace {

struct Named {
    std::string_view name;
    Charset charset;
};

// HL7 table 0211 (v2.9), letters and digits only, and spellings that senders use for the same.
constexpr std::array kNames{Named{"ASCII", Charset::kUtf8},
                            Named{"USASCII", Charset::kUtf8},
                            Named{"ISOIR6", Charset::kUtf8},
                            Named{"88591", Charset::kLatin1},
                            Named{"88592", Charset::kLatin2},
                            Named{"88593", Charset::kLatin3},
                            Named{"88594", Charset::kLatin4},
                            Named{"88595", Charset::kCyrillic},
                            Named{"88596", Charset::kArabic},
                            Named{"88597", Charset::kGreek},
                            Named{"88598", Charset::kHebrew},
                            Named{"88599", Charset::kLatin5},
                            Named{"885915", Charset::kLatin9},
                            Named{"ISOIR13", Charset::kJisX0201},
                            Named{"ISOIR14", Charset::kJisX0201},
                            Named{"ISOIR87", Charset::kIso2022Jp},
                            Named{"ISOIR159", Charset::kIso2022Jp},
                            Named{"ISO2022JP", Charset::kIso2022Jp},
                            Named{"SHIFTJIS", Charset::kShiftJis},
                            Named{"WINDOWS31J", Charset::kShiftJis},
                            Named{"EUCJP", Charset::kEucJp},
                            Named{"GB180302000", Charset::kGb18030},
                            Named{"GB18030", Charset::kGb18030},
                            Named{"GBK", Charset::kGb18030},
                            Named{"GB2312", Charset::kGb18030},
                            Named{"KSX1001", Charset::kEucKr},
                            Named{"EUCKR", Charset::kEucKr},
                            Named{"CNS116431992", Charset::kEucTw},
                            Named{"BIG5", Charset::kBig5},
                            Named{"UNICODE", Charset::kUtf8},
                            Named{"UNICODEUTF8", Charset::kUtf8},
                            Named{"UTF8", Charset::kUtf8},
                            Named{"UNICODEUTF16", Charset::kUtf16},
                            Named{"UTF16", Charset::kUtf16},
                            Named{"UNICODEUTF32", Charset::kUtf32},
                            Named{"UTF32", Charset::kUtf32},
                            Named{"WINDOWS1252", Charset::kWindows1252},
                            Named{"CP1252", Charset::kWindows1252}};

}  // namespace

std::optional<Charset> charset_named(std::string_view name) {
    std::array<char, 24> plain{};
    std::size_t size = 0;
    for (const char c : name) {
        const bool lower = c >= 'a' && c <= 'z';
        if (!lower && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) continue;
        if (size == plain.size()) return std::nullopt;
        plain[size++] = lower ? static_cast<char>(c - 'a' + 'A') : c;
    }
    std::string_view wanted(plain.data(), size);
    const auto find = [&] {
        return std::find_if(kNames.begin(), kNames.end(), [&](const Named& named) { return named.name == wanted; });
    };
    auto found = find();
    if (found == kNames.end() && wanted.starts_with("ISO8859")) {
        wanted.remove_prefix(3);
        found = find();
    }
    return found == kNames.end() ? std::nullopt : std::optional(found->charset);
}

bool is_multi_byte(Charset charset) {
    return charset >= Charset::kIso2022Jp;
}

}  // namespace hios::hl7v2
