#pragma once
// The open import group: what is packed but not committed. Lines, origins and error records wait in
// spools, so memory holds only what dedupe needs.

#include <memory>
#include <string>
#include <vector>

#include "pipeline/spool.hpp"
#include "pipeline/work.hpp"
#include "stages/pack/account.hpp"
#include "stages/pack/maintained.hpp"
#include "stages/pack/version_index.hpp"

namespace hios::pack {

// Where one line came from; the origins spool holds these records as they are in memory.
struct LineOrigin {
    std::uint64_t document = 0;       // number in its object
    std::uint64_t source_offset = 0;  // bytes in the decoded part
    std::uint32_t source_length = 0;
    std::uint32_t name = 0;  // index in Group::names
    std::uint32_t entry = kNoEntry;
    std::uint32_t length = 0;     // of the line, '\n' included
    std::uint32_t partition = 0;  // of kLakeLane: index in Shard::partitions
};

inline constexpr std::uint32_t kNoImportGroup = 0xFFFF'FFFFU;  // of what is not imported

// One shard of the group, cut or still open.
struct Shard {
    std::uint16_t lane = 0;
    std::uint32_t number = 0;        // within the lane over the whole run; given when the group closes
    std::uint32_t import_group = 0;  // over the whole run; given when the group closes; kNoImportGroup of kLakeLane
    std::unique_ptr<Spool> lines;
    std::unique_ptr<Spool> origins;
    std::uint64_t line_count = 0;
    std::uint64_t bytes = 0;
    std::vector<std::uint32_t> superseded;  // line indexes, sorted when the group closes
    std::vector<std::string> partitions;    // of kLakeLane
};

struct DocumentName {
    std::shared_ptr<const std::string> name;
    std::uint32_t key_length = 0;
};

// A finished object of the group.
struct ObjectResult {
    std::uint32_t object = 0;
    bool mapped = false;      // at least one document was mapped, or it had none
    bool unreadable = false;  // could not be read (to its end): later runs take it again
};

// A file for the error zone, relative to the run's folder there.
struct ErrorFile {
    std::string key;
    std::unique_ptr<Spool> bytes;
};

// A rejected document, for `hios retry`.
struct RejectedDocument {
    std::uint32_t object = 0;
    std::uint64_t document = 0;
    std::string name;
    std::uint32_t key_length = 0;
    std::string code;            // of its first reject
    std::string raw;             // error-zone key of its bytes, "" when they were not kept
    std::uint64_t raw_line = 0;  // line in that file (from 1), 0 = the whole file
};

// Up to where the run's input is packed when a group closes: a resumed run goes on from here.
struct Position {
    std::uint32_t object = 0;     // the first object not packed to its end
    std::uint64_t documents = 0;  // of it, how many documents are packed
    bool mapped = false;          // whether one of these was mapped
};

struct Group {
    std::uint32_t ordinal = 0;
    std::vector<Shard> shards;
    std::vector<DocumentName> names;
    std::vector<ErrorFile> error_files;
    std::vector<RejectedDocument> rejected;
    std::unique_ptr<Spool> earlier_identifiers;  // as they are in memory; null: all stand in `identifiers`
    std::vector<IdentifierRecord> identifiers;   // the last ones
    std::shared_ptr<MaintainedList> maintained;  // complete when the group closes
    std::vector<ObjectResult> objects;
    Account account;
    Position end;
    std::uint64_t bytes = 0;  // of lines, superseded ones included
};

}  // namespace hios::pack
