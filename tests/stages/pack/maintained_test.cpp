// What documents maintain is not replaced by what later groups only mention, nor by older documents.

#include "stages/pack/maintained.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

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

// As the ledger: what groups have maintained counts from their close on.
class Memory final : public MaintainedBefore {
public:
    Outcome<void> look_up(std::span<const Key128> keys, std::span<std::int64_t> times) override {
        EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto found = times_.find(keys[i]);
            times[i] = found == times_.end() ? kNoTime : found->second;
        }
        return {};
    }
    void take(const Group& group) {
        const auto taken = group.maintained->for_each([this](const Maintained& one) -> Outcome<void> {
            auto& time = times_.try_emplace(one.key, kNoTime).first->second;
            time = std::max(time, one.time_us);
            return {};
        });
        EXPECT_TRUE(taken);
    }

private:
    std::map<Key128, std::int64_t> times_;
};

// Packs one group after the other, as runs do.
class Groups {
public:
    Packed add(const std::vector<DocumentPlan>& documents) {
        Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work(documents)}, {}, &memory_);
        for (const auto& group : packed.groups) memory_.take(*group);
        EXPECT_TRUE(packed.account.balanced());
        return packed;
    }

private:
    Memory memory_;
};

DocumentPlan maintaining(std::uint64_t id, std::int64_t time) {
    DocumentPlan plan;
    plan.lines.push_back({1, id, time, 0, false, 0, true});
    return plan;
}

DocumentPlan mentioning(std::uint64_t id, std::int64_t time) {
    DocumentPlan plan;
    plan.lines.push_back({1, id, mentioned(time), 0, false, 0, false});
    return plan;
}

TEST(Maintained, AMentionInALaterGroupIsNotStaged) {
    Groups groups;
    EXPECT_EQ(groups.add({maintaining(5, 100)}).account.resources.staged, 1U);
    const Packed later = groups.add({mentioning(5, 900), mentioning(6, 900)});
    EXPECT_THAT(later.names, ElementsAre("0000/Basic-00000"));
    EXPECT_EQ(later.account.resources.staged, 1U) << "of 6 nothing else is known";
    EXPECT_EQ(later.account.resources.superseded, 1U);
    EXPECT_EQ(later.account.resources.already_maintained, 1U);
    EXPECT_EQ(later.account.resources.outdated, 0U);
}

TEST(Maintained, AGroupOfMentionsOnlyMayStageNothing) {
    Groups groups;
    groups.add({maintaining(5, 100)});
    const Packed later = groups.add({mentioning(5, 900)});
    EXPECT_THAT(later.names, IsEmpty());
    EXPECT_EQ(later.account.resources.already_maintained, 1U);
}

TEST(Maintained, AfterMentionsTheDocumentThatMaintainsIsStaged) {
    Groups groups;
    EXPECT_EQ(groups.add({mentioning(5, 900)}).account.resources.staged, 1U);
    EXPECT_EQ(groups.add({mentioning(5, 800)}).account.resources.staged, 1U) << "a mention maintains nothing";
    EXPECT_EQ(groups.add({maintaining(5, 100)}).account.resources.staged, 1U);
    EXPECT_EQ(groups.add({mentioning(5, 900)}).account.resources.staged, 0U);
}

TEST(Maintained, AnOlderDocumentInALaterGroupDoesNotReplaceANewerOne) {
    Groups groups;
    groups.add({maintaining(5, 200)});
    const Packed older = groups.add({maintaining(5, 100)});
    EXPECT_EQ(older.account.resources.staged, 0U);
    EXPECT_EQ(older.account.resources.outdated, 1U);
    EXPECT_EQ(older.account.resources.superseded, 1U);
    EXPECT_EQ(groups.add({maintaining(5, 200)}).account.resources.staged, 1U) << "of equal times the later source wins";
    EXPECT_EQ(groups.add({maintaining(5, 300)}).account.resources.staged, 1U);
    EXPECT_EQ(groups.add({maintaining(5, 250)}).account.resources.outdated, 1U);
}

