#include <gmock/gmock.h>

#include "io/memory_store.hpp"
#include "jobs/formats/formats.hpp"
#include "jobs/maps/map_set.hpp"
#include "jobs/run/source_reader.hpp"
#include "pipeline/run_control.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kMap = R"map(map: clinic
source:
  format: csv
  files: {people: "people*.csv"}
  columns:
    people: {BORN: date(yyyy-MM-dd), NOTE: string?}
emit:
  - $from: people
    resourceType: Patient
    id: =id('Patient', MRN!)
    birthDate: =BORN
    name: [{text: =NAME}]
)map";

// All that became of the rows of some objects.
struct Mapped {
    std::vector<std::string> rows;     // "number line offset+length text"
    std::vector<std::string> lines;    // of NDJSON
    std::vector<std::string> rejects;  // "document code where"
    std::vector<std::string> objects;  // "name documents code"
    std::vector<std::string> tallies;  // "kind name"
    std::size_t works = 0;
};

class FlatRows : public testing::Test {
protected:
    void use_map(const std::string& text) {
        write_file(folder_ / "map.yaml", text);
        map::Problems problems;
        spec_.maps = MapSet::read({folder_ / "map.yaml"}, {}, problems);
        ASSERT_FALSE(problems.failed()) << map::to_text(problems.all().front());
        spec_.identity.name_space = "test";
    }

    Mapped read(const std::vector<PlannedObject>& objects, std::size_t chunk = 1 << 20) {
        const Formats formats(spec_);
        ReaderSettings settings;
        settings.split.chunk_bytes = chunk;
        ByteBudget budget(UINT64_C(1) << 30, 64);
        RunControl control;
        Metrics metrics;
        const fhir::IdNamespace ids(spec_.identity.name_space);
        std::vector<std::unique_ptr<DocumentConverter>> converters;
        for (std::size_t i = 0; i < formats.size(); ++i)
            converters.push_back(formats[i].converter({{100, &ids}, spec_.identity.name_space}));
        SourceReader reader([&](const PlannedObject& object) { return store_.open(object.key); }, formats, settings,
                            budget, control, metrics);
        Mapped mapped;
        reader.fetch({0, objects}, [&](const WorkPtr& work) {
            converters[work->format]->convert(*work);
            take(*work, mapped);
            work->permit.release();
        });
        return mapped;
    }

    Mapped read(const std::string& name, const std::string& text, std::size_t chunk = 1 << 20) {
        EXPECT_TRUE(store_.put(name, text, {}));
        return read({object(name, text.size())}, chunk);
    }

    static PlannedObject object(const std::string& name, std::uint64_t size = 0) {
        PlannedObject planned;
        planned.key = planned.name = name;
        planned.size = size;
        return planned;
    }

    static void take(const Work& work, Mapped& into) {
        ++into.works;
        EXPECT_EQ(work.accounts.size(), work.documents.size());
        for (const Document& document : work.documents)
            into.rows.push_back(std::to_string(document.number) + " " + std::to_string(document.line) + " " +
                                std::to_string(document.offset) + " " + std::string(document.text));
        for (const LaneBlock& block : work.lanes) {
            std::size_t at = 0;
            for (const LineRecord& line : block.lines) {
                into.lines.emplace_back(block.bytes.view().substr(at, line.length - 1));
                at += line.length;
            }
        }
        for (const Reject& reject : work.rejects)
            into.rejects.push_back(std::to_string(work.documents[reject.document].number) + " " +
                                   std::string(reject.error.code->id) + " " + reject.error.where.path);
        for (const ObjectEnd& end : work.objects)
            into.objects.push_back(*end.name + " " + std::to_string(end.documents) + " " +
                                   std::string(end.unreadable ? end.unreadable->code->id : ""));
        for (const MapTally& tally : work.tallies)
            into.tallies.push_back(std::string(tally.kind) + " " + tally.name + " " + std::to_string(tally.count));
    }

    TempFolder folder_;
    io::MemoryStore store_;
    JobSpec spec_;
};

TEST_F(FlatRows, AreDocumentsWithNumberRecordAndBytes) {
    use_map(kMap);
    const Mapped mapped = read("people.csv", "MRN,BORN,NAME\n1,1970-01-02,\"A\nB\"\n\n2,,C");
    EXPECT_THAT(mapped.rows, ElementsAre("0 2 14 1,1970-01-02,\"A\nB\"", "1 3 34 2,,C"));
    ASSERT_EQ(mapped.lines.size(), 2U);
    EXPECT_THAT(mapped.lines[0], HasSubstr(R"("birthDate":"1970-01-02","name":[{"text":"A\nB"}])"));
    EXPECT_THAT(mapped.objects, ElementsAre("people.csv 2 "));
}

