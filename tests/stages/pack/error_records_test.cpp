#include "stages/pack/error_records.hpp"

#include <gtest/gtest.h>

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

constexpr Code kCode{"test.bad", "It is bad.", "Mend it."};

Error bad(std::uint64_t offset, std::string path = {}) {
    return reject(kCode, "it is bad", {"raw/0.zip!/m.ndjson", offset, 4, std::move(path)});
}

TEST(RejectRecord, SaysWhatWhereAndHowToMend) {
    auto document = lines_of(0, 6, 1, 0, 0);
    document.reject = bad(6010, "line 7");
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({document})});
    const auto records = records_of(packed.errors.at("rejects-00000.ndjson"));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0], (nlohmann::json{{"object", "raw/0.zip"},
                                          {"member", "m.ndjson"},
                                          {"code", "test.bad"},
                                          {"level", "document"},
                                          {"document", 6},
                                          {"line", 7},
                                          {"offset", 6010},
                                          {"length", 4},
                                          {"path", "line 7"},
                                          {"what", "it is bad"},
                                          {"mend", "Mend it."},
                                          {"raw", "raw/00000/000000-6.test.bad.ndjson"},
                                          {"raw_line", 1}}));
    EXPECT_EQ(packed.errors.at("raw/00000/000000-6.test.bad.ndjson"), "CANARY raw text\n");
    ASSERT_EQ(packed.groups[0]->rejected.size(), 1U);
    const RejectedDocument& rejected = packed.groups[0]->rejected[0];
    EXPECT_EQ(rejected.document, 6U);
    EXPECT_EQ(rejected.name, "raw/0.zip!/m.ndjson");
    EXPECT_EQ(rejected.code, "test.bad");
    EXPECT_EQ(rejected.raw_line, 1U);
}

TEST(RejectRecord, OfResourcesKeepTheirDocumentOnce) {
    auto work = make_work({lines_of(0, 0, 1, 0, 1), lines_of(0, 1, 1, 5, 1)});
    for (const std::uint32_t entry : {2U, 4U})
        work->rejects.push_back({bad(entry), Reject::Level::kResource, 0, entry});
    work->rejects.push_back({bad(9), Reject::Level::kResource, 1, 0});
    for (auto& account : work->accounts)
        account.made += account.rejected_resources = &account == &work->accounts[0] ? 2 : 1;
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {work});
    const auto records = records_of(packed.errors.at("rejects-00000.ndjson"));
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[1].at("entry"), 4);
    EXPECT_EQ(records[1].at("level"), "resource");
    EXPECT_EQ(records[0].at("raw_line"), 1);
    EXPECT_EQ(records[1].at("raw_line"), 1);
    EXPECT_EQ(records[2].at("raw_line"), 2);
    EXPECT_EQ(packed.errors.at("raw/00000/000000-0.test.bad.ndjson"), "CANARY raw text\nCANARY raw text\n");
    EXPECT_EQ(packed.groups[0]->rejected.size(), 2U);
    EXPECT_EQ(packed.account.rejects_by_code.at("test.bad"), 3U);
    EXPECT_TRUE(packed.account.balanced());
}

TEST(RejectRecord, WholeDocumentsHaveRawFilesOfTheirOwn) {
    std::vector<test::DocumentPlan> plans;
    for (std::uint64_t i = 0; i < 2; ++i) {
        plans.push_back(lines_of(7, i, 1, 0, 0));
        plans.back().reject = bad(0);
    }
    auto work = make_work(plans);
    work->documents[0].shape = Shape::kWhole;
    work->documents[1].shape = Shape::kUnknown;
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {work});
    EXPECT_EQ(packed.errors.at("raw/00000/000007-0.json"), "CANARY raw text");
    EXPECT_EQ(packed.errors.at("raw/00000/000007-1.bin"), "CANARY raw text");
    const auto records = records_of(packed.errors.at("rejects-00000.ndjson"));
    EXPECT_FALSE(records[0].contains("line"));
    EXPECT_FALSE(records[0].contains("raw_line"));
}

