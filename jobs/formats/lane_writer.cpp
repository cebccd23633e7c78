#include "jobs/formats/lane_writer.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "stages/fhir/identity.hpp"
#include "stages/fhir/resource_types.hpp"
#include "stages/map/codes.hpp"

namespace hios::jobs {
namespace {

const Code& code_of(map::RowReject::Why why) {
    switch (why) {
        case map::RowReject::Why::kMissing:
            return map::codes::kValueMissing;
        case map::RowReject::Why::kDoesNotFit:
            return map::codes::kValueDoesNotFit;
        case map::RowReject::Why::kNoId:
            break;
    }
    return map::codes::kNoId;
}

}  // namespace

static_assert(fhir::kResourceTypes.size() <= kLakeLane);

LaneWriter::LaneWriter(LanePool* lanes)
    : lanes_(lanes),
      block_of_lane_(kLakeLane + 1U, -1),
      mentionable_(fhir::kResourceTypes.size(), false),
      repeats_of_(fhir::kResourceTypes.size()) {}

LaneWriter::Lanes LaneWriter::mentionable(const map::Program& program) {
    Lanes lanes(fhir::kResourceTypes.size(), false);
    struct Open {
        std::size_t end;
        std::size_t lane;
    };
    std::vector<Open> around;  // resources that hold the operation at hand
    for (std::size_t at = 0; at < program.ops.size(); ++at) {
        const map::Op& op = program.ops[at];
        while (!around.empty() && around.back().end <= at) around.pop_back();
        if (op.code == map::OpCode::kResource) {
            const std::size_t lane = *fhir::type_id(program.resource_types[op.c]);
            if ((op.flags & map::kMentions) != 0) lanes[lane] = true;
            around.push_back({op.a, lane});
        } else if (op.code == map::OpCode::kMention && !around.empty()) {
            lanes[around.back().lane] = true;
        }
    }
    return lanes;
}

LaneWriter::LanesOfResources LaneWriter::lanes_of(const map::Program& program) {
    LanesOfResources lanes;
    for (const std::string& type : program.resource_types) lanes.push_back(*fhir::type_id(type));
    return lanes;
}

void LaneWriter::begin(Work& work) {
    work_ = &work;
    std::fill(block_of_lane_.begin(), block_of_lane_.end(), std::int16_t{-1});
    partitions_.clear();
}

Document& LaneWriter::add(Document&& document) {
    work_->documents.push_back(std::move(document));
    work_->accounts.emplace_back();
    return work_->documents.back();
}

void LaneWriter::refuse(Error error) {
    const auto number = static_cast<std::uint32_t>(work_->documents.size() - 1);
    work_->accounts.back().rejected = true;
    if (error.where.document.empty()) error.where.document = *work_->documents.back().name;
    work_->rejects.push_back({std::move(error), Reject::Level::kDocument, number, kNoEntry, {}});
}

void LaneWriter::refuse(const map::RowReject& why) {
    const Document& document = work_->documents.back();
    Error error = reject(code_of(why.why), map::to_text(why));
    error.where.path =
        document.shape == Shape::kRow ? fmt::format("record {}, {}", document.line, why.spot->field) : why.spot->field;
    error.where.offset = document.offset;
    error.where.length = document.text.size();
    refuse(std::move(error));
}

std::size_t LaneWriter::block_of(std::uint16_t lane) {
    std::int16_t& block = block_of_lane_[lane];
    if (block < 0) {
        block = static_cast<std::int16_t>(work_->lanes.size());
        if (lanes_ != nullptr) {
            work_->lanes.push_back(lanes_->take(lane));
        } else {
            work_->lanes.emplace_back().lane = lane;
        }
    }
    return static_cast<std::size_t>(block);
}

void LaneWriter::take(const map::Machine& machine, std::int64_t time_us) {
    const std::vector<map::Emitted>& lines = machine.emitted();
    keys_.clear();
    for (const map::Emitted& line : lines)
        keys_.push_back(
            fhir::resource_key(line.type, lines_of(line.resource).view().substr(line.id_begin, line.id_length)));
    repeated_.look_at(lines, keys_);
    if (!repeated_.all_stay()) leave_out_repeated(lines);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::uint16_t lane = (*lane_of_resource_)[lines[i].resource];
        if (!repeated_.stays(i)) {
            ++repeats_of_[lane];
            continue;
        }
        LineRecord& record = add_line(work_->lanes[block_of(lane)], lines[i], keys_[i], time_us, rank++);
        record.maintains = !lines[i].mention && mentionable_[lane];
    }
    work_->accounts.back().made = rank;
}

