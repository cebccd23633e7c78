#include "stages/split/file_kind.hpp"

#include <algorithm>
#include <array>

#include "pipeline/ascii.hpp"

namespace hios::split {
namespace {

struct Kind {
    std::string_view signs;
    std::string_view name;
    std::size_t offset = 0;
};

constexpr std::array kKinds{
    Kind{"%PDF", "a PDF"},
    Kind{"\x89PNG", "a picture (PNG)"},
    Kind{"\xFF\xD8\xFF", "a picture (JPEG)"},
    Kind{"GIF8", "a picture (GIF)"},
    Kind{std::string_view("II*\0", 4), "a picture (TIFF)"},
    Kind{std::string_view("MM\0*", 4), "a picture (TIFF)"},
    Kind{"DICM", "a DICOM object", 128},
    Kind{"{\\rtf", "a rich text (RTF)"},
    Kind{"\xD0\xCF\x11\xE0", "an Office document"},
    Kind{"PK\x03\x04", "an archive (zip)"},
    Kind{"\x1F\x8B", "compressed (gzip)"},
    Kind{"7z\xBC\xAF", "an archive (7z)"},
    Kind{"Rar!", "an archive (RAR)"},
    Kind{"BZh", "compressed (bzip2)"},
    Kind{"\xFD"
         "7zXZ",
         "compressed (xz)"},
    Kind{"\xFF\xFE", "a text in UTF-16"},
    Kind{"\xFE\xFF", "a text in UTF-16"},
    Kind{"\x7F"
         "ELF",
         "a program"},
};

// Whether its first two lines have as many delimiters each, or more than sentences have.
bool is_table(std::string_view head) {
    constexpr std::ptrdiff_t kFewest = 2;
    constexpr std::ptrdiff_t kMany = 4;
    const std::size_t first = head.find('\n');
    const std::size_t second = first == std::string_view::npos ? first : head.find('\n', first + 1);
    if (second == std::string_view::npos) return false;
    const std::string_view above = head.substr(0, first);
    const std::string_view below = head.substr(first, second - first);
    for (const char delimiter : {',', ';', '\t', '|'}) {
        const auto names = std::count(above.begin(), above.end(), delimiter);
        const auto values = std::count(below.begin(), below.end(), delimiter);
        if (std::min(names, values) >= (names == values ? kFewest : kMany)) return true;
    }
    return false;
}

}  // namespace

std::string_view file_kind(std::string_view head) {
    for (const Kind& kind : kKinds) {
        if (head.size() > kind.offset && head.substr(kind.offset).starts_with(kind.signs)) return kind.name;
    }
    const std::size_t first = head.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    head.remove_prefix(first);
    if (ascii::starts_without_case(head, "<!doctype html") || ascii::starts_without_case(head, "<html"))
        return "a page (HTML)";
    if (head.front() == '<') return "XML";
    return is_table(head) ? "a table, which needs a map (formats.flat.map)" : "";
}

std::string why_not_json(std::string_view head) {
    std::string why = "the text is not JSON";
    if (const std::string_view kind = file_kind(head); !kind.empty()) why.append("; it looks like ").append(kind);
    return why;
}

}  // namespace hios::split
