#include <gmock/gmock.h>

#include "tests/io/archive_makers.hpp"
#include "tests/jobs/run/reading.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

class SourceReading : public testing::Test {
protected:
    PlannedObject put(const std::string& key, const std::string& bytes) {
        EXPECT_TRUE(store_.put(key, bytes, {}));
        return planned(next_++, key, bytes.size());
    }
    io::MemoryStore store_;
    std::uint32_t next_ = 0;
};

TEST_F(SourceReading, AWholeDocumentIsItsObject) {
    const Reading reading = read_objects(store_, {put("a.json", "{\n\"a\":1}\n")});
    ASSERT_EQ(reading.documents.size(), 1U);
    EXPECT_EQ(reading.documents[0], (ReadDocument{0, 0, 0, 0, Shape::kWhole, "a.json", "{\n\"a\":1}\n", ""}));
    EXPECT_EQ(reading.objects.at(0).documents, 1U);
}

TEST_F(SourceReading, AByteOrderMarkIsNoPartOfTheText) {
    const Reading reading = read_objects(store_, {put("a.json", "\xEF\xBB\xBF{\"a\":1}")});
    ASSERT_EQ(reading.documents.size(), 1U);
    EXPECT_EQ(reading.documents[0].text, "{\"a\":1}");
    EXPECT_EQ(reading.documents[0].offset, 3U);
}

TEST_F(SourceReading, ObjectsOfAnItemFollowEachOther) {
    const Reading reading =
        read_objects(store_, {put("a.json", "{}"), put("b.ndjson", "{}\n{}\n"), put("c.json", "{}")});
    std::vector<std::string> places;
    for (const auto& document : reading.documents) places.push_back(document.name + std::to_string(document.number));
    EXPECT_THAT(places, testing::ElementsAre("a.json0", "b.ndjson0", "b.ndjson1", "c.json0"));
    ASSERT_EQ(reading.objects.size(), 3U);
    EXPECT_EQ(reading.objects[1].documents, 2U);
    EXPECT_EQ(reading.works, 1U);
}

TEST_F(SourceReading, EmptyAndBlankObjectsAreUnreadable) {
    const Reading reading = read_objects(store_, {put("a.ndjson", ""), put("b.json", ""), put("c.ndjson", " \n\r\n")});
    EXPECT_TRUE(reading.documents.empty());
    ASSERT_EQ(reading.objects.size(), 3U);
    for (const ReadObject& object : reading.objects) EXPECT_EQ(object.code, "object.empty") << object.name;
}

TEST_F(SourceReading, AMissingObjectHarmsNoOther) {
    const Reading reading = read_objects(store_, {planned(7, "gone.json", 5), put("a.json", "{}")});
    EXPECT_EQ(reading.documents.size(), 1U);
    ASSERT_EQ(reading.objects.size(), 2U);
    EXPECT_EQ(reading.objects[0].code, "io.not_found");
    EXPECT_EQ(reading.objects[0].where, "gone.json");
    EXPECT_EQ(reading.objects[1].code, "");
}

TEST_F(SourceReading, ADocumentOfTheLimitIsTakenALargerOneRejected) {
    ReaderSettings settings;
    settings.split.document_bytes = 100;
    const std::string exact = "{\"x\":\"" + std::string(92, 'x') + "\"}";
    const Reading reading = read_objects(store_, {put("a.json", exact), put("b.json", exact + "\n")}, settings);
    ASSERT_EQ(reading.documents.size(), 2U);
    EXPECT_EQ(reading.documents[0].text, exact);
    EXPECT_EQ(reading.documents[1].code, "io.too_large");
    EXPECT_EQ(reading.documents[1].text, "");
    EXPECT_EQ(reading.objects[1].code, "");
}

TEST_F(SourceReading, AWholeObjectThatChangesIsNotTaken) {
    const PlannedObject object = put("a.json", "{}");
    SlowStore store(store_, 1);
    store.fail_at_end(reject(codes::kChanged, "it changed", {"a.json", 0, 0, {}}));
    const Reading reading = read_objects(store, {object});
    EXPECT_TRUE(reading.documents.empty());
    EXPECT_EQ(reading.objects.at(0).code, "io.changed");
    EXPECT_EQ(reading.objects.at(0).where, "a.json");
}