// Lines of one lane stand one behind the other, in the order in which they were made.
void LaneWriter::leave_out_repeated(const std::vector<map::Emitted>& lines) {
    constexpr std::size_t kNotMet = SIZE_MAX;
    ends_.assign(work_->lanes.size(), kNotMet);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const map::Emitted& line = lines[i];
        const std::size_t block = block_of((*lane_of_resource_)[line.resource]);
        std::size_t& end = ends_[block];
        if (end == kNotMet) end = line.begin;
        if (!repeated_.stays(i)) continue;
        char* const bytes = work_->lanes[block].bytes.data();
        if (end != line.begin) std::memmove(bytes + end, bytes + line.begin, line.length);
        end += line.length;
    }
    for (std::size_t block = 0; block < ends_.size(); ++block) {
        if (ends_[block] != kNotMet) work_->lanes[block].bytes.truncate(ends_[block]);
    }
}

void LaneWriter::append_line(std::string_view line, const std::string& partition) {
    LaneBlock& block = work_->lanes[block_of(kLakeLane)];
    block.bytes.append(line);
    const Document& document = work_->documents.back();
    LineRecord record;
    record.source_offset = document.offset;
    record.source_length = static_cast<std::uint32_t>(document.text.size());
    record.length = static_cast<std::uint32_t>(line.size());
    record.document = static_cast<std::uint32_t>(work_->documents.size() - 1);
    record.partition = partition_of(partition);
    block.lines.push_back(record);
    work_->accounts.back().made = 1;
}

void LaneWriter::note(const map::Machine& machine, std::size_t block) {
    std::uint32_t rank = 0;
    LaneBlock& target = work_->lanes[block];
    for (const map::Emitted& line : machine.emitted())
        add_line(target, line, fhir::resource_key(line.type, target.bytes.view().substr(line.id_begin, line.id_length)),
                 kNoTime, rank++);
    work_->accounts.back().made = static_cast<std::uint32_t>(machine.emitted().size());
}

std::uint32_t LaneWriter::partition_of(const std::string& name) {
    const auto next = static_cast<std::uint32_t>(work_->partitions.size());
    const auto [found, is_new] = partitions_.try_emplace(name, next);
    if (is_new) work_->partitions.push_back(name);
    return found->second;
}

void LaneWriter::tell(std::vector<MapTally>& tallies) {
    for (std::size_t lane = 0; lane < repeats_of_.size(); ++lane) {
        if (repeats_of_[lane] == 0) continue;
        tallies.push_back({MapTally::kRepeated, std::string(fhir::kResourceTypes[lane]), repeats_of_[lane], 0});
        repeats_of_[lane] = 0;
    }
}

LineRecord& LaneWriter::add_line(LaneBlock& block, const map::Emitted& line, const Key128& key, std::int64_t time_us,
                                 std::uint32_t rank) {
    const Document& document = work_->documents.back();
    LineRecord record;
    record.key = key;
    record.time_us = line.mention ? mentioned(time_us) : time_us;
    record.source_offset = document.offset;
    record.source_length = static_cast<std::uint32_t>(document.text.size());
    record.length = static_cast<std::uint32_t>(line.length);
    record.document = static_cast<std::uint32_t>(work_->documents.size() - 1);
    record.rank = rank;
    block.lines.push_back(record);
    return block.lines.back();
}

}  // namespace hios::jobs
