#include "jobs/run/import_join.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "io/file_spool.hpp"
#include "io/memory_store.hpp"
#include "tests/io/temp_folder.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using Json = nlohmann::json;

class ImportJoin : public testing::Test {
protected:
    void SetUp() override {
        import_.import_group = 3;
        import_.prefix = "run/import/00003/";
        import_.job_id = "job-1";
        import_.output_prefix = "run/report/00003/out/";
        std::string lines;
        std::string lineage;
        for (int i = 1; i <= 5; ++i) {
            lines += fmt::format(R"({{"resourceType":"Patient","id":"p{}"}})", i) + "\n";
            lineage +=
                fmt::format(
                    R"({{"line":{},"object":"a.zip","member":"m","document":{},"entry":7,"offset":{},"length":9}})", i,
                    10 * i, 100 * i) +
                "\n";
        }
        need(staging_.put(import_.prefix + "Patient/Patient-00000.ndjson", lines, {}));
        need(staging_.put("run/lineage/Patient-00000.lineage.ndjson", lineage, {}));
    }
    static std::string failure(std::uint64_t line, const std::string& id) {
        Json json = {
            {"lineId", line},
            {"UpdateResourceResponse", {{"jsonBlob", {{"resourceType", "OperationOutcome"}}}, {"statusCode", 400}}}};
        if (!id.empty()) json["resourceId"] = id;
        return json.dump() + "\n";
    }
    std::vector<Json> join(const std::string& failures) {
        if (!failures.empty())
            need(staging_.put(import_.output_prefix + "FAILURE/Patient/Patient-00000.ndjson", failures, {}));
        count_ = need(write_import_failures(staging_, errors_, spools_, "run", import_));
        std::vector<Json> records;
        std::istringstream text(errors_.bytes("run/import/00003.ndjson"));
        for (std::string line; std::getline(text, line);) records.push_back(Json::parse(line));
        return records;
    }
    TempFolder folder_;
    io::FileSpoolFactory spools_{folder_.path()};
    io::MemoryStore staging_;
    io::MemoryStore errors_;
    ImportRecord import_;
    std::uint64_t count_ = 0;
};

TEST_F(ImportJoin, OfNoFailuresWritesNothing) {
    EXPECT_TRUE(join("").empty());
    EXPECT_EQ(count_, 0U);
    EXPECT_TRUE(errors_.keys().empty());
}

TEST_F(ImportJoin, TellsFromWhichDocumentARefusedLineCame) {
    const auto records = join(failure(2, "p2"));
    ASSERT_EQ(records.size(), 1U);
    const Json& record = records[0];
    EXPECT_EQ(record.at("code"), "import.refused");
    EXPECT_EQ(record.at("shard"), "run/import/00003/Patient/Patient-00000.ndjson");
    EXPECT_EQ(record.at("import_job"), "job-1");
    EXPECT_EQ(record.at("resource_id"), "p2");
    EXPECT_EQ(record.at("status"), 400);
    EXPECT_EQ(record.at("outcome").at("resourceType"), "OperationOutcome");
    EXPECT_EQ(record.at("line"), 2);
    EXPECT_EQ(record.at("object"), "a.zip");
    EXPECT_EQ(record.at("member"), "m");
    EXPECT_EQ(record.at("document"), 20);
    EXPECT_EQ(record.at("entry"), 7);
    EXPECT_EQ(record.at("offset"), 200);
    EXPECT_EQ(record.at("resource"), R"({"resourceType":"Patient","id":"p2"})");
}

std::vector<int> lines_of(const std::vector<Json>& records) {
    std::vector<int> lines;
    for (const Json& record : records) lines.push_back(record.value("line", -1));
    return lines;
}

TEST_F(ImportJoin, UnderstandsLinesCountedFromZeroAndFromOne) {
    EXPECT_EQ(lines_of(join(failure(1, "p1") + failure(3, "p3") + failure(5, "p5"))), (std::vector<int>{1, 3, 5}));
    EXPECT_EQ(lines_of(join(failure(0, "p1") + failure(2, "p3") + failure(4, "p5"))), (std::vector<int>{1, 3, 5}));
}

TEST_F(ImportJoin, GoesBackWhenFailuresAreOutOfOrder) {
    EXPECT_EQ(lines_of(join(failure(5, "p5") + failure(2, "p2") + failure(2, "p2") + failure(4, "p4"))),
              (std::vector<int>{5, 2, 2, 4}));
}

TEST_F(ImportJoin, ALineThatIsNotThereDoesNotHideThoseBefore) {
    EXPECT_EQ(lines_of(join(failure(2, "p2") + failure(5, "other") + failure(3, "p3") + failure(99, "p9") +
                            failure(4, "p4"))),
              (std::vector<int>{2, -1, 3, -1, 4}));
    EXPECT_EQ(count_, 5U);
}

TEST_F(ImportJoin, WithoutAnIdTheLineNumberIsBelieved) {
    EXPECT_EQ(lines_of(join(failure(4, ""))), (std::vector<int>{4}));
}

TEST_F(ImportJoin, OddLinesOfTheReportAreKeptAsFarAsTheyGo) {
    const auto records = join("{'lineId': 3, broken\n\nno number at all\n" + failure(1, "p1"));
    EXPECT_EQ(lines_of(records), (std::vector<int>{3, -1, 1}));
    EXPECT_EQ(count_, 3U);
}

TEST_F(ImportJoin, WithoutLineageTheResourceIsTold) {
    need(staging_.put("run/lineage/Patient-00000.lineage.ndjson", "not JSON\n", {}));
    const auto records = join(failure(1, "p1"));
    EXPECT_EQ(records.at(0).at("line"), 1);
    EXPECT_FALSE(records.at(0).contains("object"));
    EXPECT_TRUE(records.at(0).contains("resource"));
}

TEST_F(ImportJoin, DoneAgainWritesTheSame) {
    join(failure(2, "p2"));
    const std::string first = errors_.bytes("run/import/00003.ndjson");
    join(failure(2, "p2"));
    EXPECT_EQ(errors_.bytes("run/import/00003.ndjson"), first);
}

TEST_F(ImportJoin, AReportOverAMissingShardIsAnError) {
    need(staging_.remove("run/import/00003/Patient/Patient-00000.ndjson"));
    need(staging_.put(import_.output_prefix + "FAILURE/Patient/Patient-00000.ndjson", failure(1, "p1"), {}));
    EXPECT_FALSE(write_import_failures(staging_, errors_, spools_, "run", import_));
}

}  // namespace
}  // namespace hios::jobs
