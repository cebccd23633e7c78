// Lists of segments and groups say what going through the whole message says.

#include "stages/hl7v2/segment_lists.hpp"

#include <gmock/gmock.h>

#include <random>

#include "stages/hl7v2/group_lists.hpp"
#include "tests/stages/hl7v2/groups.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::uint32_t> segments(SegmentLists::List list) {
    std::vector<std::uint32_t> found;
    for (const auto& [segment, group] : list) found.push_back(segment);
    return found;
}

TEST(SegmentLists, AreThoseOfTheMessageAndOfEachGroup) {
    SegmentLists lists;
    // The third one goes back to the first group.
    lists.set({1, 0, 2, 1, 2, 2}, 3, {{0, 0}, {1, 1}, {1, 2}, {2, 3}, {2, 4}, {1, 5}});
    EXPECT_THAT(segments(lists.of(2)), ElementsAre(2, 4, 5));
    EXPECT_THAT(segments(lists.of_group(1, 2)), ElementsAre(2, 5));
    EXPECT_THAT(segments(lists.of_group(2, 2)), ElementsAre(4));
    EXPECT_THAT(segments(lists.of_group(2, 1)), ElementsAre(3));
    EXPECT_THAT(segments(lists.of_group(1, 1)), IsEmpty());
    EXPECT_THAT(segments(lists.of(3)), IsEmpty());
    EXPECT_THAT(segments(lists.of_group(0, 3)), IsEmpty());
    EXPECT_TRUE(lists.any(1));
    EXPECT_FALSE(lists.any(3));
    EXPECT_THAT(lists.columns(), ElementsAre(1, 2));
    lists.set({2}, 2, {{0, 0}});
    EXPECT_THAT(segments(lists.of_group(0, 2)), ElementsAre(0));
    EXPECT_THAT(segments(lists.of(1)), IsEmpty()) << "of the message before";
}

TEST(SegmentLists, AndGroupListsAreFoundAsByGoingThroughTheMessage) {
    const std::vector<std::string> segment_names{"PID", "PV1", "NTE", "ORC", "OBR", "OBX", "SPM", "TQ1", "ZZZ"};
    const std::vector<GroupRule> rules = [] {
        std::vector<GroupRule> made = test::oru_groups();
        made[1].anew = {"TQ1"};
        return made;
    }();
    const Walk walk(rules);
    ASSERT_EQ(walk.problem(), "");
    std::mt19937 random(11);
    SegmentLists lists;
    GroupLists groups;
    std::vector<GroupInstance> instances;
    std::vector<SegmentPlace> places;
    for (int round = 0; round < 2000 && !testing::Test::HasFailure(); ++round) {
        std::string text = "MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.5\r";
        std::vector<std::uint16_t> names{0};
        for (std::size_t left = random() % 40; left != 0; --left) {
            const std::size_t one = random() % segment_names.size();
            text += segment_names[one] + "|1\r";
            names.push_back(static_cast<std::uint16_t>(one < 8 ? one + 1 : 0));
        }
        const test::Read read(text);
        ASSERT_EQ(read.message.segment_count(), names.size());
        walk.place(read.message, instances, places);
        lists.set(names, segment_names.size(), places);
        groups.set(instances, rules.size());
        for (std::uint32_t group = 0; group < instances.size(); ++group) {
            for (std::uint16_t name = 1; name <= 8; ++name) {
                std::vector<std::uint32_t> wanted;
                for (std::uint32_t i = 0; i < names.size(); ++i) {
                    if (names[i] == name && places[i].instance == group) wanted.push_back(i);
                }
                EXPECT_EQ(segments(lists.of_group(group, name)), wanted) << text;
            }
            for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
                std::vector<std::uint32_t> wanted;
                for (std::uint32_t i = 1; i < instances.size(); ++i) {
                    std::uint32_t at = i;
                    while (at != kMessageGroup && instances[at].parent != group) at = instances[at].parent;
                    if (instances[i].rule == rule && at != kMessageGroup) wanted.push_back(i);
                }
                const GroupLists::List found = groups.within(group, rule);
                EXPECT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), wanted) << text;
            }
        }
    }
}

}  // namespace
}  // namespace hios::hl7v2
