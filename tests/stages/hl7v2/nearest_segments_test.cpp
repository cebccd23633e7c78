#include "stages/hl7v2/nearest_segments.hpp"

#include <gtest/gtest.h>

namespace hios::hl7v2 {
namespace {

constexpr std::uint32_t kNone = NearestSegments::kNone;
constexpr std::uint16_t kPid = 1;
constexpr std::uint16_t kObr = 2;
constexpr std::uint16_t kObx = 3;
constexpr std::uint16_t kNte = 4;
constexpr std::uint16_t kAbsent = 5;

// Of segments with these names in these groups.
class NearestOf {
public:
    void set(const std::vector<std::uint16_t>& names, const std::vector<GroupInstance>& groups,
             const std::vector<SegmentPlace>& places) {
        lists_.set(names, kAbsent, places);
        nearest_.set(lists_, kNte, groups);
    }
    const NearestSegments* operator->() const { return &nearest_; }

private:
    SegmentLists lists_;
    NearestSegments nearest_;
};

TEST(NearestSegments, AreTheGroupsOwnElseThoseOfTheGroupsAround) {
    // The message, a patient, two orders in it, a result in the second.
    const std::vector<GroupInstance> groups{{}, {0, 0, 1, 0}, {1, 1, 3, 0}, {1, 1, 5, 0}, {2, 3, 7, 0}};
    const std::vector<std::uint16_t> names{0, kPid, kNte, kObr, kObx, kObr, kObr, kObx};
    const std::vector<SegmentPlace> places{{0, 0}, {1, 1}, {1, 1}, {2, 3}, {2, 4}, {3, 5}, {3, 6}, {4, 7}};
    NearestOf nearest;
    nearest.set(names, groups, places);
    ASSERT_TRUE(nearest->known());
    EXPECT_EQ(nearest->at(0, kPid), kNone);  // what lies in a group is not seen from outside
    EXPECT_EQ(nearest->at(1, kPid), 1U);
    EXPECT_EQ(nearest->at(4, kPid), 1U);
    EXPECT_EQ(nearest->at(2, kObr), 3U);
    EXPECT_EQ(nearest->at(3, kObr), 5U);  // the first of two
    EXPECT_EQ(nearest->at(4, kObr), 5U);
    EXPECT_EQ(nearest->at(2, kObx), 4U);
    EXPECT_EQ(nearest->at(3, kObx), kNone);
    EXPECT_EQ(nearest->at(4, kObx), 7U);
    EXPECT_EQ(nearest->at(1, kNte), 2U);
    EXPECT_EQ(nearest->at(2, kNte), kNone);  // notes are their own group's
    EXPECT_EQ(nearest->at(4, kAbsent), kNone);
}

TEST(NearestSegments, TellWhereTheSameNamesAreSeen) {
    // Two orders, each with a result; the second has notes, which its result does not see.
    const std::vector<GroupInstance> groups{{}, {0, 0, 0, 0}, {1, 1, 1, 0}, {0, 0, 2, 0}, {1, 3, 4, 0}};
    const std::vector<std::uint16_t> names{kObr, kObx, kObr, kNte, kObx};
    const std::vector<SegmentPlace> places{{1, 0}, {2, 1}, {3, 2}, {3, 3}, {4, 4}};
    NearestOf nearest;
    nearest.set(names, groups, places);
    EXPECT_EQ(nearest->names_at(2), nearest->names_at(4));
    EXPECT_NE(nearest->names_at(1), nearest->names_at(3));
    EXPECT_NE(nearest->names_at(1), nearest->names_at(2));
    const std::uint64_t orders = nearest->names_at(1);
    // In another message, and by another number of the segment.
    nearest.set({kPid, 0, kObr}, {{}, {0, 0, 2, 0}}, {{0, 0}, {0, 1}, {1, 2}});
    EXPECT_NE(nearest->names_at(1), orders);
    EXPECT_NE(nearest->names(), orders);
    nearest.set({0, kObr}, {{}, {0, 0, 1, 0}}, {{0, 0}, {1, 1}});
    EXPECT_EQ(nearest->names_at(1), orders);
}

TEST(NearestSegments, TellHowFarOutsideTheyStand) {
    // The message, a patient, an order in it, a result in that.
    const std::vector<GroupInstance> groups{{}, {0, 0, 1, 0}, {1, 1, 3, 0}, {2, 2, 5, 0}};
    const std::vector<std::uint16_t> names{kObx, kPid, kNte, kObr, kNte, kObx};
    const std::vector<SegmentPlace> places{{0, 0}, {1, 1}, {1, 1}, {2, 3}, {2, 3}, {3, 5}};
    NearestOf nearest;
    nearest.set(names, groups, places);
    EXPECT_EQ(nearest->depth_of(0), 0);
    EXPECT_EQ(nearest->depth_of(3), 3);
    EXPECT_EQ(nearest->depth_at(3, kPid), 1);
    EXPECT_EQ(nearest->depth_at(3, kObr), 2);
    EXPECT_EQ(nearest->depth_at(3, kObx), 3);
    EXPECT_EQ(nearest->depth_at(2, kObx), 0);  // that of the message is seen from there
    EXPECT_EQ(nearest->depth_at(3, kNte), 3);  // notes are their own group's, also when there are none
    EXPECT_EQ(nearest->depth_at(3, kAbsent), 0);
    EXPECT_EQ(nearest->depth_at(1, kObr), 0);  // nowhere around
}

TEST(NearestSegments, SeenAtAnotherDepthAreNotTheSameSurroundings) {
    // A result that brings its own order, and one that sees that of the group around it.
    NearestOf nearest;
    const std::vector<GroupInstance> groups{{}, {0, 0, 0, 0}, {1, 1, 1, 0}};
    nearest.set({kObr, kObx}, groups, {{1, 0}, {2, 1}});
    const std::uint64_t outside = nearest->names_at(2);
    nearest.set({kObr, kObx}, groups, {{2, 0}, {2, 1}});
    EXPECT_NE(nearest->names_at(2), outside);
    // Nor are those in groups of other rules.
    nearest.set({kObr, kObx}, {{}, {2, 0, 0, 0}, {1, 1, 1, 0}}, {{1, 0}, {2, 1}});
    EXPECT_NE(nearest->names_at(2), outside);
}

TEST(NearestSegments, KnowNothingOfTheMessageBefore) {
    NearestOf nearest;
    nearest.set({kPid, kObr}, {{}}, {{0, 0}, {0, 1}});
    EXPECT_EQ(nearest->at(0, kObr), 1U);
    nearest.set({kPid}, {{}}, {{0, 0}});
    EXPECT_EQ(nearest->at(0, kPid), 0U);
    EXPECT_EQ(nearest->at(0, kObr), kNone);
}

TEST(NearestSegments, OfAMessageWithTooManyGroupsAreNotKnown) {
    const std::vector<GroupInstance> groups((1U << 23) + 1);
    NearestOf nearest;
    nearest.set({kPid, kObr}, groups, {{0, 0}, {0, 1}});
    EXPECT_FALSE(nearest->known());
}

}  // namespace
}  // namespace hios::hl7v2