TEST(Maintained, WhatNobodyMaintainsIsAsEver) {
    Groups groups;
    DocumentPlan plain;
    plain.lines.push_back({1, 5, 200, 0, false, 0, false});
    EXPECT_EQ(groups.add({plain}).account.resources.staged, 1U);
    plain.lines[0].time_us = 100;
    EXPECT_EQ(groups.add({plain}).account.resources.staged, 1U);
}

TEST(Maintained, ATimeOfAMentionIsKnownAsOne) {
    EXPECT_TRUE(is_mention(mentioned(0)));
    EXPECT_TRUE(is_mention(mentioned(253'402'300'799'000'000)));  // the end of 9999
    EXPECT_TRUE(is_mention(mentioned(-62'135'596'800'000'000)));  // the year 1
    EXPECT_FALSE(is_mention(-62'135'596'800'000'000));
    EXPECT_FALSE(is_mention(253'402'300'799'000'000));
    EXPECT_FALSE(is_mention(kNoTime));
}

TEST(Maintained, ASpilledIndexAndManyKeysDecideTheSame) {
    std::vector<std::vector<DocumentPlan>> rounds;
    std::mt19937_64 random(7);
    for (int round = 0; round < 4; ++round) {
        auto& documents = rounds.emplace_back();
        for (int i = 0; i < 6000; ++i) {
            const std::uint64_t id = random() % 9000;
            const auto time = static_cast<std::int64_t>(random() % 50);
            documents.push_back(random() % 2 == 0 ? maintaining(id, time) : mentioning(id, time));
        }
    }
    std::vector<std::string> staged[2];
    for (const std::uint64_t index_memory : {0U, 64U << 20}) {
        Memory memory;
        for (const auto& documents : rounds) {
            auto settings = test::settings(kNoLimit, kNoLimit);
            settings.index_memory = index_memory;
            const Packed packed = pack(settings, {make_work(documents)}, {}, &memory);
            for (const auto& group : packed.groups) memory.take(*group);
            for (const auto& [name, lines] : packed.lines) staged[index_memory == 0 ? 0 : 1].push_back(lines);
        }
    }
    EXPECT_EQ(staged[0].size(), 4U);
    EXPECT_EQ(staged[0], staged[1]);
}

// Of keys 2, 4, 6 ...: asked for more keys than are read at once.
TEST(MaintainedList, ASpooledOneSaysWhatOneInMemorySays) {
    hios::test::MemorySpools spools;
    constexpr std::uint64_t kCount = 10'000;
    MaintainedList held(spools);
    MaintainedList spooled(spools, 100);
    for (std::uint64_t i = 1; i <= kCount; ++i) {
        const Maintained one{{i / 10, 2 * i}, static_cast<std::int64_t>(i)};
        ASSERT_TRUE(held.add(one));
        ASSERT_TRUE(spooled.add(one));
    }
    ASSERT_TRUE(held.finish());
    ASSERT_TRUE(spooled.finish());
    EXPECT_EQ(spools.made("maintained"), 1U);
    for (const std::uint64_t step : {1U, 7U, 5000U}) {
        std::vector<Key128> keys;
        for (std::uint64_t low = 0; low <= 2 * kCount + 3; low += step) keys.push_back({low / 20, low});
        for (const MaintainedList* list : {&held, &spooled}) {
            std::vector<std::int64_t> times(keys.size(), 3);
            ASSERT_TRUE(list->raise(keys, times));
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const bool there = keys[i].low % 2 == 0 && keys[i].low > 0 && keys[i].low <= 2 * kCount;
                const auto time = there ? static_cast<std::int64_t>(keys[i].low / 2) : 0;
                ASSERT_EQ(times[i], std::max<std::int64_t>(3, time)) << keys[i].low;
            }
        }
    }
    for (const MaintainedList* list : {&held, &spooled}) {
        std::uint64_t next = 1;
        ASSERT_TRUE(list->for_each([&](const Maintained& one) -> Outcome<void> {
            EXPECT_EQ(one.key.low, 2 * next++);
            return {};
        }));
        EXPECT_EQ(next, kCount + 1);
    }
}

}  // namespace
}  // namespace hios::pack