TEST_F(SourceReading, MembersOfAnArchiveAreDocumentsOfTheObject) {
    const std::string archive =
        zip({{"a.json", "{\"a\":1}"}, {"in/b.ndjson", "{\"b\":1}\n{\"b\":2}\n"}, {"in/c.json.gz", gzip("{\"c\":1}")}});
    const Reading reading = read_objects(store_, {put("x.zip", archive)});
    ASSERT_EQ(reading.documents.size(), 4U);
    EXPECT_EQ(reading.documents[0], (ReadDocument{0, 0, 0, 0, Shape::kWhole, "x.zip!/a.json", "{\"a\":1}", ""}));
    EXPECT_EQ(reading.documents[1], (ReadDocument{0, 1, 0, 1, Shape::kLine, "x.zip!/in/b.ndjson", "{\"b\":1}", ""}));
    EXPECT_EQ(reading.documents[2], (ReadDocument{0, 2, 8, 2, Shape::kLine, "x.zip!/in/b.ndjson", "{\"b\":2}", ""}));
    EXPECT_EQ(reading.documents[3].text, "{\"c\":1}");
    EXPECT_EQ(reading.documents[3].number, 3U);
    EXPECT_EQ(reading.objects.at(0).documents, 4U);
}

TEST_F(SourceReading, ADamagedMemberIsOneDocumentAndTheOthersAreTaken) {
    ZipMember bad{"b.json", "{\"b\":1}"};
    bad.wrong_checksum = true;
    const Reading reading =
        read_objects(store_, {put("x.zip", zip({{"a.json", "{\"a\":1}"}, bad, {"c.json", "{\"c\":1}"}}))});
    ASSERT_EQ(reading.documents.size(), 3U);
    EXPECT_EQ(reading.documents[1].name, "x.zip!/b.json");
    EXPECT_NE(reading.documents[1].code, "");
    EXPECT_EQ(reading.documents[2].text, "{\"c\":1}");
    EXPECT_EQ(reading.objects.at(0).code, "");
}

TarMember member(const std::string& name, const std::string& bytes) {
    TarMember made;
    made.name = name;
    made.bytes = bytes;
    return made;
}

TEST_F(SourceReading, SkipsOverMembersToo) {
    PlannedObject object =
        put("x.tar", tar({member("a.json", "{\"a\":1}"), member("b.ndjson", "{\"b\":1}\n{\"b\":2}\n")}));
    object.skip_documents = 2;
    const Reading reading = read_objects(store_, {object});
    ASSERT_EQ(reading.documents.size(), 1U);
    EXPECT_EQ(reading.documents[0].text, "{\"b\":2}");
    EXPECT_EQ(reading.documents[0].number, 2U);
    EXPECT_EQ(reading.objects.at(0).documents, 3U);
}

TEST_F(SourceReading, ALargeCompressedObjectIsCutIntoWorks) {
    std::string text;
    while (text.size() < (4U << 20)) text += "{\"n\":" + std::to_string(text.size()) + "}\n";
    ReaderSettings settings;
    const Reading reading = read_objects(store_, {put("a.ndjson.gz", gzip(text))}, settings);
    EXPECT_GT(reading.works, 3U);
    std::string again;
    for (const auto& document : reading.documents) {
        EXPECT_EQ(document.offset, again.size());
        again += document.text + "\n";
    }
    EXPECT_EQ(again, text);
}

TEST_F(SourceReading, StopsWithTheRun) {
    const PlannedObject object = put("a.json", "{}");
    ByteBudget budget(1 << 20, 64);
    budget.stop();
    RunControl control;
    Metrics metrics;
    const JobSpec spec;
    const Formats formats(spec);
    SourceReader reader([this](const PlannedObject& named) { return store_.open(named.key); }, formats, {}, budget,
                        control, metrics);
    std::size_t ends = 0;
    bool last = false;
    reader.fetch({0, {object, object}}, [&](const WorkPtr& work) {
        ends += work->objects.size();
        last = work->last;
    });
    EXPECT_TRUE(last);
    EXPECT_EQ(ends, 0U) << "an object cut short must not count as read";
}

}  // namespace
}  // namespace hios::jobs
