#pragma once
// What travels through the graph: documents in, lines and rejects out. A Work is owned by exactly one
// node at a time and goes through every node, one in and one out, whatever became of its documents.

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/byte_budget.hpp"
#include "pipeline/byte_buffer.hpp"
#include "pipeline/error.hpp"

namespace hios {

// A 128-bit hash that stands for a key; equal keys are taken as the same thing.
struct Key128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend bool operator==(const Key128&, const Key128&) = default;
    friend constexpr std::strong_ordering operator<=>(const Key128& one, const Key128& other) {
        return one.high != other.high ? one.high <=> other.high : one.low <=> other.low;
    }
};

inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();
inline constexpr std::uint32_t kNoEntry = 0xFFFF'FFFFU;

// How a document's text is laid out, as found by the splitter.
enum class Shape : std::uint8_t {
    kWhole,
    kLine,
    kUnknown,
    kRow,   // a record of a table
    kRows,  // a block of records, which the converter takes apart
};

// What a splitter found out about one part that its converter needs, such as a table's header. Immutable.
class PartContext {
public:
    PartContext() = default;
    PartContext(const PartContext&) = delete;
    PartContext& operator=(const PartContext&) = delete;
    virtual ~PartContext() = default;
    // What must stand before rows of the part that are kept in a file of their own, and that file's extension.
    [[nodiscard]] virtual std::string_view preamble() const { return {}; }
    [[nodiscard]] virtual std::string_view extension() const { return "txt"; }
};

// One document of an object: a byte range of one of its parts.
struct Document {
    std::uint32_t object = 0;  // ordinal in the run's plan
    Shape shape = Shape::kWhole;
    std::shared_ptr<const std::string> name;  // object key, or key!/member; as the user knows it
    std::uint32_t key_length = 0;             // how much of `name` is the object's key
    std::uint64_t number = 0;                 // running number within the object, from 0
    std::uint64_t offset = 0;                 // of `text` in the decoded part
    std::uint64_t line = 0;                   // line or record number in the part (from 1) of kLine, kRow
    std::string_view text;                    // at least 64 more bytes are readable behind it
    const PartContext* part = nullptr;        // of kRow and kRows; Work::parts owns it
    bool open_ended = false;                  // its bytes do not tell where it ends: they are kept by themselves
    std::optional<Error> unreadable;          // the part could not be read: the document is a reject
};

// The time of a line whose document only mentions the resource (an ORU message names its patient): later than that of
// other mentions when its document is later, but earlier than that of any document that maintains it.
[[nodiscard]] constexpr std::int64_t mentioned(std::int64_t time_us) {
    constexpr std::int64_t kBeforeAll = std::int64_t{1} << 62;
    return time_us == kNoTime ? kNoTime : time_us - kBeforeAll;
}

// Whether a line's time is one that mentioned() made.
[[nodiscard]] constexpr bool is_mention(std::int64_t time_us) {
    return time_us != kNoTime && time_us < -(std::int64_t{1} << 61);
}

// The lane of lines that are no resources but a data lake's: never versions of anything, never imported, staged by
// partition. Lanes below are resource types.
inline constexpr std::uint16_t kLakeLane = 255;

// One NDJSON line made from a document. The bytes stand in LaneBlock::bytes, in order.
struct LineRecord {
    Key128 key;                       // of (resource type, id)
    std::int64_t time_us = kNoTime;   // document time: microseconds since the Unix epoch
    std::uint64_t source_offset = 0;  // where the resource stood in the decoded part
    std::uint32_t source_length = 0;
    std::uint32_t length = 0;        // of the line, '\n' included
    std::uint32_t document = 0;      // index in Work::documents
    std::uint32_t entry = kNoEntry;  // entry of a Bundle
    std::uint32_t rank = 0;          // orders versions of equal time within one document: larger is later
    std::uint32_t partition = 0;     // of kLakeLane: index in Work::partitions
    bool maintains = false;          // later documents that only mention the resource must not replace it
};

// The lines of one lane (one resource type) in one Work.
struct LaneBlock {
    std::uint16_t lane = 0;
    ByteBuffer bytes;
    std::vector<LineRecord> lines;
};

// A version that says "deleted": it supersedes older lines of its key, and is no line itself.
struct Tombstone {
    Key128 key;
    std::int64_t time_us = kNoTime;
    std::uint32_t document = 0;
    std::uint32_t rank = 0;
};

// A document or resource that cannot go on.
struct Reject {
    enum class Level : std::uint8_t { kDocument, kResource };
    Error error;
    Level level = Level::kDocument;
    std::uint32_t document = 0;  // index in Work::documents
    std::uint32_t entry = kNoEntry;
    std::string
        outcome{};  // an OperationOutcome (JSON) of all that is wrong with the resource; "": what the error says
};