TEST(RejectRecord, OfADocumentWithoutTextHasNoRawFile) {
    auto plan = lines_of(0, 0, 1, 0, 0);
    plan.reject = bad(0);
    auto work = make_work({plan});
    work->documents[0].text = {};
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {work});
    EXPECT_EQ(packed.errors.size(), 1U);
    EXPECT_FALSE(records_of(packed.errors.at("rejects-00000.ndjson"))[0].contains("raw"));
}

TEST(RejectRecord, OfAnUnreadableObjectStandsByItself) {
    auto plan = lines_of(2, 0, 1, 0, 1);
    plan.ends_object = true;
    plan.object_error = bad(77);
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({plan})});
    const auto record = records_of(packed.errors.at("rejects-00000.ndjson")).at(0);
    EXPECT_EQ(record.at("object"), "raw/2.zip");
    EXPECT_EQ(record.at("level"), "object");
    EXPECT_EQ(record.at("offset"), 77);
    ASSERT_EQ(packed.groups[0]->rejected.size(), 1U);
    EXPECT_EQ(packed.groups[0]->rejected[0].raw, "");
}

TEST(UnresolvedRecord, NamesTheReferenceAndWhy) {
    auto plan = lines_of(0, 2, 1, 0, 1);
    plan.unresolved = {"Patient?identifier=\"x\"|y", "urn:uuid:1"};
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({plan})});
    const auto records = records_of(packed.errors.at("unresolved-00000.ndjson"));
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0], (nlohmann::json{{"object", "raw/0.zip"},
                                          {"member", "m.ndjson"},
                                          {"document", 2},
                                          {"line", 3},
                                          {"entry", 3},
                                          {"offset", 2005},
                                          {"why", "no-match"},
                                          {"reference", "Patient?identifier=\"x\"|y"}}));
    EXPECT_EQ(packed.account.references.unresolved, 2U);
}

TEST(ErrorRecords, OfEveryGroupHaveFilesOfTheirOwn) {
    std::vector<test::DocumentPlan> plans;
    for (std::uint64_t i = 0; i < 4; ++i) {
        plans.push_back(lines_of(0, i, 1, i * 10, 1));
        plans.push_back(lines_of(0, 100 + i, 1, 0, 0));
        plans.back().reject = bad(i);
    }
    const Packed packed = pack(settings(kNoLimit, kNoLimit, PackSettings::GroupBy::kBytes, 1), {make_work(plans)});
    std::size_t records = 0;
    for (const auto& [key, text] : packed.errors) {
        if (key.substr(0, 8) == "rejects-") records += records_of(text).size();
    }
    EXPECT_EQ(records, 4U);
    EXPECT_TRUE(packed.errors.count("rejects-00001.ndjson"));
    EXPECT_TRUE(packed.errors.count("raw/00001/000000-100.test.bad.ndjson"));
}

TEST(ErrorRecords, HoldNothingOfTheDocumentsTextButRawCopies) {
    auto rejected = lines_of(0, 0, 1, 0, 0);
    rejected.reject = bad(0);
    auto ended = lines_of(1, 0, 1, 0, 1);
    ended.ends_object = true;
    ended.object_error = bad(1);
    const Packed packed = pack(settings(kNoLimit, kNoLimit), {make_work({rejected, ended})});
    EXPECT_EQ(packed.errors.at("rejects-00000.ndjson").find("CANARY"), std::string::npos);
    for (const auto& [name, text] : packed.lineage) EXPECT_EQ(text.find("CANARY"), std::string::npos) << name;
    for (const RejectedDocument& document : packed.groups[0]->rejected)
        EXPECT_EQ((document.name + document.raw + document.code).find("CANARY"), std::string::npos);
}

}  // namespace
}  // namespace hios::pack
