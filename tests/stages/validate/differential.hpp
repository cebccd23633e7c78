#pragma once
// Compares what the fast and the slow checker find in texts.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/slow_checker.hpp"

namespace hios::validate::test {

// Keeps one example of each kind of difference; fails the test with them at its end.
class Differential {
public:
    explicit Differential(Level level) : level_(level), fast_(level) {}
    Differential(const Differential&) = delete;
    Differential& operator=(const Differential&) = delete;
    ~Differential() {
        for (const auto& [kind, example] : examples_) ADD_FAILURE() << kind << example;
    }

    void compare(std::string_view text) {
        const Findings fast = fast_.check(text);
        const SlowFindings slow = slow_check(text);
        ++texts_;
        if (!fast.accepted()) ++rejected_;
        for (const Found& one : fast.all) rules_.insert(one.rule);
        if (fast.unreadable.empty() != slow.json) return note("unreadable to one only " + fast.unreadable, "", text);
        if (!slow.json) return;
        const auto ours = comparable(fast.as_set(), slow.unsettled, level_);
        const auto theirs = comparable(slow.all, slow.unsettled, level_);
        for (const auto& one : ours) {
            if (!theirs.contains(one)) note("only the fast one: " + one.first, one.second, text);
        }
        for (const auto& one : theirs) {
            if (!ours.contains(one)) note("only the slow one: " + one.first, one.second, text);
        }
    }
    [[nodiscard]] std::size_t texts() const { return texts_; }
    [[nodiscard]] std::size_t rejected() const { return rejected_; }
    [[nodiscard]] const std::set<std::string>& rules() const { return rules_; }

private:
    void note(const std::string& kind, const std::string& path, std::string_view text) {
        std::string& example = examples_[kind];
        const std::string other = " at " + path + "\n" + std::string(text);
        if (example.empty() || other.size() < example.size()) example = other;
    }

    const Level level_;
    Checker fast_;
    std::map<std::string, std::string> examples_;
    std::set<std::string> rules_;
    std::size_t texts_ = 0;
    std::size_t rejected_ = 0;
};

}  // namespace hios::validate::test
