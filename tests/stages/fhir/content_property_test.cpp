// Random resources: the line must say what the source says, apart from ids and references.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"
#include "tests/support/random_json.hpp"
#include "tests/support/rfc_json.hpp"

namespace hios::fhir {
namespace {

using hios::test::RandomJson;
using test::Conversion;

std::string minified(const std::string& text) {
    const std::string padded = text + std::string(json::kPadding, ' ');
    std::string into(padded.size(), '\0');
    into.resize(json::minify(std::string_view(padded).substr(0, text.size()), into.data()));
    return into;
}

// A resource with random members around those that count, in random order.
std::string resource(RandomJson& random, std::string_view type, std::string_view id) {
    std::vector<std::string> members{fmt::format("\"resourceType\"{}:{}\"{}\"", random.white(), random.white(), type)};
    if (!id.empty()) members.push_back(fmt::format("\"id\"{}:{}\"{}\"", random.white(), random.white(), id));
    for (std::size_t i = 0, count = random.below(4); i < count; ++i) {
        members.push_back(fmt::format("\"part{}\":{}", i, random.value(4)));
    }
    for (std::size_t i = 0, count = random.below(3); i < count; ++i) {
        members.push_back(fmt::format("\"ref{}\":{{{}\"reference\"{}:{}\"urn:uuid:{}\"{}}}", i, random.white(),
                                      random.white(), random.white(), random.below(6), random.white()));
    }
    for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random.below(i)]);
    std::string text = "{" + random.white();
    for (std::size_t i = 0; i < members.size(); ++i)
        text += (i > 0 ? "," : "") + random.white() + members[i] + random.white();
    return text + "}";
}

// Takes ids and references out, which may differ.
void strip(nlohmann::json& value) {
    value.erase("id");
    for (auto& [name, member] : value.items()) {
        if (name.substr(0, 3) == "ref") member.erase("reference");
    }
}

TEST(ContentProperty, ASingleResourceIsItsMinifiedSource) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        RandomJson random(seed);
        std::string text = random.white() + resource(random, "Basic", "b") + random.white();
        const Conversion made(text);
        ASSERT_EQ(made.lines().size(), 1U) << "seed " << seed << ": " << text;
        ASSERT_EQ(made.line().text, minified(text)) << "seed " << seed;
        ASSERT_EQ(made.resource(), nlohmann::json::parse(text)) << "seed " << seed;
    }
}

TEST(ContentProperty, ResourcesOfABundleKeepTheirContent) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        RandomJson random(seed);
        std::vector<std::string> sources;
        std::vector<std::string> entries;
        for (std::size_t i = 0, count = 1 + random.below(5); i < count; ++i) {
            sources.push_back(resource(random, random.below(2) == 0 ? "Basic" : "Patient",
                                       random.below(2) == 0 ? "" : fmt::format("id{}", i)));
            entries.push_back(test::entry(fmt::format("urn:uuid:{}", i), sources.back(),
                                          fmt::format(",\"more\":{}", random.value(3))));
        }
        const Conversion made(test::bundle("transaction", entries));
        ASSERT_EQ(made.lines().size(), sources.size()) << "seed " << seed;
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const std::string& line = made.line(i).text;
            ASSERT_EQ(minified(line), line) << "seed " << seed;
            auto source = nlohmann::json::parse(sources[i]);
            auto result = nlohmann::json::parse(line);
            ASSERT_TRUE(is_valid_id(result.at("id").get<std::string>()));
            for (auto& [name, member] : source.items()) {
                if (name.substr(0, 3) != "ref") continue;
                const std::string link = member.at("reference");
                const auto target = std::stoul(link.substr(9));
                ASSERT_EQ(result.at(name).at("reference"), target < sources.size() ? made.names()[target] : link)
                    << "seed " << seed;
            }
            strip(source);
            strip(result);
            ASSERT_EQ(result, source) << "seed " << seed;
            length += line.size() + 1;
        }
        std::uint64_t bytes = 0;
        for (const LaneBlock& block : made.work().lanes) bytes += block.bytes.size();
        ASSERT_EQ(bytes, length);
    }
}

TEST(ContentProperty, MutatedBundlesNeverHarmAndAlwaysBalance) {
    for (std::uint64_t seed = 0; seed < 6000; ++seed) {
        RandomJson random(seed);
        std::vector<std::string> entries;
        for (std::size_t i = 0; i < 3; ++i)
            entries.push_back(test::entry(fmt::format("urn:uuid:{}", i), resource(random, "Basic", "")));
        const Conversion made(random.mutated(test::bundle("batch", entries)));
        const DocumentAccount& account = made.account();
        ASSERT_EQ(account.made, made.lines().size() + account.rejected_resources + account.superseded)
            << "seed " << seed;
        ASSERT_EQ(made.work().rejects.size(), account.rejected_resources + (account.rejected ? 1 : 0))
            << "seed " << seed;
        for (const test::Line& line : made.lines())
            ASSERT_NE(hios::test::rfc_accepts(line.text), false) << "seed " << seed << ": " << line.text;
    }
}

}  // namespace
}  // namespace hios::fhir