TEST_F(FlatRows, AreTheSameWhereverChunksEnd) {
    use_map(kMap);
    std::string text = "MRN,BORN,NAME\r\n";
    for (int i = 0; i < 60; ++i) {
        text += std::to_string(i) + (i % 7 == 3 ? ",1970-02-30," : ",1970-01-02,");
        text += i % 5 == 0    ? "\"quoted, \"\"twice\"\"\r\nand again\"\r\n"
                : i % 11 == 1 ? "a\"b,too many\r\n"
                              : "plain\r\n";
    }
    text += "99,\"never closed\r\n100,1970-01-02,x\r\n";
    const Mapped whole = read("people.csv", text);
    EXPECT_EQ(whole.rows.size(), 62U);
    EXPECT_EQ(whole.objects, std::vector<std::string>{"people.csv 62 "});
    EXPECT_THAT(whole.rejects, testing::Contains("60 flat.unterminated_quote record 62, BORN"));
    EXPECT_THAT(whole.rejects, testing::Contains("3 map.value_does_not_fit record 5, BORN"));
    EXPECT_THAT(whole.rejects, testing::Contains(HasSubstr("flat.too_many_fields")));
    for (const std::size_t chunk : {1U, 2U, 3U, 7U, 50U, 333U, 1000U}) {
        const Mapped pieces = read("people.csv", text, chunk);
        EXPECT_EQ(pieces.rows, whole.rows) << chunk;
        EXPECT_EQ(pieces.lines, whole.lines) << chunk;
        EXPECT_EQ(pieces.rejects, whole.rejects) << chunk;
    }
}

