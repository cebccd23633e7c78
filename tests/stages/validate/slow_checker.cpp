#include "tests/stages/validate/slow_checker.hpp"

#include <algorithm>
#include <array>

#include "stages/validate/rules.hpp"
#include "tests/stages/validate/slow_tree.hpp"

namespace hios::validate::test {

namespace {

constexpr std::array kRules{"validate.not_an_object",
                            "validate.no_resource_type",
                            "validate.unknown_resource_type",
                            "validate.unknown_element",
                            "validate.repeated_member",
                            "validate.two_types_of_choice",
                            "validate.not_a_list",
                            "validate.a_list",
                            "validate.wrong_json_type",
                            "validate.null",
                            "validate.empty_list",
                            "validate.empty_object",
                            "validate.sibling_length",
                            "validate.missing",
                            "validate.null_without_sibling",
                            "validate.too_many",
                            "validate.code",
                            "validate.unknown_modifier",
                            "validate.reference_form",
                            "validate.reference_target",
                            "validate.reference_unresolved",
                            "validate.contained_id",
                            "validate.bundle_url",
                            "validate.bundle_id",
                            "ext-1",
                            "ele-1",
                            "ref-1",
                            "dom-2",
                            "dom-3",
                            "dom-4",
                            "dom-5",
                            "bdl-1",
                            "bdl-2",
                            "bdl-3",
                            "bdl-4",
                            "bdl-5",
                            "bdl-7",
                            "bdl-8",
                            "bdl-9",
                            "bdl-10",
                            "bdl-11",
                            "bdl-12"};

bool is_lexical(std::string_view rule) {
    const auto codes = primitive_codes();
    return rule == kLexical ||
           std::any_of(codes.begin(), codes.end(), [&](const Code* code) { return code->id == rule; });
}

bool is_narrative(std::string_view rule) {
    const auto codes = xhtml_codes();
    return std::any_of(codes.begin(), codes.end(), [&](const Code* code) { return code->id == rule; });
}

}  // namespace

SlowFindings slow_check(std::string_view text) {
    SlowFindings findings;
    const auto tree = parse_tree(text);
    if (!tree) {
        findings.json = false;
        return findings;
    }
    const SlowNode document = read_slowly(*tree, findings);
    check_values(document, findings);
    check_links(document, findings);
    return findings;
}

bool is_slow_rule(std::string_view rule) {
    return is_lexical(rule) || is_narrative(rule) || std::find(kRules.begin(), kRules.end(), rule) != kRules.end();
}

std::set<std::pair<std::string, std::string>> comparable(std::set<std::pair<std::string, std::string>> all,
                                                         const std::vector<std::string>& unsettled, Level level) {
    std::set<std::pair<std::string, std::string>> result;
    const auto said_more = [&](const std::string& path) {
        return std::any_of(all.begin(), all.end(), [&](const auto& other) {
            return other.second == path && other.first != "validate.null_without_sibling";
        });
    };
    const auto has = [&](const char* rule, const std::string& path) { return all.contains({rule, path}); };
    const auto unclear = [&](const std::string& rule, const std::string& path) {
        return std::any_of(unsettled.begin(), unsettled.end(), [&](const std::string& one) {
            const std::string holder = one.substr(0, one.find_last_of('.', one.find(".ofType(") - 1));
            return path.starts_with(one) || (path == holder && rule != "validate.unknown_element");
        });
    };
    for (const auto& [rule, path] : all) {
        if (!is_slow_rule(rule) || unclear(rule, path)) continue;
        if (rule == "validate.null_without_sibling" && said_more(path)) continue;
        if (level == Level::kStructureOnly && (rule == "ext-1" || rule == "ele-1")) continue;
        const bool odd_list = has("validate.empty_list", path);
        if (rule == "validate.sibling_length" && odd_list) continue;
        result.emplace(is_lexical(rule) ? std::string(kLexical) : rule, path);
    }
    return result;
}

}  // namespace hios::validate::test
