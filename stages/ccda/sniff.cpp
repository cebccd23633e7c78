#include "stages/ccda/sniff.hpp"

#include <algorithm>
#include <array>

#include "pipeline/ascii.hpp"

namespace hios::ccda {
namespace {

constexpr std::size_t kHead = 64U << 10;
// A base64 text shorter than this could as well be a word.
constexpr std::size_t kShortestBase64 = 64;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == '\0';
}
bool ends_without_case(std::string_view text, std::string_view wanted) {
    return text.size() >= wanted.size() && ascii::starts_without_case(text.substr(text.size() - wanted.size()), wanted);
}

// "Name: value" in the first line, as headers of mail and HTTP have it.
bool has_header(std::string_view head) {
    if (head.starts_with("HTTP/")) return true;
    if (const std::size_t line = head.substr(0, 200).find('\n'); head.starts_with("--") && line != head.npos)
        return has_header(head.substr(line + 1));
    const std::size_t colon = head.substr(0, 80).find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    for (const char c : head.substr(0, colon)) {
        if (ascii::lower(c) == c && c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return false;
    }
    constexpr std::array<std::string_view, 12> kKnown{"mime-version", "content-", "date:",     "from:",
                                                      "to:",          "subject:", "received:", "return-",
                                                      "message-",     "x-",       "reply-",    "server:"};
    return std::any_of(kKnown.begin(), kKnown.end(),
                       [&](std::string_view known) { return ascii::starts_without_case(head, known); });
}

bool is_base64(std::string_view head) {
    std::size_t digits = 0;
    for (const char c : head) {
        const bool digit = (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                           c == '/' || c == '=';
        if (!digit && !is_blank(c)) return false;
        digits += digit ? 1 : 0;
    }
    // "<", "PK" and a gzip's magic at the front, as base64 writes them.
    constexpr std::array<std::string_view, 6> kFronts{"PD", "PH", "PE", "77u/", "UEs", "H4s"};
    return digits >= kShortestBase64 &&
           std::any_of(kFronts.begin(), kFronts.end(), [&](std::string_view front) { return head.starts_with(front); });
}

// Every second byte of UTF-16 that is ASCII.
bool is_wide(std::string_view head) {
    return head.size() >= 4 &&
           (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
            head.starts_with(std::string_view("<\0", 2)) || head.starts_with(std::string_view("\0<", 2)));
}

std::string_view without_leading_blanks(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    while (!head.empty() && is_blank(head.front())) head.remove_prefix(1);
    return head;
}

}  // namespace

Content sniff(std::string_view head) {
    head = head.substr(0, kHead);
    if (is_wide(head)) return Content::kXml;
    if (head.starts_with(std::string_view("PK\x03\x04", 4)) || head.starts_with("\x1F\x8B")) return Content::kArchive;
    head = without_leading_blanks(head);
    if (head.empty()) return Content::kEmpty;
    if (head.front() == '<') {
        const bool html =
            ascii::starts_without_case(head, "<!doctype html") || ascii::starts_without_case(head, "<html");
        return html ? Content::kHtml : Content::kXml;
    }
    if (head.starts_with("%PDF")) return Content::kPdf;
    if (head.front() == '{' || head.front() == '[') return Content::kJson;
    if (has_header(head)) return Content::kMime;
    if (is_base64(head)) return Content::kBase64;
    // Junk before an XML: reading throws it away.
    return head.find("<?xml") != std::string_view::npos || looks_like_cda(head) ? Content::kXml : Content::kOther;
}

std::string_view name_of(Content content) {
    constexpr std::array<std::string_view, 9> kNames{"empty", "XML",        "MIME", "base64",         "HTML",
                                                     "JSON",  "an archive", "PDF",  "no known format"};
    return kNames[static_cast<std::size_t>(content)];
}

bool looks_like_cda(std::string_view head) {
    head = head.substr(0, kHead);
    constexpr std::string_view kRootName = "ClinicalDocument";
    if (!is_wide(head)) {
        for (std::size_t at = head.find(kRootName); at != std::string_view::npos; at = head.find(kRootName, at + 1)) {
            const char before = at == 0 ? '\0' : head[at - 1];
            if (before == '<' || before == ':') return true;
        }
        return false;
    }
    for (std::size_t at = 0; at + 2 * kRootName.size() <= head.size(); ++at) {
        std::size_t same = 0;
        while (same < kRootName.size() && head[at + 2 * same] == kRootName[same]) ++same;
        if (same == kRootName.size()) return true;
    }
    return false;
}

bool begins_as_xml(std::string_view head) {
    constexpr std::string_view kMarks("\xEF\xBB\xBF\xFF\xFE", 5);  // of byte order
    for (const char c : head.substr(0, kHead)) {
        if (!is_blank(c) && kMarks.find(c) == std::string_view::npos) return c == '<';
    }
    return false;
}

Member member_of(std::string_view name) {
    const std::size_t cut = name.find_last_of("/\\");
    const std::string_view file = cut == std::string_view::npos ? name : name.substr(cut + 1);
    if (file.empty() || file.front() == '.' || ascii::starts_without_case(name, "__macosx")) return Member::kPackaging;
    constexpr std::array<std::string_view, 6> kFiles{"index.htm",    "index.html",   "readme.txt",
                                                     "metadata.xml", "manifest.xml", "thumbs.db"};
    constexpr std::array<std::string_view, 6> kEndings{".xsl", ".xslt", ".xsd", ".dtd", ".sch", ".css"};
    const bool packaging =
        std::any_of(kFiles.begin(), kFiles.end(),
                    [&](std::string_view known) {
                        return file.size() == known.size() && ascii::starts_without_case(file, known);
                    }) ||
        std::any_of(kEndings.begin(), kEndings.end(),
                    [&](std::string_view ending) { return ends_without_case(file, ending); });
    return packaging ? Member::kPackaging : Member::kDocument;
}

}  // namespace hios::ccda
