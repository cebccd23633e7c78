#pragma once
// Dialects of every kind, and random texts that hold all that means something in them.

#include <random>
#include <string>
#include <vector>

#include "stages/flat/dialect.hpp"

namespace hios::test {

struct NamedDialect {
    std::string name;
    flat::Dialect dialect;
    std::size_t columns = 0;
};

inline std::vector<NamedDialect> dialects() {
    using flat::Dialect;
    std::vector<NamedDialect> all;
    const auto add = [&](std::string name, std::size_t columns, auto&& change) {
        Dialect dialect;
        change(dialect);
        all.push_back({std::move(name), std::move(dialect), columns});
    };
    add("csv", 0, [](Dialect&) {});
    add("csv of 3 columns", 3, [](Dialect&) {});
    add("padded, trimmed, null words", 3, [](Dialect& d) {
        d.ragged = flat::Ragged::kPad;
        d.trim = flat::Trim::kBoth;
        d.null_words = {"NA", "a"};
    });
    add("kept as they are", 3, [](Dialect& d) {
        d.ragged = flat::Ragged::kKeep;
        d.trim = flat::Trim::kRight;
        d.invalid = flat::Invalid::kError;
    });
    add("no quotes", 0, [](Dialect& d) { d.quote = '\0'; });
    add("unit separator", 0, [](Dialect& d) { d.delimiter = "\x1f"; });
    add("two bytes", 0, [](Dialect& d) { d.delimiter = "||"; });
    add("four bytes that begin alike", 0, [](Dialect& d) { d.delimiter = ",a,b"; });
    add("backslash", 0, [](Dialect& d) { d.escape = flat::Escape::kBackslash; });
    add("backslash, no quotes, null words", 0, [](Dialect& d) {
        d.escape = flat::Escape::kBackslash;
        d.quote = '\0';
        d.null_words = {"\\N"};
        d.delimiter = "|";
    });
    add("comments", 0, [](Dialect& d) { d.comment = "#"; });
    add("comments of two bytes", 0, [](Dialect& d) {
        d.comment = "##";
        d.delimiter = "||";
        d.escape = flat::Escape::kBackslash;
    });
    add("single quotes", 0, [](Dialect& d) { d.quote = '\''; });
    add("fixed width", 0, [](Dialect& d) {
        d.format = flat::Format::kFixed;
        d.columns = {{"A", 1, 2}, {"B", 3, 4}, {"C", 2, 9}};
        d.trim = flat::Trim::kRight;
    });
    add("fixed width, short lines, comments", 0, [](Dialect& d) {
        d.format = flat::Format::kFixed;
        d.columns = {{"A", 1, 2}, {"B", 4, 4}};
        d.ragged = flat::Ragged::kPad;
        d.comment = "#";
    });
    const std::size_t count = all.size();
    for (const std::uint64_t longest : {1U, 7U, 30U}) {
        for (std::size_t i = 0; i < count; ++i) {
            all.push_back(all[i]);
            all.back().name += ", at most " + std::to_string(longest) + " bytes";
            all.back().dialect.max_record = longest;
        }
    }
    return all;
}

class RandomText {
public:
    explicit RandomText(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t limit) { return random_() % limit; }

    std::string text(std::size_t size) {
        static constexpr std::string_view kWild = "\"\"\"\"'',,,,||||\n\n\n\r\\\\##aaab N A\x1f \t\xC3\xA4";
        // Half of the texts are almost tidy, for quotes that are where they belong.
        const bool tidy = below(2) == 0;
        std::string made;
        while (made.size() < size) {
            if (tidy && below(20) > 0) {
                made += field();
                made += below(4) == 0 ? (below(2) == 0 ? "\n" : "\r\n") : ",";
            } else {
                made += kWild[below(kWild.size())];
            }
            if (below(300) == 0) made += '\0';
            if (below(300) == 0) made += '\xFF';
        }
        made.resize(size);
        return made;
    }

private:
    std::string field() {
        static constexpr std::string_view kPlain = "abc NA0123456789";
        static constexpr std::string_view kQuoted = "abc,\n|\r#'";
        const bool quoted = below(3) == 0;
        std::string made = quoted ? "\"" : "";
        for (std::size_t i = below(12); i > 0; --i) {
            if (quoted && below(6) == 0) {
                made += "\"\"";
            } else {
                made += quoted ? kQuoted[below(kQuoted.size())] : kPlain[below(kPlain.size())];
            }
        }
        return made + (quoted ? "\"" : "");
    }

    std::mt19937_64 random_;
};

}  // namespace hios::test
