#pragma once
// Lines, in order, into the open import group: one lane a resource type, each lane cut into shards by
// bytes and lines; the group closes by bytes, by full shards, or at the end of the run, and always
// between two documents. Lines are copied to spools at once, so nothing that waits holds a permit.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/pack/error_records.hpp"
#include "stages/pack/group.hpp"

namespace hios::pack {

struct PackSettings {
    enum class GroupBy : std::uint8_t { kBytes, kShards, kRun };
    std::uint64_t shard_bytes = 256ULL << 20;
    std::uint64_t shard_lines = 500'000;
    GroupBy group_by = GroupBy::kBytes;
    std::uint64_t group_size = 8ULL << 30;      // bytes or shards
    std::uint64_t index_memory = 256ULL << 20;  // of the version index, beyond which it spools
};

// From where a run packs on: zero for a new run, else what the ledger kept of its last group.
struct PackState {
    std::uint32_t next_group = 0;
    std::uint32_t next_import_group = 0;
    std::vector<std::uint32_t> next_shard;  // by lane
    Position position;
};

// Not thread-safe: lives in the serial stage. Output depends only on the order of what is added.
class Packer {
public:
    using Closed = std::function<void(std::unique_ptr<Group>)>;

    // `before`: what groups before `state` have maintained, and those that this Packer closes, from then on. May be
    // null: nothing; then groups are independent.
    Packer(const PackSettings& settings, SpoolFactory& spools, PackState state, Closed closed,
           MaintainedBefore* before = nullptr);

    // May close groups, by calling `closed`: a full group closes when the next document comes.
    Outcome<void> add(Work& work);
    // Closes the open group when anything was added to it.
    Outcome<void> finish();

    // After the last close.
    [[nodiscard]] const PackState& state() const { return state_; }

private:
    struct Cursor {  // how far a Work's results are taken
        std::vector<std::size_t> line_of_block;
        std::vector<std::size_t> byte_of_block;
        std::size_t tombstone = 0, reject = 0, unresolved = 0, identifier = 0, finding = 0, tally = 0, deviation = 0,
                    object = 0;
    };

    void open_group();
    Outcome<void> add_identifier(const IdentifierRecord& record);
    Outcome<void> take_documents(Work& work, Cursor& cursor, std::uint32_t begin, std::uint32_t end);
    Outcome<void> take_lines(const Work& work, const LaneBlock& block, std::size_t& line, std::size_t& byte,
                             std::uint32_t end);
    std::uint32_t partition_of(const Work& work, const LineRecord& record, Shard& shard);
    Outcome<void> append(std::uint32_t shard, std::string_view bytes);
    Outcome<std::uint32_t> shard_for(std::uint16_t lane, std::uint32_t length);
    Outcome<void> end_objects(const Work& work, Cursor& cursor, std::uint32_t object);
    std::uint32_t name_of(const Document& document);
    [[nodiscard]] bool group_is_full() const;
    [[nodiscard]] bool may_fill(const Work& work) const;
    Outcome<void> close();
    void number_shards();

    const PackSettings settings_;
    SpoolFactory& spools_;
    PackState state_;
    Closed closed_;
    MaintainedBefore* before_;
    std::unique_ptr<Group> group_;
    std::optional<ErrorRecords> errors_;
    VersionIndex versions_;
    std::vector<std::uint32_t> open_shard_;  // by lane: index in group_->shards, kNoShard when none
    std::uint64_t full_shards_ = 0;
    std::uint32_t document_order_ = 0;  // number of the current Work's first document in the group
    std::vector<LineOrigin> origins_;
    std::unordered_map<std::string, std::uint32_t> partitions_;  // of the open lake shard: index in Shard::partitions
};

}  // namespace hios::pack
