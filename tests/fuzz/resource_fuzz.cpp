// Spoils a resource as tests/stages/validate/mutator.hpp does (the first 8 bytes are the seed, the rest a
// resource, else one of the samples) and checks it at every level. Places lie in the text, expressions
// can be written, a stricter level finds no less, and the outcome is JSON.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/mutator.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::validate {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

void check_text(std::string_view text) {
    static test::Checker minimal(Level::kMinimal);
    static test::Checker structure(Level::kStructureOnly);
    static test::Checker strict(Level::kStrict);
    const test::Findings least = minimal.check(text);
    const test::Findings more = structure.check(text);
    const test::Findings most = strict.check(text, true);
    check(least.unreadable == more.unreadable && more.unreadable == most.unreadable);
    check(!most.accepted() || more.accepted());
    check(!more.accepted() || least.accepted());
    check(!least.has("plain_check") && !more.has("plain_check"));
    for (const test::Found& one : most.all) {
        check(one.offset <= text.size());
        check(!one.expression.empty() && !one.rule.empty());
    }
    std::string_view lines = most.outcomes;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        check(test::parse_tree(lines.substr(0, end)).has_value());
        lines.remove_prefix(end + 1);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::uint64_t seed = size;
    if (size >= sizeof seed) std::memcpy(&seed, data, sizeof seed);
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_text(bytes);
    const std::string_view rest = bytes.substr(std::min(size, sizeof seed));
    auto tree = test::parse_tree(bytes);
    if (!tree) tree = test::parse_tree(rest);
    if (!tree) tree = test::parse_tree(test::kSamples[seed % test::kSamples.size()]);
    test::ResourceMutator mutator(seed);
    for (int round = 0; round < 4; ++round) check_text(mutator.mutated(*tree));
    return 0;
}

}  // namespace hios::validate
