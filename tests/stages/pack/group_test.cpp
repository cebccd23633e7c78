// How lines become shards, and shards groups.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/stages/pack/work_maker.hpp"

namespace hios::pack {
namespace {

using test::kNoLimit;
using test::lines_of;
using test::make_work;
using test::pack;
using test::Packed;
using test::settings;
using testing::ElementsAre;
using GroupBy = PackSettings::GroupBy;

constexpr std::size_t kLineBytes = 56;  // of lines_of() with ids and numbers of one digit

TEST(Shards, AreCutByLines) {
    const Packed packed = pack(settings(kNoLimit, 4), {make_work({lines_of(0, 0, 1, 0, 9)})});
    EXPECT_THAT(packed.names, ElementsAre("0000/Basic-00000", "0000/Basic-00001", "0000/Basic-00002"));
    EXPECT_THAT(packed.from("0000/Basic-00000"), ElementsAre("0.0.0", "0.0.1", "0.0.2", "0.0.3"));
    EXPECT_THAT(packed.from("0000/Basic-00002"), ElementsAre("0.0.8"));
    EXPECT_EQ(packed.account.resources.staged, 9U);
}

TEST(Shards, AreCutByBytesAndNeverOverTheLimit) {
    ASSERT_EQ(test::text_of(lines_of(0, 0, 1, 0, 1), 0).size(), kLineBytes);
    const Packed exact = pack(settings(2 * kLineBytes, kNoLimit), {make_work({lines_of(0, 0, 1, 0, 4)})});
    EXPECT_EQ(exact.names.size(), 2U);
    const Packed tight = pack(settings(2 * kLineBytes - 1, kNoLimit), {make_work({lines_of(0, 0, 1, 0, 4)})});
    EXPECT_EQ(tight.names.size(), 4U);
    for (const auto& [name, lines] : exact.lines) EXPECT_LE(lines.size(), 2 * kLineBytes) << name;
}

TEST(Shards, ALineLargerThanTheLimitHasOneOfItsOwn) {
    auto document = lines_of(0, 0, 1, 0, 3);
    document.lines[1].filler = 1000;
    const Packed packed = pack(settings(2 * kLineBytes, kNoLimit), {make_work({document})});
    ASSERT_EQ(packed.names.size(), 3U);
    EXPECT_THAT(packed.from("0000/Basic-00001"), ElementsAre("0.0.1"));
}

TEST(Shards, HoldOneTypeEachInTheOrderOfTypes) {
    auto document = lines_of(0, 0, 2, 0, 2);
    document.lines.push_back({0, 7, kNoTime, 9, false, 0});
    const Packed packed = pack(settings(kNoLimit, 1), {make_work({document})});
    EXPECT_THAT(packed.names, ElementsAre("0000/Account-00000", "0000/Claim-00000", "0000/Claim-00001"));
}

TEST(Groups, CloseByBytesAndOnlyBetweenDocuments) {
    const std::vector<test::DocumentPlan> documents{lines_of(0, 0, 1, 0, 3), lines_of(0, 1, 1, 10, 5),
                                                    lines_of(0, 2, 1, 20, 1), lines_of(0, 3, 1, 30, 1)};
    const Packed packed = pack(settings(kNoLimit, kNoLimit, GroupBy::kBytes, 4 * kLineBytes), {make_work(documents)});
    ASSERT_EQ(packed.groups.size(), 2U);
    EXPECT_EQ(packed.groups[0]->account.documents.read, 2U);
    EXPECT_EQ(packed.groups[0]->account.resources.staged, 8U);
    EXPECT_EQ(packed.groups[1]->account.documents.read, 2U);
    EXPECT_THAT(packed.names, ElementsAre("0000/Basic-00000", "0001/Basic-00001"));
    EXPECT_EQ(packed.groups[0]->end.object, 0U);
    EXPECT_EQ(packed.groups[0]->end.documents, 2U);
    EXPECT_EQ(packed.groups[1]->end.documents, 4U);
}

TEST(Groups, CloseByFullShardsAndAreSplitIntoImportGroupsOfThatSize) {
    std::vector<test::DocumentPlan> documents;
    for (std::uint64_t i = 0; i < 10; ++i) {
        auto document = lines_of(0, i, 1, 10 * i, 2);
        document.lines.push_back({2, 10 * i, kNoTime, 2, false, 0});
        documents.push_back(document);
    }
    const Packed packed = pack(settings(kNoLimit, 2, GroupBy::kShards, 2), {make_work(documents)});
    std::map<std::string, std::size_t> shards_of;
    for (const std::string& name : packed.names) ++shards_of[name.substr(0, 4)];
    for (const auto& [import_group, shards] : shards_of) EXPECT_LE(shards, 2U) << import_group;
    EXPECT_EQ(packed.account.resources.staged, 30U);
    EXPECT_GT(packed.groups.size(), 2U);
}

TEST(Groups, OfTheWholeRunCloseAtTheEndOnly) {
    std::vector<std::shared_ptr<Work>> works;
    for (std::uint64_t i = 0; i < 20; ++i) works.push_back(make_work({lines_of(0, i, 1, 10 * i, 3)}));
    const Packed packed = pack(settings(kNoLimit, 2), works);
    EXPECT_EQ(packed.groups.size(), 1U);
    EXPECT_EQ(packed.names.size(), 30U);
    EXPECT_EQ(packed.names.back().substr(0, 4), "0000");
}

TEST(Groups, WithoutAnythingAreNone) {
    EXPECT_TRUE(pack(settings(kNoLimit, 2), {}).groups.empty());
    EXPECT_TRUE(pack(settings(kNoLimit, 2), {make_work({})}).groups.empty());
}

TEST(Groups, WithoutLinesStillSayWhatWasRead) {
    auto document = lines_of(0, 0, 1, 0, 0);
    document.ends_object = true;
    const Packed packed = pack(settings(kNoLimit, 2), {make_work({document})});
    ASSERT_EQ(packed.groups.size(), 1U);
    EXPECT_TRUE(packed.names.empty());
    EXPECT_EQ(packed.account.objects.committed, 1U);
    EXPECT_EQ(packed.account.documents.mapped, 1U);
}

TEST(Groups, NumbersHaveNoHoles) {
    std::vector<std::shared_ptr<Work>> works;
    for (std::uint64_t i = 0; i < 40; ++i) {
        auto document = lines_of(static_cast<std::uint32_t>(i), 0, static_cast<std::uint16_t>(i % 3),
                                 i % 5 == 0 ? 0 : 10 * i, i % 4);
        document.ends_object = true;
        works.push_back(make_work({document}));
    }
    for (const GroupBy by : {GroupBy::kBytes, GroupBy::kShards}) {
        const Packed packed = pack(settings(kNoLimit, 2, by, by == GroupBy::kBytes ? 5 * kLineBytes : 2), works);
        std::map<std::string, std::uint32_t> next;
        std::uint32_t import_group = 0;
        std::uint32_t ordinal = 0;
        for (const auto& group : packed.groups) {
            EXPECT_EQ(group->ordinal, ordinal++);
            for (const Shard& shard : group->shards) {
                EXPECT_EQ(shard.number, next[std::string(test::kTypes[shard.lane])]++);
                EXPECT_TRUE(shard.import_group == import_group || shard.import_group == import_group + 1);
                import_group = shard.import_group;
            }
        }
        EXPECT_TRUE(packed.account.balanced());
        EXPECT_EQ(packed.account.objects.committed, 40U);
    }
}

TEST(Groups, DoNotDependOnHowDocumentsAreGroupedIntoWorks) {
    std::vector<test::DocumentPlan> documents;
    for (std::uint64_t i = 0; i < 60; ++i) {
        auto document =
            lines_of(static_cast<std::uint32_t>(i / 5), i % 5, static_cast<std::uint16_t>(i % 4), i % 7, i % 6);
        for (auto& line : document.lines) line.lane = static_cast<std::uint16_t>((line.id + i) % 4);
        document.ends_object = i % 5 == 4;
        documents.push_back(document);
    }
    for (const auto& how :
         {settings(300, 4, GroupBy::kBytes, 900), settings(kNoLimit, 3, GroupBy::kShards, 2), settings(500, 5)}) {
        std::optional<Packed> first;
        for (const std::size_t size : {1U, 2U, 7U, 60U}) {
            std::vector<std::shared_ptr<Work>> works;
            for (std::size_t i = 0; i < documents.size(); i += size) {
                works.push_back(
                    make_work({documents.begin() + static_cast<std::ptrdiff_t>(i),
                               documents.begin() + static_cast<std::ptrdiff_t>(std::min(documents.size(), i + size))}));
            }
            Packed packed = pack(how, works);
            if (!first) {
                first = std::move(packed);
                continue;
            }
            EXPECT_EQ(packed.names, first->names) << size;
            EXPECT_EQ(packed.lines, first->lines) << size;
            EXPECT_EQ(packed.lineage, first->lineage) << size;
            EXPECT_EQ(packed.groups.size(), first->groups.size());
        }
    }
}

TEST(Objects, EndInTheGroupOfTheirLastDocument) {
    auto first = lines_of(0, 0, 1, 0, 3);
    auto second = lines_of(0, 1, 1, 10, 3);
    second.ends_object = true;
    auto third = lines_of(1, 0, 1, 20, 1);
    third.ends_object = true;
    const Packed packed =
        pack(settings(kNoLimit, kNoLimit, GroupBy::kBytes, kLineBytes), {make_work({first, second, third})});
    ASSERT_EQ(packed.groups.size(), 3U);
    EXPECT_TRUE(packed.groups[0]->objects.empty());
    EXPECT_EQ(packed.groups[0]->end.object, 0U);
    EXPECT_EQ(packed.groups[0]->end.documents, 1U);
    for (const std::uint32_t object : {0U, 1U}) {
        const Group& group = *packed.groups[object + 1];
        ASSERT_EQ(group.objects.size(), 1U);
        EXPECT_EQ(group.objects[0].object, object);
        EXPECT_TRUE(group.objects[0].mapped);
        EXPECT_EQ(group.end.object, object + 1);
        EXPECT_EQ(group.end.documents, 0U);
    }
}

TEST(Objects, AreCommittedWhenAnyDocumentWasMapped) {
    const Error bad = reject(codes::kInternal, "bad");
    std::vector<test::DocumentPlan> documents;
    for (std::uint32_t object = 0; object < 3; ++object) {
        for (std::uint64_t number = 0; number < 2; ++number) {
            auto document = lines_of(object, number, 1, object * 10 + number, 0);
            if (object == 1 || (object == 0 && number == 0)) document.reject = bad;
            document.ends_object = number == 1;
            if (object == 2 && number == 1) document.object_error = bad;
            documents.push_back(document);
        }
    }
    auto work = make_work(documents);
    work->objects.push_back({3, std::make_shared<const std::string>("raw/empty.zip"), 0, std::nullopt});
    work->objects.push_back({4, std::make_shared<const std::string>("raw/broken.zip"), 0, bad});
    const Packed packed = pack(settings(kNoLimit, 2), {work});
    ASSERT_EQ(packed.groups.size(), 1U);
    const auto& objects = packed.groups[0]->objects;
    ASSERT_EQ(objects.size(), 5U);
    EXPECT_TRUE(objects[0].mapped);
    EXPECT_FALSE(objects[1].mapped);
    EXPECT_TRUE(objects[2].mapped);
    EXPECT_TRUE(objects[2].unreadable);
    EXPECT_TRUE(objects[3].mapped);
    EXPECT_FALSE(objects[4].mapped);
    EXPECT_EQ(packed.account.objects.committed, 3U);
    EXPECT_EQ(packed.account.objects.rejected, 2U);
    EXPECT_EQ(packed.account.documents.read, 6U);
    EXPECT_EQ(packed.account.documents.rejected, 3U);
    EXPECT_EQ(packed.account.rejects_by_code.at("internal"), 5U);
    EXPECT_TRUE(packed.account.balanced());
}

TEST(Packer, AFullScratchDiskIsAnError) {
    for (std::size_t spools_left = 0; spools_left < 6; ++spools_left) {
        hios::test::MemorySpools spools;
        spools.fail_after(spools_left);
        Packer packer(settings(kNoLimit, 1), spools, {}, [](std::unique_ptr<Group>) {});
        const auto work = make_work({lines_of(0, 0, 1, 0, 5)});
        const auto outcome = packer.add(*work);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().fault, Fault::kFatal);
    }
}

}  // namespace
}  // namespace hios::pack