// How often a rule of validation was broken in a Work, by errors and warnings alike.
struct Finding {
    std::string_view rule;  // lives as long as the program
    std::uint64_t count = 0;
    std::uint32_t document = 0;  // index in Work::documents
};

// What a map did with the rows of a Work, for the run's account. No values of rows stand in it.
struct MapTally {
    static constexpr std::string_view kRows = "rows";                // name: map/table
    static constexpr std::string_view kElements = "elements";        // values written, also 0: map/table Patient.gender
    static constexpr std::string_view kDropped = "dropped_values";   // did not fit and were left out
    static constexpr std::string_view kFailed = "failed_resources";  // of documents: a value they need was missing
    static constexpr std::string_view kRepeated = "repeated_resources";  // of documents, said again in them: by type
    static constexpr std::string_view kUnreadFields = "unread_fields";   // of messages, not empty: OBX-17
    static constexpr std::string_view kDeviations = "deviations";        // of messages from their standard, by code
    static constexpr std::string_view kUnmappedEntries = "unmapped_entries";  // of documents, by template
    static constexpr std::string_view kSkippedEntries = "skipped_entries";    // by rule
    static constexpr std::string_view kUnreadColumns = "unread_columns";      // in how many files: map/table NAME
    static constexpr std::string_view kRenamedColumns = "renamed_columns";    // differ in case or blanks from the map's
    static constexpr std::string_view kOddQuotes = "odd_quotes";  // rows with a quote within an unquoted field
    std::string_view kind;
    std::string name;
    std::uint64_t count = 0;
    std::uint32_t document = 0;  // index in Work::documents
};

// A reference that could not be resolved; it is staged as it was.
struct Unresolved {
    std::uint32_t document = 0;
    std::uint32_t entry = kNoEntry;
    std::uint64_t offset = 0;
    std::string_view why;  // "no-match", "several-matches", "not-in-bundle", "unsupported-query"
    std::string reference;
};

// A place where a message is not as its standard wants it, when the job asks for these. No values.
struct DeviationRecord {
    std::string_view code;
    std::string place;         // "PID[2]-3.1"
    std::uint64_t offset = 0;  // of the place in the decoded part
    std::uint32_t document = 0;
};

// A business identifier of a staged resource, for conditional references of later runs.
struct IdentifierRecord {
    Key128 key;
    std::uint32_t document = 0;
    std::uint16_t lane = 0;
    std::uint8_t id_length = 0;
    bool conditional = false;  // of a conditional create or update: its id yields to another's
    std::array<char, 64> id{};
    [[nodiscard]] std::string_view id_view() const { return {id.data(), id_length}; }
};

// An identifier that some document asks for by a conditional reference, create or update.
struct WantedKey {
    Key128 key;
    bool any_system = false;  // only key.high counts
};

// What became of one document.
struct DocumentAccount {
    bool rejected = false;
    std::uint32_t made = 0;  // resources found in it
    std::uint32_t rejected_resources = 0;
    std::uint32_t superseded = 0;       // conditional creates of what exists already
    std::uint32_t skipped_entries = 0;  // entries that hold nothing to import (GET, outcomes)
    std::uint32_t rewritten = 0;        // references rewritten
    std::uint32_t conditional = 0;      // of these, conditional references resolved
    std::uint32_t unresolved = 0;
};

// An object whose last document is in this Work.
struct ObjectEnd {
    std::uint32_t object = 0;
    std::shared_ptr<const std::string> name;
    std::uint64_t documents = 0;      // how many documents it had
    std::optional<Error> unreadable;  // it could not be read (to the end)
    std::uint64_t packaging = 0;      // members that only pack them, and were not read
};

struct Work {
    // Order: feed items are numbered densely, chunks within an item densely, the last is marked.
    std::uint64_t feed = 0;
    std::uint32_t chunk = 0;
    bool last = true;

    std::uint8_t format = 0;  // of all documents: index in the run's formats

    BytePermit permit;
    std::vector<ByteBuffer> buffers;  // own the documents' text
    std::vector<std::shared_ptr<const PartContext>> parts;
    std::vector<Document> documents;
    std::vector<ObjectEnd> objects;

    // Results, each in document order.
    std::vector<LaneBlock> lanes;
    std::vector<Tombstone> tombstones;
    std::vector<Reject> rejects;
    std::vector<Unresolved> unresolved;
    std::vector<IdentifierRecord> identifiers;
    std::vector<DocumentAccount> accounts;  // one per document
    std::vector<Finding> findings;          // of validation
    std::vector<MapTally> tallies;          // of maps
    std::vector<DeviationRecord> deviations;
    std::vector<std::string> partitions;  // of lines of kLakeLane: "structure=ADT_A01/message_date=2024-01-31"
    std::vector<WantedKey> wanted;        // of the gathering pass only
};

using WorkPtr = std::shared_ptr<Work>;

}  // namespace hios
