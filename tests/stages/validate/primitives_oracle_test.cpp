// Compares the scanners with slow ones (primitive_oracles.hpp). Values are mutations of right ones; the
// sequence depends on the seed alone.

#include <gtest/gtest.h>

#include <random>
#include <regex>

#include "tests/stages/validate/primitive_oracles.hpp"
#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::no_controls;
using test::Oracle;
using test::oracles;

class Mutator {
public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    std::string mutated(const Oracle& oracle) {
        std::string text = oracle.seeds[below(oracle.seeds.size())];
        for (std::size_t steps = below(4); steps > 0; --steps) {
            const std::size_t at = below(text.size() + 1);
            switch (below(5)) {
                case 0:
                    text.insert(at, 1, character(oracle));
                    break;
                case 1:
                    text.erase(at, 1 + below(2));
                    break;
                case 2:
                    text.insert(at, text.substr(at, below(5)));
                    break;
                default:
                    if (at < text.size()) text[at] = character(oracle);
                    break;
            }
        }
        return text;
    }
    std::string escaped_here_and_there(std::string_view text) {
        std::string raw;
        for (const char c : text) {
            const bool must = static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
            raw += must || below(8) == 0 ? test::all_escaped({&c, 1}) : std::string(1, c);
        }
        return raw;
    }

private:
    std::size_t below(std::size_t limit) { return random_() % limit; }
    char character(const Oracle& oracle) {
        const std::string_view alphabet = oracle.alphabet;
        return below(6) == 0 ? static_cast<char>(1 + below(127)) : alphabet[below(alphabet.size())];
    }
    std::mt19937 random_;
};

class PrimitiveOracle : public testing::TestWithParam<std::size_t> {};

TEST_P(PrimitiveOracle, AgreesOnMutatedValues) {
    const Oracle& oracle = oracles()[GetParam()];
    const std::regex expression(oracle.expression);
    const bool quoted = shape_of(oracle.kind) == instance::Shape::kString;
    Mutator mutator(20260 + static_cast<unsigned>(GetParam()));
    int right = 0;
    int wrong = 0;
    for (int round = 0; round < 20'000; ++round) {
        const std::string text = mutator.mutated(oracle);
        const bool expected = std::regex_match(text, expression) && oracle.extra(text);
        ++(expected ? right : wrong);
        const std::string raw = quoted ? mutator.escaped_here_and_there(text) : text;
        ASSERT_EQ(check_primitive(oracle.kind, raw, quoted) == PrimitiveFault::kOk, expected) << raw;
        if (quoted && no_controls(text) && text.find_first_of("\t\r\n\\\"") == std::string::npos) {
            ASSERT_EQ(test::check(oracle.kind, text), test::check(oracle.kind, raw)) << raw;
        }
    }
    EXPECT_GT(right, 2000);
    EXPECT_GT(wrong, 2000);
}

INSTANTIATE_TEST_SUITE_P(AllTypes, PrimitiveOracle, testing::Range<std::size_t>(0, oracles().size()));

}  // namespace
}  // namespace hios::validate
