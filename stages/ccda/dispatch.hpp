#pragma once
// Which elements of a document a name of the map stands for: allergy-concern is every act with the template
// 2.16.840.1.113883.10.20.22.4.30. Every element is claimed by one name at most.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/ccda/catalogue.hpp"
#include "stages/ccda/document.hpp"
#include "stages/ccda/index.hpp"
#include "stages/ccda/twins.hpp"

namespace hios::ccda {

// One name. An element is claimed when one of `templates` or `codes` fits, or, when both are empty, `elements` does,
// and all conditions hold. Of several names that fit the most specific has it:
//   template with version > template > template by way of an older or newer one (aliases.tsv) > code > element,
//   then the one with more conditions, then the one that stands first in the map.
struct DispatchRule {
    std::string name;
    std::vector<std::string> templates;  // root, or root:extension
    std::vector<std::string> codes;      // of code/@code (or its translations), or system|code
    // Conditions.
    std::vector<std::string> elements;  // observation, act, section, recordTarget ...
    std::vector<std::string> moods;     // @moodCode
    std::vector<std::string> sections;  // kinds of sections (templates.tsv): problem, results ...
    std::vector<std::string> inside;    // names, one of which has claimed an element around it
    std::string skip;                   // not mapped, and why: "read by its parent"
    // Other ways to be claimed by this name, each with its own conditions; names and reasons of theirs count nothing.
    std::vector<DispatchRule> otherwise{};
    bool distinct = false;  // of elements that are written alike it lists the first only (twins.hpp)
};

// The rules of one map, compiled. Immutable; shared between threads.
class Dispatch {
public:
    // The rules' element names are added to `names`.
    Dispatch(std::vector<DispatchRule> rules, const Catalogue& catalogue, NameTable& names);
    Dispatch(const Dispatch&) = delete;  // its tables look into its rules
    Dispatch& operator=(const Dispatch&) = delete;
    ~Dispatch() = default;

    [[nodiscard]] const std::vector<DispatchRule>& rules() const { return rules_; }
    // A rule's number + 1, 0: there is none of that name.
    [[nodiscard]] std::uint16_t find(std::string_view name) const;
    // What is wrong with the rules: names twice, sections and names that do not exist. "" when nothing is.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    // Claims the document's elements (Node::claim: rule + 1). `lists`, by rule: its elements in document order.
    // `twins`: those that are not listed, for others are written alike.
    void claim(Document& document, const Index& index, std::vector<std::vector<NodeId>>& lists, Twins& twins) const;

private:
    struct Rule {
        const DispatchRule* said = nullptr;
        std::uint16_t claim = 0;
        std::vector<Symbol> elements;
        std::vector<SectionKind> sections;
        std::vector<std::uint16_t> inside;
        int conditions = 0;
    };
    struct Entry {
        std::uint16_t rule = 0;
        std::string_view detail;  // a template's version, a code's system
        int rank = 0;
    };
    using Entries = std::unordered_map<std::string_view, std::vector<Entry>, TextHash, std::equal_to<>>;
    struct Best {
        std::uint16_t claim = 0;
        int rank = -1;
    };
    void compile(std::uint16_t claim, const DispatchRule& said, const Catalogue& catalogue, NameTable& names);
    void consider(const Document& document, const Index& index, NodeId node, const Entry& entry, Best& best) const;
    void by_code(const Document& document, const Index& index, NodeId node, NodeId code, Best& best) const;
    [[nodiscard]] bool conditions_hold(const Document& document, const Index& index, NodeId node,
                                       const Rule& rule) const;

    std::vector<DispatchRule> rules_;
    std::vector<Rule> compiled_;  // of each rule, and of each of its other ways
    Entries templates_;
    Entries codes_;
    std::vector<std::vector<Entry>> elements_;  // by symbol, of rules without templates and codes
    std::vector<char> candidates_;              // by symbol: elements that rules or CDA's clinical statements have
    std::string problem_;
};

// Acts, observations, and whatever else an entry may hold.
[[nodiscard]] bool is_statement(Symbol name);

}  // namespace hios::ccda
