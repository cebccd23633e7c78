// Lines of a data lake become one file for each partition, whatever the documents' order and the Works they come in.

#include "stages/pack/lake_shard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stages/pack/sha256.hpp"
#include "tests/stages/pack/work_maker.hpp"

namespace hios::pack {
namespace {

using hios::test::bytes_of;
using testing::ElementsAre;

struct LakeLine {
    std::string partition;
    std::string text;
};

std::shared_ptr<Work> work_of(std::uint64_t first, const std::vector<LakeLine>& lines) {
    auto work = std::make_shared<Work>();
    LaneBlock block;
    block.lane = kLakeLane;
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
        Document document;
        document.name = std::make_shared<const std::string>("a.hl7");
        document.key_length = 5;
        document.number = first + i;
        work->documents.push_back(document);
        work->accounts.emplace_back().made = 1;
        const auto at = std::find(work->partitions.begin(), work->partitions.end(), lines[i].partition);
        LineRecord record;
        record.partition = static_cast<std::uint32_t>(at - work->partitions.begin());
        if (at == work->partitions.end()) work->partitions.push_back(lines[i].partition);
        record.document = i;
        record.length = static_cast<std::uint32_t>(lines[i].text.size() + 1);
        block.bytes.append(lines[i].text + "\n");
        block.lines.push_back(record);
    }
    work->lanes.push_back(std::move(block));
    return work;
}

// "partition: lines" of each part of each shard, lineage's document numbers behind.
std::vector<std::string> packed(const std::vector<std::shared_ptr<Work>>& works, std::uint64_t shard_lines) {
    hios::test::MemorySpools spools;
    std::vector<std::string> parts;
    Packer packer(test::settings(test::kNoLimit, shard_lines), spools, {}, [&](std::unique_ptr<Group> group) {
        EXPECT_TRUE(group->account.balanced());
        for (Shard& shard : group->shards) {
            EXPECT_EQ(shard.import_group, kNoImportGroup);
            const auto sealed = seal_lake(shard, group->names, spools);
            ASSERT_TRUE(sealed);
            for (const LakePart& part : sealed->parts) {
                std::string text(bytes_of(*sealed->lines).substr(part.begin, part.bytes));
                Sha256 hash;
                hash.update(text);
                EXPECT_EQ(part.sha256, hash.hex());
                std::replace(text.begin(), text.end(), '\n', ' ');
                std::string documents;
                std::uint64_t lines = 0;
                for (const auto& record : test::records_of(
                         std::string(bytes_of(*sealed->lineage).substr(part.lineage_begin, part.lineage_bytes)))) {
                    EXPECT_EQ(record.at("line"), ++lines);
                    documents += fmt::format("{} ", record.at("document").get<int>());
                }
                EXPECT_EQ(lines, part.line_count);
                parts.push_back(fmt::format("{:02} {}: {}from {}", shard.number, part.partition, text, documents));
            }
        }
    });
    for (const auto& work : works) EXPECT_TRUE(packer.add(*work));
    EXPECT_TRUE(packer.finish());
    return parts;
}

const std::vector<LakeLine> kLines = {{"b", "1"}, {"a", "2"}, {"a", "3"}, {"b", "4"}, {"c", "5"}, {"a", "6"}};

TEST(LakeShard, PartitionsAreInOrderAndTheirLinesAsTheyCame) {
    EXPECT_THAT(packed({work_of(0, kLines)}, 100),
                ElementsAre("00 a: 2 3 6 from 1 2 5 ", "00 b: 1 4 from 0 3 ", "00 c: 5 from 4 "));
}

TEST(LakeShard, HowDocumentsAreGroupedIntoWorksDoesNotShow) {
    for (const std::uint64_t shard_lines : {100U, 4U, 1U}) {
        std::vector<std::shared_ptr<Work>> apart;
        for (std::size_t i = 0; i < kLines.size(); ++i) apart.push_back(work_of(i, {kLines[i]}));
        EXPECT_EQ(packed(apart, shard_lines), packed({work_of(0, kLines)}, shard_lines)) << shard_lines;
    }
}

TEST(LakeShard, AFullShardBeginsAnotherFileOfItsPartitions) {
    EXPECT_THAT(packed({work_of(0, kLines)}, 4),
                ElementsAre("00 a: 2 3 from 1 2 ", "00 b: 1 4 from 0 3 ", "01 a: 6 from 5 ", "01 c: 5 from 4 "));
}

TEST(LakeShard, EqualLinesAreAllKept) {
    EXPECT_THAT(packed({work_of(0, {{"a", "1"}, {"a", "1"}})}, 100), ElementsAre("00 a: 1 1 from 0 1 "));
}

}  // namespace
}  // namespace hios::pack
