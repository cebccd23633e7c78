#include "stages/pack/seal.hpp"

#include <gtest/gtest.h>

#include "stages/pack/sha256.hpp"
#include "tests/stages/pack/work_maker.hpp"

namespace hios::pack {
namespace {

using test::kNoLimit;
using test::lines_of;
using test::make_work;
using test::pack;
using test::Packed;
using test::records_of;
using test::settings;

TEST(Sha256, AgreesWithTheStandard) {
    Sha256 empty;
    EXPECT_EQ(empty.hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 abc;
    abc.update("a");
    abc.update("");
    abc.update("bc");
    EXPECT_EQ(abc.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

TEST(Seal, HashesWhatIsStaged) {
    auto twice = lines_of(0, 0, 1, 0, 5);
    twice.lines[3].id = 0;
    for (const auto& document : {lines_of(0, 0, 1, 0, 5), twice}) {
        const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({document})});
        for (const auto& [name, lines] : packed.lines) EXPECT_EQ(packed.hashes.at(name), sha256(lines));
    }
}

TEST(Seal, LineageNamesTheSourceOfEveryStagedLine) {
    auto first = lines_of(3, 5, 1, 0, 3);
    first.lines[1].id = 77;
    auto second = lines_of(4, 0, 1, 77, 1);
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({first, second})});
    const auto records = records_of(packed.lineage.at("0000/Basic-00000"));
    const auto from = packed.from("0000/Basic-00000");
    ASSERT_EQ(from, (std::vector<std::string>{"3.5.0", "3.5.2", "4.0.0"}));
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[0], (nlohmann::json{{"line", 1},
                                          {"object", "raw/3.zip"},
                                          {"member", "m.ndjson"},
                                          {"document", 5},
                                          {"entry", 0},
                                          {"offset", 5000},
                                          {"length", 7}}));
    EXPECT_EQ(records[1], (nlohmann::json{{"line", 2},
                                          {"object", "raw/3.zip"},
                                          {"member", "m.ndjson"},
                                          {"document", 5},
                                          {"entry", 2},
                                          {"offset", 5020},
                                          {"length", 7}}));
    EXPECT_EQ(records[2], (nlohmann::json{{"line", 3},
                                          {"object", "raw/4.zip"},
                                          {"member", "m.ndjson"},
                                          {"document", 0},
                                          {"entry", 0},
                                          {"offset", 0},
                                          {"length", 7}}));
}

TEST(Seal, NamesInLineageAreQuoted) {
    auto work = make_work({lines_of(0, 0, 1, 0, 1)});
    const std::string odd = "raw/\"a\\b\"\n\x01é.json";
    work->documents[0].name = std::make_shared<const std::string>(odd);
    work->documents[0].key_length = static_cast<std::uint32_t>(odd.size());
    work->lanes[0].lines[0].entry = kNoEntry;
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {work});
    const auto record = records_of(packed.lineage.at("0000/Basic-00000")).at(0);
    EXPECT_EQ(record.at("object"), odd);
    EXPECT_FALSE(record.contains("member"));
    EXPECT_FALSE(record.contains("entry"));
}

TEST(Seal, LinesLargerThanItsWindowAreDroppedAndKeptWhole) {
    auto document = lines_of(0, 0, 1, 0, 6, 700'000);
    document.lines[4].id = 1;
    document.lines[5].id = 2;
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({document})});
    EXPECT_EQ(packed.from("0000/Basic-00000"), (std::vector<std::string>{"0.0.0", "0.0.3", "0.0.4", "0.0.5"}));
    EXPECT_EQ(records_of(packed.lineage.at("0000/Basic-00000")).size(), 4U);
}

TEST(Seal, TakesManyLines) {
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({lines_of(0, 0, 1, 0, 40'000)})});
    EXPECT_EQ(records_of(packed.lineage.at("0000/Basic-00000")).back().at("line"), 40'000);
}

TEST(Seal, ReportsWhatIsStaged) {
    hios::test::MemorySpools spools;
    std::unique_ptr<Group> group;
    Packer packer(settings(kNoLimit, kNoLimit), spools, {},
                  [&](std::unique_ptr<Group> closed) { group = std::move(closed); });
    auto document = lines_of(0, 0, 1, 0, 3);
    document.lines[1].id = 0;
    const auto work = make_work({document});
    ASSERT_TRUE(packer.add(*work));
    ASSERT_TRUE(packer.finish());
    const auto sealed = seal(group->shards.at(0), group->names, spools);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->line_count, 2U);
    EXPECT_EQ(sealed->bytes, hios::test::bytes_of(*sealed->lines).size());
}

}  // namespace
}  // namespace hios::pack
