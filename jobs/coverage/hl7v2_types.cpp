#include "jobs/coverage/hl7v2_types.hpp"

#include <algorithm>
#include <charconv>

#include "stages/hl7v2/dictionary/release.hpp"

namespace hios::jobs {
namespace {

namespace dictionary = hl7v2::dictionary;

constexpr std::string_view kResultSegment = "OBX";
constexpr std::uint32_t kResultField = 5;

// The last name of an element: "valueString" of "identifier.extension[1].valueString", "value" of "$value".
std::string_view last_word(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    while (!text.empty() && !letter(text.back())) {
        const std::size_t open = text.back() == ']' ? text.rfind('[') : text.size() - 1;
        text = text.substr(0, open);
    }
    std::size_t begin = text.size();
    while (begin > 0 && letter(text[begin - 1])) --begin;
    return text.substr(begin);
}

bool has_step(std::string_view element, std::string_view step) {
    for (std::size_t at = element.find(step); at != std::string_view::npos; at = element.find(step, at + 1)) {
        const std::size_t end = at + step.size();
        const bool whole = end == element.size() || element[end] == '.' || element[end] == '[';
        if (at > 0 && element[at - 1] == '.' && whole) return true;
    }
    return false;
}

}  // namespace

Hl7v2Types::Hl7v2Types(const Hl7v2Reads& reads) : reads_(reads) {
    // What a field is since v2.5.1; older versions only tell where types stood that have gone (CE, TS).
    for (dictionary::Version version = dictionary::kDefaultVersion; version < dictionary::kVersionNames.size();
         ++version)
        add_all(version, {});
    Names known;
    for (const auto& [type, sites] : sites_) known.insert(type);
    for (dictionary::Version version = 0; version < dictionary::kDefaultVersion; ++version) add_all(version, known);
    const dictionary::Release& release = dictionary::Release::of(dictionary::kDefaultVersion);
    for (const auto& [name, type] : release.types()) {
        if (!sites_.contains(name)) add(kResultSegment, kResultField, &type, {});
    }
}

void Hl7v2Types::add_all(dictionary::Version version, const Names& known) {
    for (const auto& [code, segment] : dictionary::Release::of(version).segments()) {
        for (std::uint32_t number = 1; number <= segment.fields.size(); ++number)
            add(segment.name, number, segment.fields[number - 1].type, known);
    }
}

void Hl7v2Types::add(std::string_view segment, std::uint32_t number, const dictionary::Type* type, const Names& known) {
    const Hl7v2Reads::Parts* parts = reads_.field(segment, number);
    if (parts == nullptr || type == nullptr) return;
    if (!known.contains(type->name)) sites_[std::string(type->name)].insert({parts, 0});
    for (std::uint32_t component = 1; component <= type->components.size(); ++component) {
        const dictionary::Type* inner = type->components[component - 1].type;
        if (inner != nullptr && !known.contains(inner->name))
            sites_[std::string(inner->name)].insert({parts, component});
    }
}

Covered Hl7v2Types::cover_at(const Site& site, std::uint32_t number, std::string_view target) const {
    Covered best = Covered::kNot;
    for (const auto& [part, use] : *site.parts) {
        // The whole of a primitive is its first component.
        const bool here = site.component == 0
                              ? part.component == number || (number == 0 && part.component <= 1)
                              : part.component == site.component && (part.subcomponent == number || number == 0);
        if (!here) continue;
        for (const std::string_view element : use.elements)
            best = std::min(best, has_step(element, target) ? Covered::kElement : Covered::kValue);
        if (use.decides) best = std::min(best, Covered::kDecides);
    }
    return best;
}

Covered Hl7v2Types::cover(const CoverageRow& row) const {
    const std::string_view name = row.map.substr(0, row.map.find('['));
    const auto sites = sites_.find(name);
    if (sites == sites_.end()) return Covered::kNot;
    std::uint32_t number = 0;
    const std::size_t digits = row.source.find_first_of("0123456789");
    if (digits != std::string_view::npos)
        std::from_chars(row.source.data() + digits, row.source.data() + row.source.size(), number);
    const dictionary::Type* type = dictionary::Release::of(dictionary::kDefaultVersion).type(name);
    const bool composite = type != nullptr && type->kind == dictionary::Kind::kComposite;
    if (!composite && number == 1) number = 0;
    Covered best = Covered::kNot;
    for (const Site& site : sites->second) best = std::min(best, cover_at(site, number, last_word(row.target)));
    return best;
}

}  // namespace hios::jobs
