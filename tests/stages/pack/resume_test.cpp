// A run that stops after a group and goes on later gives what one run gives.

#include <gtest/gtest.h>

#include "tests/stages/pack/work_maker.hpp"

namespace hios::pack {
namespace {

using test::DocumentPlan;
using test::kNoLimit;
using test::lines_of;
using test::make_work;
using test::pack;
using test::Packed;
using test::settings;
using GroupBy = PackSettings::GroupBy;

std::vector<DocumentPlan> input() {
    std::vector<DocumentPlan> documents;
    for (std::uint32_t object = 0; object < 12; ++object) {
        const std::uint64_t count = 1 + object % 5;
        for (std::uint64_t number = 0; number < count; ++number) {
            DocumentPlan document = lines_of(object, number, 0, 0, (object * 3 + number) % 5);
            for (auto& line : document.lines) {
                line.id = (line.id + object + number) % 9;
                line.lane = static_cast<std::uint16_t>(line.id % 3);
                line.time_us = static_cast<std::int64_t>((object * 7 + line.id) % 4);
            }
            if ((object + number) % 4 == 1) {
                document.lines.clear();
                document.reject = reject(codes::kInternal, "bad", {"x", number, 1, {}});
            }
            if (object % 3 == 0) document.unresolved = {"urn:uuid:1"};
            document.ends_object = number + 1 == count;
            if (document.ends_object && object % 5 == 4) document.object_error = reject(codes::kArchive, "cut off");
            documents.push_back(document);
        }
    }
    return documents;
}

// Packs what is left behind `state`'s position until one group closes; false when none did.
bool pack_one_group(const PackSettings& how, const std::vector<DocumentPlan>& documents, PackState& state,
                    std::size_t work_size, Packed& into) {
    hios::test::MemorySpools spools;
    bool closed = false;
    PackState after;
    Packer* running = nullptr;
    Packer packer(how, spools, state, [&](std::unique_ptr<Group> group) {
        if (closed) return;  // what a stopped run packs beyond is lost
        closed = true;
        after = running->state();
        EXPECT_EQ(after.position.object, group->end.object);
        EXPECT_EQ(after.position.documents, group->end.documents);
        into.take(std::move(group), spools);
    });
    running = &packer;
    const Position from = state.position;
    std::vector<DocumentPlan> left;
    auto work = std::make_shared<Work>();
    for (const DocumentPlan& document : documents) {
        if (document.object < from.object) continue;
        const bool skip = document.object == from.object && document.number < from.documents;
        if (!skip) left.push_back(document);
        // All of an object's documents may be packed and its end not yet.
        if (skip && document.ends_object) {
            work->objects.push_back({document.object,
                                     std::make_shared<const std::string>(fmt::format("raw/{}.zip", document.object)),
                                     document.number + 1, document.object_error});
        }
    }
    test::require(packer.add(*work));
    for (std::size_t i = 0; i < left.size() && !closed; i += work_size) {
        const auto end = std::min(left.size(), i + work_size);
        test::require(packer.add(*make_work(
            {left.begin() + static_cast<std::ptrdiff_t>(i), left.begin() + static_cast<std::ptrdiff_t>(end)})));
    }
    if (!closed) test::require(packer.finish());
    if (closed) state = after;
    return closed;
}

void expect_same(const Packed& resumed, const Packed& whole) {
    EXPECT_EQ(resumed.names, whole.names);
    EXPECT_EQ(resumed.lines, whole.lines);
    EXPECT_EQ(resumed.lineage, whole.lineage);
    EXPECT_EQ(resumed.hashes, whole.hashes);
    EXPECT_EQ(resumed.errors, whole.errors);
    EXPECT_EQ(resumed.groups.size(), whole.groups.size());
    EXPECT_EQ(resumed.account.objects.committed, whole.account.objects.committed);
    EXPECT_EQ(resumed.account.objects.rejected, whole.account.objects.rejected);
    EXPECT_EQ(resumed.account.documents.read, whole.account.documents.read);
    EXPECT_EQ(resumed.account.documents.rejected, whole.account.documents.rejected);
    EXPECT_EQ(resumed.account.resources.staged, whole.account.resources.staged);
    EXPECT_EQ(resumed.account.resources.superseded, whole.account.resources.superseded);
    EXPECT_EQ(resumed.account.rejects_by_code, whole.account.rejects_by_code);
}

TEST(Resume, AfterEveryGroupGivesTheSameRun) {
    const auto documents = input();
    for (const PackSettings& how : {settings(kNoLimit, kNoLimit, GroupBy::kBytes, 1),
                                    settings(200, 3, GroupBy::kBytes, 400), settings(kNoLimit, 2, GroupBy::kShards, 1),
                                    settings(150, kNoLimit, GroupBy::kShards, 3), settings(kNoLimit, 2)}) {
        const Packed whole = pack(how, {make_work(documents)});
        EXPECT_TRUE(whole.account.balanced());
        EXPECT_EQ(whole.account.objects.committed + whole.account.objects.rejected, 12U);
        for (const std::size_t work_size : {1U, 3U, 100U}) {
            Packed resumed;
            PackState state;
            std::size_t groups = 0;
            while (pack_one_group(how, documents, state, work_size, resumed)) ASSERT_LT(++groups, 200U);
            expect_same(resumed, whole);
            EXPECT_EQ(state.position.object, 12U);
        }
    }
}

}  // namespace
}  // namespace hios::pack
