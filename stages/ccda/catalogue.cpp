#include "stages/ccda/catalogue.hpp"

#include <algorithm>
#include <array>

namespace hios::ccda {
namespace {

constexpr std::size_t kLongestTitle = 200;

template <class Each>
void each_row(std::string_view text, const Each& each) {
    std::vector<std::string_view> columns;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        columns.clear();
        for (;;) {
            const std::size_t tab = line.find('\t');
            columns.push_back(line.substr(0, tab));
            if (tab == std::string_view::npos) break;
            line.remove_prefix(tab + 1);
        }
        each(columns);
    }
}

TemplateKind kind_named(std::string_view name) {
    if (name == "section") return TemplateKind::kSection;
    if (name == "entry") return TemplateKind::kEntry;
    return name == "document" ? TemplateKind::kDocument : TemplateKind::kPart;
}

template <class Numbers>
std::uint16_t number_of(const Numbers& numbers, std::string_view text) {
    const auto found = numbers.find(text);
    return found == numbers.end() ? std::uint16_t{0} : found->second;
}

}  // namespace

const Catalogue& Catalogue::standard() {
    static const Catalogue kStandard(kTemplatesText, kAliasesText);
    return kStandard;
}

Catalogue::Catalogue(std::string_view templates, std::string_view aliases) {
    templates_.emplace_back();
    section_names_.emplace_back();
    each_row(templates, [this](const auto& columns) { read_template(columns); });
    each_row(aliases, [this](const auto& columns) { read_alias(columns); });
}

void Catalogue::read_template(const std::vector<std::string_view>& columns) {
    if (columns.size() < 5) return;
    const auto id = static_cast<TemplateId>(templates_.size());
    if (!by_oid_.emplace(columns[0], id).second) return;
    Template& made = templates_.emplace_back();
    made = {columns[0], kind_named(columns[1]), columns[2], id, 0};
    if (made.kind != TemplateKind::kSection) return;
    const auto [place, is_new] = sections_.emplace(made.name, static_cast<SectionKind>(section_names_.size()));
    if (is_new) section_names_.push_back(made.name);
    made.section = place->second;
    if (!columns[4].empty()) loinc_.emplace(columns[4], made.section);
}

void Catalogue::read_alias(const std::vector<std::string_view>& columns) {
    if (columns.size() < 3) return;
    const TemplateId target = find(columns[2]);
    if (target == 0) return;
    const Template meant = templates_[target];
    if (columns[0] == "loinc") loinc_.insert_or_assign(columns[1], meant.section);
    if (columns[0] == "title") titles_.emplace_back(columns[1], meant.section);
    if (columns[0] != "alias") return;
    if (!by_oid_.emplace(columns[1], static_cast<TemplateId>(templates_.size())).second) return;
    templates_.push_back({columns[1], meant.kind, meant.name, target, meant.section});
}

TemplateId Catalogue::find(std::string_view oid) const {
    return number_of(by_oid_, oid);
}
SectionKind Catalogue::section_named(std::string_view name) const {
    return number_of(sections_, name);
}
SectionKind Catalogue::section_of_loinc(std::string_view code) const {
    return number_of(loinc_, code);
}

SectionKind Catalogue::section_of_title(std::string_view title) const {
    std::array<char, kLongestTitle> small{};
    const std::size_t size = std::min(title.size(), small.size());
    std::transform(title.begin(), title.begin() + static_cast<std::ptrdiff_t>(size), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const auto& [words, kind] : titles_) {
        if (std::string_view(small.data(), size).find(words) != std::string_view::npos) return kind;
    }
    return 0;
}

}  // namespace hios::ccda
