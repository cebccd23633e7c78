// Reads a role's trust policy. Source: AWS IAM User Guide, "IAM JSON policy elements reference".

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/doctor/role_checks.hpp"

namespace hios::doctor {
namespace {

using nlohmann::json;

constexpr std::string_view kService = "healthlake.amazonaws.com";

// A text or an array of texts.
std::vector<std::string> texts_of(const json& value) {
    std::vector<std::string> texts;
    if (value.is_string()) texts.push_back(value.get<std::string>());
    if (value.is_array()) {
        for (const json& one : value) {
            if (one.is_string()) texts.push_back(one.get<std::string>());
        }
    }
    return texts;
}

const json& member(const json& object, const char* name) {
    static const json kNone;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return found == object.end() ? kNone : *found;
}

bool holds(const std::vector<std::string>& texts, std::string_view wanted) {
    return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

// Of IAM's patterns: '*' any text, '?' one character.
bool matches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

// The condition that keeps this data store out; empty when none does.
std::string against(const json& conditions, const std::string& datastore_arn, const std::string& account_id) {
    if (!conditions.is_object()) return {};
    for (const auto& [test, keys] : conditions.items()) {
        const bool compares = test.starts_with("StringEquals") || test.starts_with("StringLike") ||
                              test.starts_with("ArnEquals") || test.starts_with("ArnLike");
        if (!compares || !keys.is_object()) continue;
        for (const auto& [key, values] : keys.items()) {
            const std::string name = lower(key);
            const std::string& own = name == "aws:sourceaccount" ? account_id : datastore_arn;
            if ((name != "aws:sourceaccount" && name != "aws:sourcearn") || own.empty()) continue;
            const auto allowed = texts_of(values);
            if (std::none_of(allowed.begin(), allowed.end(), [&own](const auto& one) { return matches(one, own); }))
                return fmt::format("{} {} does not hold {}", test, key, own);
        }
    }
    return {};
}

}  // namespace

std::string trust_problem(const std::string& policy, const std::string& datastore_arn, const std::string& account_id) {
    const json parsed = json::parse(policy, nullptr, false);
    const json& statements = member(parsed, "Statement");
    const json list = statements.is_array() ? statements : json::array({statements});
    std::string problem = fmt::format("no statement lets {} take the role on", kService);
    for (const json& statement : list) {
        const auto actions = texts_of(member(statement, "Action"));
        const bool assumes = holds(actions, "sts:AssumeRole") || holds(actions, "sts:*") || holds(actions, "*");
        const json& principal = member(statement, "Principal");
        const bool healthlake = holds(texts_of(member(principal, "Service")), kService) || principal == "*";
        if (!assumes || !healthlake || member(statement, "Effect") != "Allow") continue;
        problem = against(member(statement, "Condition"), datastore_arn, account_id);
        if (problem.empty()) return {};
    }
    return problem;
}

}  // namespace hios::doctor
