// Every C-CDA sample that lies beside the repository, whole, wrapped and cut.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "stages/ccda/account.hpp"
#include "stages/ccda/codes.hpp"
#include "stages/json/text.hpp"
#include "stages/json/utf8.hpp"
#include "stages/validate/xhtml.hpp"
#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

namespace fs = std::filesystem;

// Every narrative of the document obeys FHIR's rules, every text is UTF-8.
std::size_t check_narratives(CcdaView& view, map::Slot narrative, const fs::path& path) {
    map::Scratch scratch;
    std::size_t count = 0;
    for (const Section& section : view.index().sections()) {
        const std::string_view div = view.text(section.node, narrative, scratch);
        if (div.empty()) continue;
        ++count;
        std::string quoted;
        json::append_quoted(quoted, div);
        const auto result = validate::check_xhtml(std::string_view(quoted).substr(1, quoted.size() - 2));
        EXPECT_EQ(result.fault, validate::XhtmlFault::kOk)
            << path << " " << validate::code_of(result.fault).id << ": "
            << quoted.substr(result.offset > 60 ? result.offset - 60 : 0, 160);
        EXPECT_TRUE(json::is_utf8(div));
    }
    return count;
}

TEST(SharedSamples, EveryDocumentIsReadAndItsNarrativesAreValid) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    CcdaSpace space({});
    const map::Slot narrative = space.resolve("_narrative", map::kNoSlot)->slot;
    CcdaView view(space);
    std::size_t documents = 0;
    std::size_t narratives = 0;
    std::size_t sections = 0;
    std::size_t unknown_sections = 0;
    std::map<std::string_view, std::size_t> warnings;
    for (const fs::path& path : files) {
        const std::string bytes = test::read_bytes(path);
        const bool read = view.read(bytes);
        const std::string root = test::root_of(bytes);
        if (root != "ClinicalDocument") {
            EXPECT_FALSE(read) << path << " " << root;
            EXPECT_NE(view.document().fault().code, nullptr) << path;
            continue;
        }
        if (bytes.find("recordTarget") == std::string::npos && bytes.find("<component") == std::string::npos) {
            EXPECT_EQ(view.document().fault().code, &codes::kNoBody) << path;  // one example of a part of the header
            continue;
        }
        ASSERT_TRUE(read) << path << ": " << to_text(view.document().fault());
        ++documents;
        for (const Warning& warning : view.document().warnings()) ++warnings[warning.code->id];
        narratives += check_narratives(view, narrative, path);
        for (const Section& section : view.index().sections()) {
            ++sections;
            unknown_sections += section.kind == 0 ? 1 : 0;
        }
    }
    for (const auto& [code, count] : warnings) RecordProperty(std::string(code), std::to_string(count));
    RecordProperty("documents", std::to_string(documents));
    RecordProperty("narratives", std::to_string(narratives));
    RecordProperty("sections", std::to_string(sections));
    RecordProperty("unknown_sections", std::to_string(unknown_sections));
    EXPECT_GT(documents, 150U);
    EXPECT_GT(narratives, 1500U);
    EXPECT_LT(unknown_sections * 20, sections);
}

TEST(SharedSamples, FragmentsInADocumentAreRead) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    CcdaSpace space({});
    const map::Slot narrative = space.resolve("_narrative", map::kNoSlot)->slot;
    CcdaView view(space);
    std::size_t fragments = 0;
    for (const fs::path& path : files) {
        const std::string bytes = test::read_bytes(path);
        const std::string root = test::root_of(bytes);
        if (root == "ClinicalDocument") continue;
        const std::string whole = test::wrapped(bytes, root);
        if (whole.empty()) continue;
        ASSERT_TRUE(view.read(whole)) << path << ": " << to_text(view.document().fault());
        check_narratives(view, narrative, path);
        ++fragments;
    }
    RecordProperty("fragments", std::to_string(fragments));
    EXPECT_GT(fragments, 200U);
}

// One document of each set at every 100th byte, each of the others at sixteen places.
TEST(SharedSamples, CutAtEvery100thByteTheyAreReadOrRefusedWithACode) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    CcdaSpace space({});
    CcdaView view(space);
    std::set<std::string> sets;  // that have had their document
    std::size_t documents = 0;
    std::size_t cuts = 0;
    std::size_t cut_off = 0;
    for (const fs::path& path : files) {
        const std::string bytes = test::read_bytes(path);
        if (bytes.size() > 2'000'000 || test::root_of(bytes) != "ClinicalDocument") continue;
        ++documents;
        const bool is_typical = bytes.size() < 200'000 && bytes.size() > 20'000;
        const std::size_t stride =
            is_typical && sets.insert(test::set_of(path)).second ? 100 : std::max<std::size_t>(bytes.size() / 16, 100);
        for (std::size_t size = 0; size < bytes.size(); size += stride, ++cuts) {
            if (!view.read(std::string_view(bytes).substr(0, size))) {
                ASSERT_NE(view.document().fault().code, nullptr) << path << " " << size;
                continue;
            }
            const auto& warnings = view.document().warnings();
            const bool said = std::any_of(warnings.begin(), warnings.end(),
                                          [](const Warning& one) { return one.code == &codes::kCutOff; });
            const std::string_view rest = std::string_view(bytes).substr(size);
            ASSERT_TRUE(said || rest.find("</") == std::string_view::npos) << path << " " << size;
            ++cut_off;
        }
    }
    RecordProperty("documents", std::to_string(documents));
    EXPECT_GE(documents, 170U);
    EXPECT_GT(cuts, 5000U);
    EXPECT_GT(cut_off, 3000U);
}

TEST(SharedSamples, TemplatesOfTheCatalogueClaimMostEntries) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    std::vector<DispatchRule> rules;
    const Catalogue& catalogue = Catalogue::standard();
    for (std::size_t i = 1; i < catalogue.size(); ++i) {
        const Template& one = catalogue.at(static_cast<TemplateId>(i));
        if (one.kind != TemplateKind::kEntry || one.stands_for != i) continue;
        DispatchRule rule;
        rule.name = std::string(one.name) + "-" + std::to_string(i);
        rule.templates = {std::string(one.oid)};
        rules.push_back(rule);
    }
    CcdaSpace space(std::move(rules));
    CcdaView view(space);
    std::size_t claimed = 0;
    std::size_t unmapped = 0;
    std::map<std::string, std::size_t> unknown;
    std::vector<EntryUse> uses;
    for (const fs::path& path : files) {
        if (!view.read(test::read_bytes(path))) continue;
        account(view.document(), view.index(), space.dispatch(), uses);
        for (const EntryUse& use : uses) {
            if (use.element == "section") continue;
            if (use.state == EntryState::kClaimed) ++claimed;
            if (use.state == EntryState::kUnmapped) {
                ++unmapped;
                ++unknown[std::string(use.element) + " " + std::string(use.template_root)];
            }
        }
    }
    for (const auto& [name, count] : unknown) {
        if (count > 20) RecordProperty(name, std::to_string(count));
    }
    RecordProperty("claimed", std::to_string(claimed));
    RecordProperty("unmapped", std::to_string(unmapped));
    EXPECT_GT(claimed, 9'000U);
    EXPECT_LT(unmapped * 20, claimed);
}

}  // namespace
}  // namespace hios::ccda