TEST_F(FlatRows, OfALargeFileComeInManyWorksAndAreTheSame) {
    use_map(kMap);
    std::string text = "MRN,BORN,NAME\n";
    for (int i = 0; i < 30'000; ++i)
        text += std::to_string(i) + ",1970-01-02,\"" + std::string(static_cast<std::size_t>(i % 40), '\n') + "\"\n";
    const Mapped few = read("people.csv", text, 8U << 20);
    const Mapped many = read("people.csv", text, 70'000);
    EXPECT_GT(many.works, 3U);
    EXPECT_NE(many.works, few.works);
    EXPECT_EQ(many.rows, few.rows);
    EXPECT_EQ(many.lines, few.lines);
    EXPECT_EQ(many.lines.size(), 30'000U);
}

TEST_F(FlatRows, ThatWerePackedAreSkippedAndCounted) {
    use_map(kMap);
    std::string text = "MRN,BORN,NAME,MORE\n";
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + ",,n,\n";
    const Mapped all = read("people.csv", text, 70'000);
    for (const std::uint64_t skip : {1U, 9'999U, 15'000U, 20'000U}) {
        PlannedObject planned = object("people.csv", text.size());
        planned.skip_documents = skip;
        const Mapped rest = read({planned}, 70'000);
        EXPECT_EQ(rest.rows, std::vector<std::string>(all.rows.begin() + static_cast<long>(skip), all.rows.end()));
        EXPECT_THAT(rest.objects, ElementsAre("people.csv 20000 "));
        EXPECT_THAT(rest.tallies, testing::Not(testing::Contains(HasSubstr("unread_columns"))));
    }
    EXPECT_EQ(std::count(all.tallies.begin(), all.tallies.end(), "unread_columns clinic/people MORE 1"), 1);
}

TEST_F(FlatRows, OfARetryKeepTheirNumbers) {
    use_map(kMap);
    ASSERT_TRUE(store_.put("error/x.csv", "MRN,BORN,NAME\n7,,a\n9,,b\n", {}));
    PlannedObject planned = object("people.csv");
    planned.key = "error/x.csv";
    planned.from_error_zone = true;
    planned.numbers = {7, 9};
    EXPECT_THAT(read({planned}).rows, ElementsAre("7 2 14 7,,a", "9 3 19 9,,b"));
}

TEST_F(FlatRows, OfAFileThatLacksAColumnAreNoneAndTheFileSaysWhy) {
    use_map(kMap);
    const Mapped mapped = read("people.csv", "MRN,NAME\n1,A\n");
    EXPECT_THAT(mapped.rows, IsEmpty());
    EXPECT_THAT(mapped.objects, ElementsAre("people.csv 0 flat.missing_column"));
    EXPECT_THAT(read("people2.csv", "MRN,BORN,NAME,MRN\n").objects, ElementsAre("people2.csv 0 flat.duplicate_header"));
}

TEST_F(FlatRows, OfAnEmptyFileOrOneWithAHeaderAloneAreNone) {
    use_map(kMap);
    EXPECT_THAT(read("people.csv", "").objects, ElementsAre("people.csv 0 object.empty"));
    EXPECT_THAT(read("people2.csv", "MRN,BORN,NAME\n").objects, ElementsAre("people2.csv 0 "));
}

TEST_F(FlatRows, AreFoundByTheFilesNameAndOthersAreToldApart) {
    use_map(kMap);
    const Mapped other = read("visits.csv", "A,B\n1,2\n");
    EXPECT_THAT(other.rejects, ElementsAre("0 map.no_map "));
    EXPECT_EQ(read("in/people-2019.csv", "MRN,BORN,NAME\n1,,A\n").lines.size(), 1U);
    EXPECT_EQ(read("a.json", R"({"resourceType":"Patient","id":"p"})").lines.size(), 1U);
}

TEST_F(FlatRows, OfSeveralFormatsInOneFeedItemDoNotMix) {
    use_map(kMap);
    ASSERT_TRUE(store_.put("a.json", R"({"resourceType":"Patient","id":"p"})", {}));
    ASSERT_TRUE(store_.put("people.csv", "MRN,BORN,NAME\n1,,A\n", {}));
    ASSERT_TRUE(store_.put("z.json", R"({"resourceType":"Basic","id":"b"})", {}));
    EXPECT_EQ(read({object("a.json"), object("people.csv"), object("z.json")}).lines.size(), 3U);
}

TEST_F(FlatRows, InOtherEncodingsBecomeUtf8) {
    const std::string map = std::string(kMap) + "on_error: {row: reject}\n";
    use_map(map.substr(0, map.find("  files")) + "  encoding: windows-1252\n" + map.substr(map.find("  files")));
    EXPECT_THAT(read("people.csv", "MRN,BORN,NAME\n1,,J\xF6rg \x80\n").lines.at(0),
                HasSubstr("J\xC3\xB6rg \xE2\x82\xAC"));
    std::string utf16 = "\xFF\xFE";
    for (const char c : std::string_view("MRN,BORN,NAME\n1,,\xF6\n")) utf16.append(1, c).append(1, '\0');
    const Mapped wide = read("people2.csv", utf16);
    ASSERT_EQ(wide.lines.size(), 1U);
    EXPECT_THAT(wide.lines[0], HasSubstr("\"text\":\"\xC3\xB6\""));
}

TEST_F(FlatRows, WithAnIdThatIsNoneAreRejects) {
    use_map("map: m\nsource: {format: csv}\nemit:\n  - {resourceType: Patient, id: =A}\n");
    EXPECT_THAT(read("x.csv", "A\nok-1\nnot ok\n\"\"\n").rejects,
                ElementsAre("1 map.value_does_not_fit record 3, A", HasSubstr("2 map.no_id record 4")));
}

TEST_F(FlatRows, OfJsonAreLinesOrItemsOfAList) {
    const std::string emit = "emit:\n  - {resourceType: Patient, id: =k, gender: =g.x}\n";
    use_map("map: m\nsource: {format: ndjson, files: \"*.ndjson\"}\n" + emit);
    const Mapped lines = read("x.ndjson", "{\"k\":\"1\",\"g\":{\"x\":\"male\"}}\n[1]\n{\"k\"\n{\"k\":\"2\"}\n");
    EXPECT_THAT(lines.lines, ElementsAre(R"({"resourceType":"Patient","id":"1","gender":"male"})",
                                         R"({"resourceType":"Patient","id":"2"})"));
    EXPECT_THAT(lines.rejects, ElementsAre(HasSubstr("1 flat.not_rows"), HasSubstr("2 json.")));
    use_map("map: m\nsource: {format: json, rows: data.list, files: \"*.json\"}\n" + emit);
    const Mapped items = read("x.json", R"({"data":{"list":[{"k":"1"},{"k":"2"}]}})");
    EXPECT_THAT(items.rows, ElementsAre(R"(0 1 17 {"k":"1"})", R"(1 2 27 {"k":"2"})"));
    EXPECT_EQ(items.lines.size(), 2U);
    EXPECT_THAT(read("y.json", R"({"data":1})").objects, ElementsAre("y.json 0 flat.not_rows"));
}

TEST_F(FlatRows, TellWhatWasWrittenAndHowColumnsAreSpelt) {
    use_map(kMap);
    const Mapped mapped = read("people.csv", "mrn,BORN,NAME,X\n1,,a\"b,\n");
    EXPECT_THAT(mapped.tallies,
                testing::IsSupersetOf({"rows clinic/people 1", "unread_columns clinic/people X 1",
                                       "renamed_columns clinic/people mrn 1", "odd_quotes clinic/people 1"}));
    EXPECT_THAT(mapped.tallies, testing::Contains("elements clinic/people Patient.birthDate 0"));
}

}  // namespace
}  // namespace hios::jobs
