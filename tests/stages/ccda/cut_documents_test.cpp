// The documents of the maps' own tests, cut off at every hundredth byte: each is mapped or refused with a code, and
// what is made of it is FHIR that hangs together.

#include <gtest/gtest.h>

#include <map>

#include "tests/stages/ccda/fixtures.hpp"
#include "tests/stages/ccda/mapped.hpp"
#include "tests/stages/ccda/quality.hpp"

namespace hios::ccda {
namespace {

TEST(CutDocuments, AreMappedAsFarAsTheyGoAndWhatComesOutIsValid) {
    test::Mapped mapped;
    test::Quality quality(validate::Level::kStructureOnly);
    std::map<std::string, std::string> faults;
    std::size_t cuts = 0;
    std::size_t resources = 0;
    for (const test::Fixture& fixture : test::fixtures()) {
        for (std::size_t size = 100; size < fixture.document.size(); size += 100, ++cuts) {
            const auto made = mapped.resources(std::string_view(fixture.document).substr(0, size));
            resources += made.size();
            for (const std::string& fault : quality.faults(made))
                faults.try_emplace(fault, fixture.name + " cut at " + std::to_string(size));
        }
    }
    for (const auto& [fault, example] : faults) ADD_FAILURE() << fault << "\n" << example;
    RecordProperty("cuts", std::to_string(cuts));
    EXPECT_GT(cuts, 1500U);
    EXPECT_GT(resources, cuts);
}

}  // namespace
}  // namespace hios::ccda
