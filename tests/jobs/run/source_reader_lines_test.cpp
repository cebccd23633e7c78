// NDJSON: the same documents wherever chunks and reads end.

#include <fmt/format.h>

#include "tests/jobs/run/reading.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

constexpr std::uint64_t kDocumentBytes = 25'000;

// An independent reading of `text` by the rules: a line a document, blank ones are none.
std::vector<ReadDocument> expected_of(const std::string& text, const std::string& name) {
    std::vector<ReadDocument> documents;
    std::uint64_t line = 0;
    for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string content = text.substr(at, end - at);
        ++line;
        const bool too_long = content.size() > kDocumentBytes;
        content.erase(content.find_last_not_of(" \t\r") + 1);
        if (too_long || !content.empty()) {
            documents.push_back({0, documents.size(), at, line, Shape::kLine, name, too_long ? "" : content,
                                 too_long ? "io.too_large" : ""});
        }
        at = end + 1;
    }
    return documents;
}

std::string line_of(std::size_t size) {
    return "{\"x\":\"" + std::string(size - 8, 'x') + "\"}";
}

// More than the reader sniffs at once, then lines of all kinds.
std::string mixed_lines() {
    std::string text = "\xEF\xBB\xBF";
    text += line_of(kDocumentBytes + 1) + "\n";
    for (std::size_t i = 0; text.size() < 70'000; ++i) {
        text += line_of(20 + i * 37 % 400) + (i % 3 == 0 ? "\r\n" : "\n");
        if (i % 7 == 0) text += "\n";
        if (i % 11 == 0) text += " \t\r\n";
        if (i % 13 == 0) text += "  ";
    }
    text += line_of(9'000) + "\n" + line_of(kDocumentBytes) + "\r\n" + line_of(kDocumentBytes) + "\n";
    text += line_of(kDocumentBytes + 5'000) + "\n\n" + line_of(30) + "\n";
    text += std::string(kDocumentBytes + 1, ' ') + "\n" + line_of(31);
    return text;
}

TEST(SourceReaderLines, AreTheSameForEveryChunkSize) {
    const std::string text = mixed_lines();
    const auto expected = expected_of(text, "a.ndjson");
    ASSERT_GT(expected.size(), 100U);
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a.ndjson", text, {}));
    for (std::size_t chunk = 1; chunk <= 4096; ++chunk) {
        SlowStore store(memory, 1 + chunk * 7919 % 997);
        ReaderSettings settings;
        settings.split.document_bytes = kDocumentBytes;
        settings.split.chunk_bytes = chunk;
        const Reading reading = read_objects(store, {planned(0, "a.ndjson", text.size())}, settings);
        ASSERT_EQ(reading.documents, expected) << "chunks of " << chunk;
        ASSERT_EQ(reading.objects.size(), 1U);
        ASSERT_EQ(reading.objects[0].documents, expected.size());
        ASSERT_EQ(reading.objects[0].code, "");
    }
}

TEST(SourceReaderLines, OfEveryLengthOfASmallTextAreTaken) {
    const std::string whole = "{\"a\":1}\r\n\n  {\"b\":2} \n\t\r\n{\"c\":3}\n{\"d\":4}";
    for (std::size_t size = 1; size <= whole.size(); ++size) {
        const std::string text = whole.substr(0, size);
        io::MemoryStore memory;
        ASSERT_TRUE(memory.put("a.ndjson", text, {}));
        ASSERT_EQ(read_objects(memory, {planned(0, "a.ndjson", size)}).documents, expected_of(text, "a.ndjson"))
            << size;
    }
}

TEST(SourceReaderLines, OfAWrongListedSizeAreAllTaken) {
    const std::string text = mixed_lines();
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a.ndjson", text, {}));
    ReaderSettings settings;
    settings.split.document_bytes = kDocumentBytes;
    for (const std::uint64_t size : {UINT64_C(0), UINT64_C(1), UINT64_C(60'000), UINT64_C(1) << 40}) {
        EXPECT_EQ(read_objects(memory, {planned(0, "a.ndjson", size)}, settings).documents,
                  expected_of(text, "a.ndjson"));
    }
}

TEST(SourceReaderLines, ThatWereCommittedAreSkippedAndCounted) {
    const std::string text = mixed_lines();
    const auto all = expected_of(text, "a.ndjson");
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a.ndjson", text, {}));
    for (const std::size_t skip : {std::size_t{1}, std::size_t{2}, all.size() - 2, all.size()}) {
        SlowStore store(memory, 501);
        PlannedObject object = planned(0, "a.ndjson", text.size());
        object.skip_documents = skip;
        ReaderSettings settings;
        settings.split.document_bytes = kDocumentBytes;
        settings.split.chunk_bytes = 1000;
        const Reading reading = read_objects(store, {object}, settings);
        EXPECT_EQ(reading.documents, std::vector(all.begin() + static_cast<std::ptrdiff_t>(skip), all.end()));
        EXPECT_EQ(reading.objects.at(0).documents, all.size());
    }
}

TEST(SourceReaderLines, OfARetryAreNumberedFromTheOriginals) {
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a.ndjson", "{}\n{}\n{}\n", {}));
    PlannedObject object = planned(0, "a.ndjson");
    object.first_document = 40;
    object.skip_documents = 1;
    const Reading reading = read_objects(memory, {object});
    ASSERT_EQ(reading.documents.size(), 2U);
    EXPECT_EQ(reading.documents[0].number, 41U);
    EXPECT_EQ(reading.documents[1].number, 42U);
}

TEST(SourceReaderLines, BeforeAChangeAreTakenAndTheObjectIsUnreadable) {
    const std::string text = mixed_lines();
    io::MemoryStore memory;
    ASSERT_TRUE(memory.put("a.ndjson", text, {}));
    SlowStore store(memory, 1000);
    store.fail_at_end(reject(codes::kChanged, "it changed", {"elsewhere", 0, 0, {}}));
    ReaderSettings settings;
    settings.split.document_bytes = kDocumentBytes;
    settings.split.chunk_bytes = 1000;
    const Reading reading = read_objects(store, {planned(0, "a.ndjson", text.size())}, settings);
    ASSERT_EQ(reading.objects.size(), 1U);
    EXPECT_EQ(reading.objects[0].code, "io.changed");
    EXPECT_EQ(reading.objects[0].where, "a.ndjson");
    const auto all = expected_of(text, "a.ndjson");
    ASSERT_LE(reading.documents.size(), all.size());
    EXPECT_GT(reading.documents.size(), 100U);
    EXPECT_TRUE(std::equal(reading.documents.begin(), reading.documents.end(), all.begin()));
}

}  // namespace
}  // namespace hios::jobs
