#pragma once
// What both writers of text (types, profiles) share: rules and value sets, each written once.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "stages/definitions/code_sets.hpp"
#include "stages/definitions/model.hpp"
#include "stages/definitions/text_writer.hpp"

namespace hios::definitions {

// Gives each distinct rule a name: its key, and "#2", "#3" where one key stands for several rules.
class RuleNames {
public:
    std::string name(const model::Constraint& rule);
    [[nodiscard]] std::string lines() const;  // sorted

private:
    std::map<std::string, std::vector<model::Constraint>> rules_;
};

// Collects the value sets that elements are bound to.
class SetLines {
public:
    // `known`: sets that another table holds; they are named, but not written again.
    explicit SetLines(const ValueSets& sets, const CodeSets* known = nullptr) : sets_(sets), known_(known) {}
    // The word for an element's line, or nothing when the binding does not bind.
    std::string word(const model::Binding& binding);
    void add(const std::string& url);
    [[nodiscard]] std::string lines() const;  // sorted

private:
    const ValueSets& sets_;
    const CodeSets* known_;
    std::set<std::string> urls_;
};

// The head of a text.
std::string head(const Source& source, std::string_view about);

// A text as one column: without tabs and line ends.
std::string column(std::string_view text);

std::string range(std::uint16_t min, std::uint16_t max);

std::string join(const std::vector<std::string>& words, char separator);

}  // namespace hios::definitions
