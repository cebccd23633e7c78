#pragma once
// The templates of C-CDA and of what came before it, as tables: data/ccda/templates.tsv and aliases.tsv.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hios::ccda {

// A template id as a number; 0: one that nobody named.
using TemplateId = std::uint16_t;
// What a section holds: "problem", "medications". 0: not known.
using SectionKind = std::uint16_t;

enum class TemplateKind : std::uint8_t { kUnknown, kSection, kEntry, kDocument, kPart };

struct Template {
    std::string_view oid;
    TemplateKind kind = TemplateKind::kUnknown;
    std::string_view name;      // "problem-observation"; "" when only a map knows it
    TemplateId stands_for = 0;  // itself, or the template of C-CDA that took the place of an older one
    SectionKind section = 0;    // of sections
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// Immutable; shared between threads.
class Catalogue {
public:
    [[nodiscard]] static const Catalogue& standard();

    // Tables as in data/ccda; lines that are not understood are left out. The texts must outlive it.
    Catalogue(std::string_view templates, std::string_view aliases);

    [[nodiscard]] TemplateId find(std::string_view oid) const;
    [[nodiscard]] const Template& at(TemplateId id) const { return templates_[id]; }
    [[nodiscard]] std::size_t size() const { return templates_.size(); }

    [[nodiscard]] SectionKind section_named(std::string_view name) const;
    [[nodiscard]] std::string_view section_name(SectionKind kind) const { return section_names_[kind]; }
    [[nodiscard]] std::size_t section_kinds() const { return section_names_.size(); }
    [[nodiscard]] SectionKind section_of_loinc(std::string_view code) const;
    // By words of the title, in any case: the first of the table's that stands in it.
    [[nodiscard]] SectionKind section_of_title(std::string_view title) const;

private:
    void read_template(const std::vector<std::string_view>& columns);
    void read_alias(const std::vector<std::string_view>& columns);
    using Numbers = std::unordered_map<std::string_view, std::uint16_t, TextHash, std::equal_to<>>;
    std::vector<Template> templates_;
    Numbers by_oid_;
    std::vector<std::string_view> section_names_;
    Numbers sections_;
    Numbers loinc_;
    std::vector<std::pair<std::string_view, SectionKind>> titles_;
};

// The tables that are built into the program.
extern const std::string_view kTemplatesText;
extern const std::string_view kAliasesText;

}  // namespace hios::ccda
