// Nothing that a document says in codes is lost: of all coded facts of the samples, the share that the resources have.

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include <fmt/format.h>

#include "tests/stages/ccda/facts.hpp"
#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

constexpr double kEnough = 0.97;
// Of examples of parts that say nothing without the whole: one element of a UDI, a participant, a schedule.
constexpr double kEnoughOfParts = 0.87;

using Codes = std::set<std::pair<std::string, std::string>>;

void collect_codes(const test::Json& value, Codes& codes) {
    if (value.is_object()) {
        const auto system = value.find("system");
        const auto code = value.find("code");
        if (system != value.end() && code != value.end() && code->is_string())
            codes.emplace(system->get<std::string>(), code->get<std::string>());
    }
    if (value.is_structured())
        for (const test::Json& part : value) collect_codes(part, codes);
}

struct Share {
    std::size_t documents = 0;
    std::size_t facts = 0;
    std::size_t found = 0;
};

class Recall {
public:
    void add(const std::string& set, const std::string& name, const std::string& bytes) {
        const std::vector<test::Json> resources = mapped_.resources(bytes);
        if (resources.empty()) return;
        Codes codes;
        for (const test::Json& one : resources) collect_codes(one, codes);
        pugi::xml_document xml;
        xml.load_buffer(bytes.data(), bytes.size());
        std::set<test::Fact> facts;
        test::visit_entries(xml, [&](pugi::xml_node node, bool negated) {
            test::Fact fact = test::fact_of(node);
            if (fact.code.empty()) return;
            const test::Exception* exception = negated ? nullptr : test::excepted(node);
            if (negated || exception != nullptr)
                ++left_out[std::string(negated ? "negated" : exception->name)];
            else
                facts.insert(std::move(fact));
        });
        Share& share = shares[set];
        ++share.documents;
        for (const test::Fact& fact : facts) {
            ++share.facts;
            if (codes.contains({fact.system, fact.code}))
                ++share.found;
            else
                lost.push_back(fmt::format("{} {}|{} {}", name, fact.system, fact.code, fact.at.path()));
        }
    }
    void say() {
        for (const auto& [set, share] : shares)
            std::cout << fmt::format("{:30} {:4} documents {:6} facts {:.4f}\n", set, share.documents, share.facts,
                                     part(share));
        for (const auto& [rule, count] : left_out) std::cout << fmt::format("left out: {} {}\n", rule, count);
        for (const std::string& one : lost) std::cout << "lost: " << one << "\n";
    }
    static double part(const Share& share) {
        return share.facts == 0 ? 1 : static_cast<double>(share.found) / static_cast<double>(share.facts);
    }

    std::map<std::string, Share> shares;
    std::map<std::string, std::size_t> left_out;
    std::vector<std::string> lost;

private:
    test::Mapped mapped_;
};

TEST(CodedFacts, OfEverySetOfDocumentsAreInTheOutput) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    Recall recall;
    for (const auto& path : files) recall.add(test::set_of(path), path.filename().string(), test::read_bytes(path));
    recall.say();
    EXPECT_GE(recall.shares.size(), 10U);
    for (const auto& [set, share] : recall.shares) EXPECT_GE(Recall::part(share), kEnough) << set;
}

// Examples of single templates, each in a document that holds nothing else.
TEST(CodedFacts, OfExamplesOfSingleTemplatesAreInTheOutput) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    Recall recall;
    for (const auto& path : files) {
        const std::string bytes = test::read_bytes(path);
        const std::string root = test::root_of(bytes);
        if (root == "ClinicalDocument") continue;
        const std::string whole = test::wrapped(bytes, root);
        if (!whole.empty()) recall.add(test::set_of(path), path.filename().string(), whole);
    }
    recall.say();
    for (const auto& [set, share] : recall.shares) EXPECT_GE(Recall::part(share), kEnoughOfParts) << set;
}

}  // namespace
}  // namespace hios::ccda
