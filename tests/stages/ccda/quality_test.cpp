// What the maps make of the samples, and of the samples without any template ids in their entries: valid FHIR, nothing
// missing, no id twice, no reference that leads nowhere; at level strict with US Core 6.1 but for the reasons listed
// here.

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include "tests/stages/ccda/mapped.hpp"
#include "tests/stages/ccda/quality.hpp"

namespace hios::ccda {
namespace {

// Ids of templates of no one in all entries.
std::string without_templates(std::string bytes) {
    for (std::size_t at = bytes.find("<entry"); at != std::string::npos; at = bytes.find("<entry", at + 1)) {
        const std::size_t end = std::min(bytes.find("</entry>", at), bytes.size());
        for (std::size_t id = bytes.find("<templateId", at); id < end; id = bytes.find("<templateId", id + 1)) {
            const std::size_t root = bytes.find("root=", id);
            if (root < bytes.find('>', id)) bytes.replace(root, 4, "ruin");
        }
    }
    return bytes;
}

class SampleQuality : public testing::Test {
protected:
    void SetUp() override {
        if (test::sample_files().empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    }
    template <class Change>
    std::map<std::string, std::size_t> faults(validate::Level level, const Change& change) {
        test::Mapped mapped;
        test::Quality quality(level);
        std::map<std::string, std::size_t> found;
        for (const auto& path : test::sample_files()) {
            const auto resources = mapped.resources(change(test::read_bytes(path)));
            resources_ += resources.size();
            for (const std::string& fault : quality.faults(resources)) ++found[fault];
        }
        for (const auto& [fault, count] : found) std::cout << count << " " << fault << "\n";
        return found;
    }
    std::size_t resources_ = 0;
};

TEST_F(SampleQuality, OfAllResourcesIsStructureOnly) {
    EXPECT_TRUE(faults(validate::Level::kStructureOnly, [](std::string bytes) { return bytes; }).empty());
    EXPECT_GT(resources_, 10'500U);
}

TEST_F(SampleQuality, OfStatementsWithoutTemplatesIsStructureOnly) {
    EXPECT_TRUE(faults(validate::Level::kStructureOnly, without_templates).empty());
    EXPECT_GT(resources_, 10'000U);
}

TEST_F(SampleQuality, OfAllResourcesIsStrictWithUsCore) {
    EXPECT_TRUE(faults(validate::Level::kStrict, [](std::string bytes) { return bytes; }).empty());
}

}  // namespace
}  // namespace hios::ccda
