// Of several versions of one (type, id) in a group only the latest stays.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/pack/work_maker.hpp"

namespace hios::pack {
namespace {

using test::DocumentPlan;
using test::kNoLimit;
using test::make_work;
using test::pack;
using test::Packed;
using test::settings;
using testing::ElementsAre;
using testing::IsEmpty;

DocumentPlan document(std::uint64_t number, std::vector<DocumentPlan::Line> lines) {
    DocumentPlan plan;
    plan.number = number;
    plan.lines = std::move(lines);
    return plan;
}

// Each document in a Work of its own, and all in one: the same must stay.
std::vector<std::string> staying(const std::vector<DocumentPlan>& documents) {
    std::vector<std::shared_ptr<Work>> works;
    for (const DocumentPlan& plan : documents) works.push_back(make_work({plan}));
    const Packed apart = pack(settings(kNoLimit, kNoLimit), works);
    const Packed together = pack(settings(kNoLimit, kNoLimit), {make_work(documents)});
    EXPECT_EQ(apart.lines, together.lines);
    EXPECT_TRUE(apart.account.balanced());
    EXPECT_EQ(apart.account.resources.superseded, together.account.resources.superseded);
    std::vector<std::string> from;
    for (const std::string& name : apart.names) {
        for (const std::string& line : apart.from(name)) from.push_back(line);
    }
    EXPECT_EQ(apart.account.resources.staged, from.size());
    return from;
}

TEST(Dedupe, TheLatestTimeStays) {
    EXPECT_THAT(staying({document(0, {{1, 5, 200, 0, false, 0}}), document(1, {{1, 5, 100, 0, false, 0}})}),
                ElementsAre("0.0.0"));
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, false, 0}}), document(1, {{1, 5, 200, 0, false, 0}})}),
                ElementsAre("0.1.0"));
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, false, 0}}), document(1, {{1, 5, kNoTime, 0, false, 0}})}),
                ElementsAre("0.0.0"));
}

TEST(Dedupe, SourceOrderDecidesBetweenEqualTimes) {
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 9, false, 0}}), document(1, {{1, 5, 100, 0, false, 0}})}),
                ElementsAre("0.1.0"));
    EXPECT_THAT(staying({document(0, {{1, 5, kNoTime, 9, false, 0}}), document(1, {{1, 5, kNoTime, 0, false, 0}})}),
                ElementsAre("0.1.0"));
}

TEST(Dedupe, RankDecidesWithinADocument) {
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 2, false, 0}, {1, 5, 100, 1, false, 0}})}), ElementsAre("0.0.0"));
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 1, false, 0}, {1, 5, 100, 2, false, 0}})}), ElementsAre("0.0.1"));
}

TEST(Dedupe, TypesHaveIdsOfTheirOwn) {
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, false, 0}, {2, 5, 100, 1, false, 0}})}),
                ElementsAre("0.0.0", "0.0.1"));
}

TEST(Dedupe, TombstonesTakeOlderVersionsAway) {
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, false, 0}, {1, 6, 100, 1, false, 0}}),
                         document(1, {{1, 5, 200, 0, true, 0}})}),
                ElementsAre("0.0.1"));
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, false, 0}}), document(1, {{1, 5, 100, 0, true, 0}})}), IsEmpty());
    EXPECT_THAT(staying({document(0, {{1, 5, 100, 0, true, 0}}), document(1, {{1, 5, 100, 0, false, 0}})}),
                ElementsAre("0.1.0"));
    EXPECT_THAT(staying({document(0, {{1, 5, 300, 0, false, 0}}), document(1, {{1, 5, 200, 0, true, 0}})}),
                ElementsAre("0.0.0"));
    // As in a history, newest first: the delete has the higher rank.
    EXPECT_THAT(staying({document(0, {{1, 5, kNoTime, 2, true, 0}, {1, 5, kNoTime, 1, false, 0}})}), IsEmpty());
}

TEST(Dedupe, AShardWithoutALineLeftIsNone) {
    const Packed packed = pack(
        settings(kNoLimit, 1),
        {make_work({document(
            0, {{1, 5, 1, 0, false, 0}, {1, 5, 3, 1, false, 0}, {1, 5, 2, 2, false, 0}, {1, 6, 1, 3, false, 0}})})});
    EXPECT_THAT(packed.names, ElementsAre("0000/Basic-00000", "0000/Basic-00001"));
    EXPECT_THAT(packed.from("0000/Basic-00000"), ElementsAre("0.0.1"));
    EXPECT_THAT(packed.from("0000/Basic-00001"), ElementsAre("0.0.3"));
    EXPECT_EQ(packed.account.resources.superseded, 2U);
}

TEST(Dedupe, GroupsAreIndependent) {
    const Packed packed =
        pack(settings(kNoLimit, kNoLimit, PackSettings::GroupBy::kBytes, 1),
             {make_work({document(0, {{1, 5, 200, 0, false, 0}}), document(1, {{1, 5, 100, 0, false, 0}})})});
    EXPECT_THAT(packed.names, ElementsAre("0000/Basic-00000", "0001/Basic-00001"));
    EXPECT_EQ(packed.account.resources.superseded, 0U);
}

TEST(Dedupe, SpilledIndexGivesTheSameShards) {
    std::vector<std::shared_ptr<Work>> works;
    for (std::uint64_t i = 0; i < 50; ++i) {
        DocumentPlan plan = document(i, {});
        for (std::uint32_t l = 0; l < 100; ++l) {
            const std::uint64_t id = (i * 37 + l * 11) % 900;
            plan.lines.push_back(
                {static_cast<std::uint16_t>(l % 2), id, static_cast<std::int64_t>((i * l) % 13), l, l % 17 == 0, 0});
        }
        works.push_back(make_work({plan}));
    }
    PackSettings small = settings(4000, kNoLimit);
    small.index_memory = 0;
    const Packed spilled = pack(small, works);
    small.index_memory = 64 << 20;
    const Packed in_memory = pack(small, works);
    EXPECT_EQ(spilled.lines, in_memory.lines);
    EXPECT_EQ(spilled.lineage, in_memory.lineage);
    EXPECT_EQ(spilled.account.resources.superseded, in_memory.account.resources.superseded);
    EXPECT_GT(in_memory.account.resources.superseded, 1000U);
}

}  // namespace
}  // namespace hios::pack
