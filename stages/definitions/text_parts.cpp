#include "stages/definitions/text_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stages/definitions/text_reader.hpp"

namespace hios::definitions {

std::string RuleNames::name(const model::Constraint& rule) {
    auto& same_key = rules_[rule.key];
    auto known = std::ranges::find(same_key, rule.expression, &model::Constraint::expression);
    if (known == same_key.end()) known = same_key.insert(known, rule);
    const auto number = known - same_key.begin() + 1;
    return number == 1 ? rule.key : fmt::format("{}#{}", rule.key, number);
}

std::string RuleNames::lines() const {
    std::string lines;
    for (const auto& [key, rules] : rules_) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            lines += fmt::format("rule\t{}\t{}\t{}\n", i == 0 ? key : fmt::format("{}#{}", key, i + 1),
                                 rules[i].error ? "error" : "warning", column(rules[i].expression));
        }
    }
    return lines;
}

std::string SetLines::word(const model::Binding& binding) {
    if (binding.value_set.empty()) return {};
    if (binding.strength != Strength::kRequired && binding.strength != Strength::kExtensible) return {};
    add(binding.value_set);
    return (binding.strength == Strength::kRequired ? "required=" : "extensible=") + binding.value_set;
}

void SetLines::add(const std::string& url) {
    if (known_ == nullptr || known_->find(url) == kNoCodeSet) urls_.insert(url);
}

std::string SetLines::lines() const {
    // BCP 13 has no end; its grammar rules the set (R4 valueset-mimetypes.html).
    static constexpr std::string_view kMediaTypes = "urn:ietf:bcp:13";
    std::string lines;
    for (const std::string& url : urls_) {
        const model::CodeList list = sets_.list(url);
        lines += "set\t" + url;
        if (list.codes.empty() && list.open_systems == std::vector<std::string>{std::string(kMediaTypes)}) {
            lines += "\t!media-types";
        }
        for (const auto& [system, codes] : list.codes) {
            const bool open = std::ranges::binary_search(list.open_systems, system);
            lines += fmt::format("\t{}{}\t{}", open ? '?' : '@', system, fmt::join(codes, "\t"));
        }
        for (const std::string& system : list.open_systems) {
            if (!list.codes.contains(system)) lines += "\t?" + system;
        }
        lines += '\n';
    }
    return lines;
}

std::string head(const Source& source, std::string_view about) {
    std::string text = fmt::format("{}\t{}\n# {}\n# Made by hios-definitions; see docs/fhir-definitions.md.\n",
                                   kTextFormat, kTextVersion, about);
    text += fmt::format("source\t{}\t{}\n", source.package, source.version);
    for (const auto& [file, digest] : source.digests) text += fmt::format("digest\t{}\tsha256:{}\n", file, digest);
    return text;
}

std::string column(std::string_view text) {
    std::string clean(text);
    std::ranges::replace_if(
        clean, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return clean;
}

std::string range(std::uint16_t min, std::uint16_t max) {
    return max == model::kUnbounded ? fmt::format("{}..*", min) : fmt::format("{}..{}", min, max);
}

std::string join(const std::vector<std::string>& words, char separator) {
    return fmt::format("{}", fmt::join(words, std::string_view(&separator, 1)));
}

}  // namespace hios::definitions
