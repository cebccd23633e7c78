#include "jobs/maps/test_update.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/io/temp_folder.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

const std::string kHead =
    "map: m\nsource: {format: csv}\nemit:\n"
    "  - {resourceType: Patient, id: =A, gender: =B, name: [{family: =C, given: [=D]}]}\n"
    "tests:\n";

class UpdateTests : public testing::Test {
protected:
    // The tests after an update; each then passes.
    std::string update(const std::string& tests) {
        const auto file = folder_ / "m.yaml";
        write_file(file, kHead + tests);
        map::Problems problems;
        const auto maps = MapSet::read({file}, {}, problems);
        EXPECT_FALSE(problems.failed()) << map::to_text(problems.all().front());
        const auto count = update_tests(*maps);
        EXPECT_TRUE(count);
        count_ = count ? *count : 0;
        std::ifstream stream(file);
        std::ostringstream text;
        text << stream.rdbuf();
        const auto again = MapSet::read({file}, {}, problems);
        check_tests(*again, problems);
        EXPECT_FALSE(problems.failed()) << map::to_text(problems.all().front()) << text.str();
        return text.str().substr(kHead.size());
    }
    TempFolder folder_;
    std::size_t count_ = 0;
};

TEST_F(UpdateTests, RewriteOnlyTheValuesThatDiffer) {
    EXPECT_EQ(update("  - name: t  # kept\n    row: {A: x, B: male}\n    expect: {gender: female, id: x}  # too\n"),
              "  - name: t  # kept\n    row: {A: x, B: male}\n    expect: {gender: \"male\", id: x}  # too\n");
    EXPECT_EQ(count_, 1U);
}

TEST_F(UpdateTests, LeaveAMapThatPassesAsItIs) {
    const std::string tests = "  - {name: t, row: {A: x, B: male}, expect: {gender: male}}\n";
    EXPECT_EQ(update(tests), tests);
    EXPECT_EQ(count_, 0U);
}

TEST_F(UpdateTests, RewriteListsAndObjectsInAnyStyle) {
    EXPECT_EQ(update("  - name: t\n    row: {A: x, C: Ex, D: An}\n    expect:\n"
                     "      name:\n        - family: Old\n          given:\n            - One\n      id: x\n"),
              "  - name: t\n    row: {A: x, C: Ex, D: An}\n    expect:\n"
              "      name:\n        [{\"family\": \"Ex\", \"given\": [\"An\"]}]\n      id: x\n");
    EXPECT_EQ(update("  - name: t\n    row: {A: x, C: \"E}x\"}\n    expect:\n      name: [{family: \"O]ld\"}]\n      "
                     "gender: 'it''s'\n"),
              "  - name: t\n    row: {A: x, C: \"E}x\"}\n    expect:\n      name: [{\"family\": \"E}x\"}]\n      "
              "gender: null\n");
}

}  // namespace
}  // namespace hios::jobs
