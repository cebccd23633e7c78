// Command ccda: Continuity of Care Documents of a wanted size, sound or each with one defect of its own.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "bench/datagen/ccda_parts.hpp"
#include "bench/datagen/commands.hpp"
#include "bench/datagen/hl7v2_segments.hpp"

namespace hios::bench {
namespace {

constexpr std::uint64_t kFilesPerFolder = 1000;
constexpr std::size_t kBytesPerHundred = 113'000;  // a document's growth for a scale of one hundred
constexpr std::size_t kFixedBytes = 8'000;         // header and frames of sections

void write_section(CcdaDocument& document, const CcdaSection& section, std::uint64_t scale) {
    std::string& out = document.out;
    const auto rows = static_cast<std::size_t>(std::max<std::uint64_t>(1, section.share * scale / 1000));
    out += "  <component><section>\n";
    document.template_id(section.root, section.extension);
    document.coded("code", section.loinc, kLoincOid, section.title);
    fmt::format_to(std::back_inserter(out),
                   "    <title>{}</title>\n    <text><table border=\"1\" width=\"100%\"><thead><tr><th>What</th>"
                   "<th>When</th><th>Value</th></tr></thead><tbody>\n",
                   section.title);
    const Rng before = document.rng;  // the same items again, for the entries: no list of a 100 MB document's items
    for (std::size_t row = 0; row < rows; ++row) {
        const Item item = section.item(document.rng);
        fmt::format_to(std::back_inserter(out),
                       "      <tr><td><content ID=\"{}{}\">{}</content></td><td>{}</td><td>{} {}</td></tr>\n",
                       section.key, row, xml(item.code.display), hl7_day(item.moment), item.value, xml(item.unit));
    }
    out += "    </tbody></table></text>\n";
    document.rng = before;
    for (std::size_t row = 0; row < rows; ++row) {
        const Item item = section.item(document.rng);
        if (section.entry != nullptr) section.entry(document, item, section.key, row);
    }
    out += "  </section></component>\n";
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Windows-1252 of what Latin-1 has, a question mark for the rest.
void to_windows(std::string& text) {
    std::string narrow;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c < 0x80) {
            narrow += text[at];
        } else if (c == 0xC2 || c == 0xC3) {
            narrow += static_cast<char>(((c & 3U) << 6U) | (static_cast<unsigned char>(text[++at]) & 0x3FU));
        } else {
            narrow += '?';
            while (at + 1 < text.size() && (static_cast<unsigned char>(text[at + 1]) & 0xC0U) == 0x80) ++at;
        }
    }
    text = narrow;
}

// Only for ASCII: enough for what declares itself otherwise.
void to_utf16(std::string& text) {
    to_windows(text);
    std::string wide = "\xFF\xFE";
    for (const char c : text) {
        wide += c;
        wide += '\0';
    }
    text = wide;
}

struct CcdaDefect {
    std::string_view what;
    void (*make)(std::string& text);
};

constexpr std::array kDefects{
    CcdaDefect{"windows-1252-as-utf-8", to_windows},
    CcdaDefect{"utf-16", to_utf16},
    CcdaDefect{"cut-off", [](std::string& text) { text.resize(text.size() * 3 / 4); }},
    CcdaDefect{"bare-ampersand", [](std::string& text) { replace_all(text, "</th><th>When", " & more</th><th>When"); }},
    CcdaDefect{"bom-and-blanks", [](std::string& text) { text.insert(0, "\xEF\xBB\xBF\r\n  "); }},
    CcdaDefect{
        "doctype",
        [](std::string& text) { text.insert(text.find("<ClinicalDocument"), "<!DOCTYPE a [<!ENTITY b \"c\">]>\n"); }},
    CcdaDefect{"impossible-dates",
               [](std::string& text) { replace_all(text, "<low value=\"20", "<low value=\"2099139"); }},
    CcdaDefect{"one-id-for-all",
               [](std::string& text) {
                   replace_all(text, "<id root=\"1.3.6.1.4.1.99999.3\" extension=\"",
                               "<id root=\"1.3.6.1.4.1.99999.3\" name=\"");
               }},
    CcdaDefect{"no-template-ids", [](std::string& text) { replace_all(text, "<templateId ", "<realmCode "); }},
    CcdaDefect{"null-flavors",
               [](std::string& text) {
                   replace_all(text, "<value xsi:type=\"CD\" code=", "<value xsi:type=\"CD\" nullFlavor=\"OTH\" id=");
               }},
    CcdaDefect{"control-signs", [](std::string& text) { replace_all(text, "</content>", "\x01\x0B</content>"); }},
};

}  // namespace

Summary write_ccda(const Options& options) {
    Summary summary;
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    const auto store = make_file_store(options.out, options.compression, options.archive, "ccda");
    for (std::uint64_t ordinal = 0; ordinal < options.count; ++ordinal) {
        CcdaDocument document(options.seed, ordinal, providers);
        // Sizes spread from a third of the mean to one and two thirds of it.
        const std::uint64_t bytes =
            options.count == 1 ? options.document_bytes
                               : options.document_bytes * static_cast<std::uint64_t>(document.rng.range(34, 166)) / 100;
        const std::uint64_t scale =
            (std::max<std::uint64_t>(bytes, kFixedBytes) - kFixedBytes) * 100 / kBytesPerHundred;
        write_ccda_header(document);
        document.line("  <component><structuredBody>");
        for (const CcdaSection& section : event_sections()) write_section(document, section, scale);
        for (const CcdaSection& section : other_sections()) write_section(document, section, scale);
        document.line("  </structuredBody></component>\n</ClinicalDocument>");
        std::string name = fmt::format("{:03}/{:06}", ordinal / kFilesPerFolder, ordinal);
        if (options.defects) {
            const CcdaDefect& defect = kDefects[static_cast<std::size_t>(ordinal % kDefects.size())];
            defect.make(document.out);
            name += fmt::format("-{}", defect.what);
        }
        store->put(name + ".xml", document.out);
        summary.bytes += document.out.size();
    }
    store->close();
    summary.files = options.count;
    summary.resources = options.count;
    summary.distinct = options.count;
    return summary;
}

}  // namespace hios::bench
