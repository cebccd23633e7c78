// What is written around a value is joined with it; what comes out is the same as if each bracket were written alone.

#include <algorithm>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

std::size_t opened(const Program& program) {
    return static_cast<std::size_t>(
        std::count_if(program.ops.begin(), program.ops.end(), [](const Op& op) { return op.code == OpCode::kOpen; }));
}

// The two ways to compile a map, and what they make of a row.
class Both {
public:
    explicit Both(const std::string& body) : fused_(patient_map(body)), plain_(patient_map(body), one_by_one()) {}

    std::string run(const Mapping::Row& row) {
        const std::string fused = fused_.run(row);
        EXPECT_EQ(fused, plain_.run(row));
        return fused;
    }
    [[nodiscard]] std::size_t spared() const {
        return opened(*plain_.map().program("")) - opened(*fused_.map().program(""));
    }

private:
    static CompileSettings one_by_one() {
        CompileSettings settings;
        settings.in_place = true;
        return settings;
    }
    Mapping fused_;
    Mapping plain_;
};

TEST(LeafFusion, BracketsAroundOneValueAreWrittenWithIt) {
    Both both("gender: male\nmaritalStatus: {coding: [{system: \"urn:x\", code: =A, userSelected: true}]}");
    EXPECT_NE(both.run({{"A", "M"}})
                  .find(R"("maritalStatus":{"coding":[{"system":"urn:x","code":"M","userSelected":true}]})"),
              std::string::npos);
    EXPECT_EQ(both.run({{"A", ""}}).find("marital"), std::string::npos);
    EXPECT_GE(both.spared(), 2U);
}

TEST(LeafFusion, AValueThatIsEscapedIsFollowedByWhatStandsBehindIt) {
    Both both("gender: male\nname: [{use: usual, text: =A}]");
    EXPECT_NE(both.run({{"A", "a \"b\" \\ c"}}).find(R"("name":[{"use":"usual","text":"a \"b\" \\ c"}])"),
              std::string::npos);
}

TEST(LeafFusion, TwoValuesKeepTheirBrackets) {
    Both both("gender: male\nmaritalStatus: {coding: [{code: =A, display: =B}]}");
    for (const char* a : {"", "a"}) {
        for (const char* b : {"", "b"}) (void)both.run({{"A", a}, {"B", b}});
    }
    EXPECT_NE(both.run({{"A", ""}, {"B", "b"}}).find(R"("coding":[{"display":"b"}])"), std::string::npos);
}

TEST(LeafFusion, AConditionInsideLeavesNothingWhenItDoesNotHold) {
    Both both(
        "gender: male\n"
        "contact: [{relationship: [{coding: [{system: \"urn:x\", code: \"=A == 'x' ? B : null\"}]}]}]\n"
        "link: [{type: refer, other: {$when: \"=A == 'x'\", display: =B}}]");
    for (const char* a : {"", "x", "y"}) {
        for (const char* b : {"", "b"}) (void)both.run({{"A", a}, {"B", b}});
    }
    EXPECT_NE(both.run({{"A", "x"}, {"B", "b"}}).find(R"("code":"b")"), std::string::npos);
    EXPECT_EQ(both.run({{"A", "y"}, {"B", "b"}}).find("urn:x"), std::string::npos);
}

TEST(LeafFusion, ALiteralOfAConditionIsNotWrittenWithTheValueBesideIt) {
    Both both(
        "gender: male\n"
        "name: [{$when: \"=A == 'x'\", use: usual, family: =B}, {$when: \"=A != 'x'\", family: =B}]");
    for (const char* a : {"", "x", "y"}) {
        for (const char* b : {"", "b"}) (void)both.run({{"A", a}, {"B", b}});
    }
    EXPECT_NE(both.run({{"A", "x"}, {"B", "b"}}).find(R"("use":"usual","family":"b")"), std::string::npos);
    EXPECT_EQ(both.run({{"A", "y"}, {"B", "b"}}).find("usual"), std::string::npos);
}

}  // namespace
}  // namespace hios::map
