#include "stages/pack/packer.hpp"

#include <algorithm>

namespace hios::pack {
namespace {

constexpr std::size_t kIdentifiersInMemory = 8192;  // of the open group; more wait in a spool

}  // namespace

Packer::Packer(const PackSettings& settings, SpoolFactory& spools, PackState state, Closed closed,
               MaintainedBefore* before)
    : settings_(settings),
      spools_(spools),
      state_(std::move(state)),
      closed_(std::move(closed)),
      before_(before),
      versions_(spools, settings.index_memory) {
    open_group();
}

void Packer::open_group() {
    group_ = std::make_unique<Group>();
    group_->ordinal = state_.next_group;
    group_->maintained = std::make_shared<MaintainedList>(spools_);
    errors_.emplace(spools_, *group_);
    open_shard_.assign(open_shard_.size(), kNoShard);
    full_shards_ = 0;
    document_order_ = 0;
}

bool Packer::group_is_full() const {
    switch (settings_.group_by) {
        case PackSettings::GroupBy::kBytes:
            return group_->bytes >= settings_.group_size;
        case PackSettings::GroupBy::kShards:
            return full_shards_ >= settings_.group_size;
        case PackSettings::GroupBy::kRun:
            return false;
    }
    return false;
}

// Whether taking all of `work` could fill the group before its last document.
bool Packer::may_fill(const Work& work) const {
    if (settings_.group_by == PackSettings::GroupBy::kRun) return false;
    if (group_is_full()) return true;
    std::uint64_t bytes = 0;
    for (const LaneBlock& block : work.lanes) {
        bytes += block.bytes.size();
        if (settings_.group_by != PackSettings::GroupBy::kShards) continue;
        const std::uint32_t open = block.lane < open_shard_.size() ? open_shard_[block.lane] : kNoShard;
        const std::uint64_t filled = open == kNoShard ? 0 : group_->shards[open].bytes;
        const std::uint64_t lines = open == kNoShard ? 0 : group_->shards[open].line_count;
        if (filled + block.bytes.size() > settings_.shard_bytes || lines + block.lines.size() > settings_.shard_lines)
            return true;
    }
    return settings_.group_by == PackSettings::GroupBy::kBytes && group_->bytes + bytes >= settings_.group_size;
}

Outcome<void> Packer::add(Work& work) {
    Cursor cursor;
    cursor.line_of_block.assign(work.lanes.size(), 0);
    cursor.byte_of_block.assign(work.lanes.size(), 0);
    const auto count = static_cast<std::uint32_t>(work.documents.size());
    // One document at a time only where it matters which comes first: results must not depend on how
    // documents are grouped into Works.
    const bool records_ends = std::any_of(work.objects.begin(), work.objects.end(),
                                          [](const ObjectEnd& end) { return end.unreadable.has_value(); });
    if (!records_ends && !may_fill(work)) {
        HIOS_CHECK(take_documents(work, cursor, 0, count));
    } else {
        for (std::uint32_t i = 0; i < count; ++i) {
            HIOS_CHECK(end_objects(work, cursor, work.documents[i].object));
            // Only now, so that the end of an object is in the group of its last document.
            if (group_is_full()) HIOS_CHECK(close());
            HIOS_CHECK(take_documents(work, cursor, i, i + 1));
        }
    }
    return end_objects(work, cursor, UINT32_MAX);
}

std::uint32_t Packer::name_of(const Document& document) {
    if (group_->names.empty() || group_->names.back().name != document.name)
        group_->names.push_back({document.name, document.key_length});
    return static_cast<std::uint32_t>(group_->names.size() - 1);
}

Outcome<void> Packer::take_documents(Work& work, Cursor& cursor, std::uint32_t begin, std::uint32_t end) {
    Account& account = group_->account;
    Position& position = state_.position;
    for (std::uint32_t i = begin; i < end; ++i) {
        const Document& document = work.documents[i];
        const DocumentAccount& result = work.accounts[i];
        HIOS_CHECK(end_objects(work, cursor, document.object));
        ++account.documents.read;
        ++(result.rejected ? account.documents.rejected : account.documents.mapped);
        account.resources.made += result.made;
        account.resources.rejected += result.rejected_resources;
        account.resources.superseded += result.superseded;
        account.references.rewritten += result.rewritten;
        account.references.conditional_resolved += result.conditional;
        account.references.unresolved += result.unresolved;
        account.skipped_entries += result.skipped_entries;
        if (document.object != position.object) position = {document.object, 0, false};
        ++position.documents;
        position.mapped = position.mapped || !result.rejected;
    }
    for (std::size_t b = 0; b < work.lanes.size(); ++b) {
        HIOS_CHECK(take_lines(work, work.lanes[b], cursor.line_of_block[b], cursor.byte_of_block[b], end));
    }
    for (; cursor.tombstone < work.tombstones.size() && work.tombstones[cursor.tombstone].document < end;
         ++cursor.tombstone) {
        const Tombstone& deleted = work.tombstones[cursor.tombstone];
        HIOS_CHECK(versions_.add(deleted.key, deleted.time_us, document_order_ + deleted.document, deleted.rank,
                                 {kNoShard, 0}));
    }
    for (; cursor.reject < work.rejects.size() && work.rejects[cursor.reject].document < end; ++cursor.reject) {
        HIOS_CHECK(errors_->add(work, work.rejects[cursor.reject]));
    }
    for (; cursor.unresolved < work.unresolved.size() && work.unresolved[cursor.unresolved].document < end;
         ++cursor.unresolved) {
        HIOS_CHECK(errors_->add(work, work.unresolved[cursor.unresolved]));
    }
    for (; cursor.identifier < work.identifiers.size() && work.identifiers[cursor.identifier].document < end;
         ++cursor.identifier) {
        HIOS_CHECK(add_identifier(work.identifiers[cursor.identifier]));
    }
    for (; cursor.finding < work.findings.size() && work.findings[cursor.finding].document < end; ++cursor.finding) {
        const Finding& finding = work.findings[cursor.finding];
        account.findings_by_rule[std::string(finding.rule)] += finding.count;
    }
    for (; cursor.tally < work.tallies.size() && work.tallies[cursor.tally].document < end; ++cursor.tally) {
        const MapTally& tally = work.tallies[cursor.tally];
        account.mapping[std::string(tally.kind)][tally.name] += tally.count;
    }
    for (; cursor.deviation < work.deviations.size() && work.deviations[cursor.deviation].document < end;
         ++cursor.deviation) {
        HIOS_CHECK(errors_->add(work, work.deviations[cursor.deviation]));
    }
    if (end == work.documents.size()) document_order_ += end;
    return {};
}

Outcome<void> Packer::add_identifier(const IdentifierRecord& record) {
    auto& held = group_->identifiers;
    if (held.size() >= kIdentifiersInMemory) {
        if (group_->earlier_identifiers == nullptr) {
            HIOS_TRY(group_->earlier_identifiers, spools_.create("group-identifiers"));
        }
        HIOS_CHECK(group_->earlier_identifiers->append(
            {reinterpret_cast<const char*>(held.data()), held.size() * sizeof(IdentifierRecord)}));
        held.clear();
    }
    held.push_back(record);
    return {};
}

// The shard that the next line of `length` bytes goes to; cuts the open one when it would overflow.
Outcome<std::uint32_t> Packer::shard_for(std::uint16_t lane, std::uint32_t length) {
    if (lane >= open_shard_.size()) open_shard_.resize(lane + 1U, kNoShard);
    std::uint32_t& open = open_shard_[lane];
    if (open != kNoShard) {
        const Shard& shard = group_->shards[open];
        if (shard.bytes + length <= settings_.shard_bytes && shard.line_count < settings_.shard_lines) return open;
        ++full_shards_;
    }
    Shard shard;
    shard.lane = lane;
    HIOS_TRY(shard.lines, spools_.create("lines"));
    HIOS_TRY(shard.origins, spools_.create("origins"));
    if (lane == kLakeLane) partitions_.clear();
    open = static_cast<std::uint32_t>(group_->shards.size());
    group_->shards.push_back(std::move(shard));
    return open;
}

std::uint32_t Packer::partition_of(const Work& work, const LineRecord& record, Shard& shard) {
    const std::string& name = work.partitions[record.partition];
    const auto [found, is_new] = partitions_.try_emplace(name, static_cast<std::uint32_t>(shard.partitions.size()));
    if (is_new) shard.partitions.push_back(name);
    return found->second;
}

Outcome<void> Packer::append(std::uint32_t shard, std::string_view bytes) {
    if (origins_.empty()) return {};
    HIOS_CHECK(group_->shards[shard].lines->append(bytes));
    HIOS_CHECK(group_->shards[shard].origins->append(
        {reinterpret_cast<const char*>(origins_.data()), origins_.size() * sizeof(LineOrigin)}));
    origins_.clear();
    return {};
}

Outcome<void> Packer::take_lines(const Work& work, const LaneBlock& block, std::size_t& line, std::size_t& byte,
                                 std::uint32_t end) {
    std::uint32_t current = kNoShard;
    std::size_t stretch = byte;
    for (; line < block.lines.size() && block.lines[line].document < end; ++line) {
        const LineRecord& record = block.lines[line];
        HIOS_TRY(const std::uint32_t shard, shard_for(block.lane, record.length));
        if (shard != current) {
            if (current != kNoShard) HIOS_CHECK(append(current, block.bytes.view().substr(stretch, byte - stretch)));
            stretch = byte;
            current = shard;
        }
        const Document& document = work.documents[record.document];
        Shard& target = group_->shards[shard];
        const bool lake = block.lane == kLakeLane;
        if (!lake) {
            HIOS_CHECK(versions_.add(record.key, record.time_us, document_order_ + record.document, record.rank,
                                     {shard, static_cast<std::uint32_t>(target.line_count)}, record.maintains));
        }
        origins_.push_back({document.number, record.source_offset, record.source_length, name_of(document),
                            record.entry, record.length, lake ? partition_of(work, record, target) : 0});
        ++target.line_count;
        target.bytes += record.length;
        group_->bytes += record.length;
        byte += record.length;
    }
    return current == kNoShard ? Outcome<void>{} : append(current, block.bytes.view().substr(stretch, byte - stretch));
}

// Ends the objects before `object`: an object ends behind its last document, and in the same group as
// everything that the ledger will believe was packed before the next one.
Outcome<void> Packer::end_objects(const Work& work, Cursor& cursor, std::uint32_t object) {
    for (; cursor.object < work.objects.size() && work.objects[cursor.object].object < object; ++cursor.object) {
        const ObjectEnd& ended = work.objects[cursor.object];
        Position& position = state_.position;
        const bool has_documents = position.object == ended.object && position.documents > 0;
        const ObjectResult result{ended.object, has_documents ? position.mapped : !ended.unreadable,
                                  ended.unreadable.has_value()};
        if (ended.unreadable) HIOS_CHECK(errors_->add(ended, *ended.unreadable));
        group_->account.skipped_members += ended.packaging;
        ++(result.mapped ? group_->account.objects.committed : group_->account.objects.rejected);
        group_->objects.push_back(result);
        position = {ended.object + 1, 0, false};
    }
    return {};
}

Outcome<void> Packer::finish() {
    if (group_->account.documents.read == 0 && group_->objects.empty()) return {};
    return close();
}

// Numbers are given at the close, to shards that still have lines, in order of lane and cut: so they
// depend on the input alone.
void Packer::number_shards() {
    auto& shards = group_->shards;
    std::erase_if(shards, [](const Shard& shard) { return shard.line_count == shard.superseded.size(); });
    std::stable_sort(shards.begin(), shards.end(), [](const Shard& a, const Shard& b) { return a.lane < b.lane; });
    std::uint64_t in_import_group = 0;
    for (Shard& shard : shards) {
        if (shard.lane >= state_.next_shard.size()) state_.next_shard.resize(shard.lane + 1U, 0);
        shard.number = state_.next_shard[shard.lane]++;
        if (shard.lane == kLakeLane) {
            shard.import_group = kNoImportGroup;
            continue;
        }
        if (settings_.group_by == PackSettings::GroupBy::kShards && in_import_group == settings_.group_size) {
            ++state_.next_import_group;
            in_import_group = 0;
        }
        shard.import_group = state_.next_import_group;
        ++in_import_group;
    }
    if (in_import_group > 0) ++state_.next_import_group;
}

Outcome<void> Packer::close() {
    std::uint64_t lines = 0;
    std::uint64_t superseded = 0;
    const auto supersede = [&](LinePlace place) {
        group_->shards[place.shard].superseded.push_back(place.line);
        ++superseded;
    };
    MaintainedRule rule(before_, *group_->maintained, group_->account.resources, supersede);
    HIOS_CHECK(versions_.finish(supersede, [&](const LatestVersion& version) { return rule.take(version); }));
    HIOS_CHECK(rule.finish());
    for (Shard& shard : group_->shards) {
        lines += shard.line_count;
        std::sort(shard.superseded.begin(), shard.superseded.end());
        HIOS_CHECK(shard.lines->flush());
        HIOS_CHECK(shard.origins->flush());
    }
    for (ErrorFile& file : group_->error_files) HIOS_CHECK(file.bytes->flush());
    if (group_->earlier_identifiers != nullptr) HIOS_CHECK(group_->earlier_identifiers->flush());
    group_->account.resources.superseded += superseded;
    group_->account.resources.staged += lines - superseded;
    number_shards();
    ++state_.next_group;
    group_->end = state_.position;
    auto closed = std::move(group_);
    open_group();
    closed_(std::move(closed));
    return {};
}

}  // namespace hios::pack
