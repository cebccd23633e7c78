#include "jobs/formats/flat_converter.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "stages/fhir/identity.hpp"
#include "stages/fhir/resource_types.hpp"
#include "stages/flat/codes.hpp"
#include "stages/map/codes.hpp"

namespace hios::jobs {
namespace {

// Of the type that all resources of a program have; nothing when there are several.
std::optional<std::uint16_t> only_lane(const map::Program& program) {
    const auto& types = program.resource_types;
    if (types.empty() || std::any_of(types.begin(), types.end(), [&](const auto& one) { return one != types.front(); }))
        return std::nullopt;
    return fhir::type_id(types.front());
}

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

class FlatConverter::Table {
public:
    Table(const MapTable& of, std::string_view name_space) : table(of), reader(of.layout.dialect) {
        if (of.program == nullptr) return;
        machine.emplace(*of.program, name_space);
        lane = only_lane(*of.program);
        if (of.reads_json()) json.emplace(dynamic_cast<const map::JsonPaths&>(*of.program->space));
        told_written.resize(of.program->leaves.size());
        told_dropped.resize(of.program->spots.size());
    }

    // What was counted since the last call, as tallies of the Work's first document.
    void tell(std::vector<MapTally>& tallies) {
        if (rows > 0) tallies.push_back({MapTally::kRows, table.label, std::exchange(rows, 0), 0});
        if (odd_quotes > 0) tallies.push_back({MapTally::kOddQuotes, table.label, std::exchange(odd_quotes, 0), 0});
        if (!machine) return;
        const map::Program& program = *table.program;
        tell_new(
            machine->counts().written, told_written, MapTally::kElements, tallies,
            [&](std::size_t i) { return program.leaves[i].element; }, !std::exchange(told_all, true));
        tell_new(
            machine->counts().dropped, told_dropped, MapTally::kDropped, tallies,
            [&](std::size_t i) { return program.spots[i].element; }, false);
    }

    const MapTable& table;
    flat::RowReader reader;
    std::optional<map::Machine> machine;
    std::optional<map::JsonRow> json;
    std::optional<std::uint16_t> lane;  // of all resources
    std::uint64_t rows = 0;
    std::uint64_t odd_quotes = 0;

private:
    template <class Name>
    void tell_new(const std::vector<std::uint64_t>& counts, std::vector<std::uint64_t>& told, std::string_view kind,
                  std::vector<MapTally>& tallies, Name&& name, bool all) {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] == told[i] && !all) continue;
            tallies.push_back({kind, fmt::format("{} {}", table.label, name(i)), counts[i] - told[i], 0});
            told[i] = counts[i];
        }
    }

    bool told_all = false;  // also of elements that have no value yet
    std::vector<std::uint64_t> told_written;
    std::vector<std::uint64_t> told_dropped;
};

FlatConverter::FlatConverter(const ConversionSettings& settings)
    : settings_(settings), block_of_lane_(fhir::kResourceTypes.size(), -1) {}

FlatConverter::~FlatConverter() = default;

FlatConverter::Table& FlatConverter::table(const MapTable& of) {
    auto& found = tables_[&of];
    if (!found) found = std::make_unique<Table>(of, settings_.name_space);
    return *found;
}

void FlatConverter::convert(Work& work) {
    work_ = &work;
    std::fill(block_of_lane_.begin(), block_of_lane_.end(), std::int16_t{-1});
    std::vector<Document> given;
    given.swap(work.documents);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::size_t before = work.documents.size();
        try {
            take(given[i]);
        } catch (...) {
            // Whoever catches this makes rejects of the Work's documents: none may be missing.
            const bool taken = given[i].shape != Shape::kRows && work.documents.size() > before;
            if (!taken) work.documents.resize(before);
            for (std::size_t left = i + (taken ? 1 : 0); left < given.size(); ++left)
                work.documents.push_back(std::move(given[left]));
            throw;
        }
    }
    if (work.documents.empty()) return;  // tallies go with a document
    for (const auto& [of, one] : tables_) one->tell(work.tallies);
}

void FlatConverter::take(Document& document) {
    if (document.unreadable) {
        const Document& added = add(std::move(document));
        refuse(*added.unreadable);
    } else if (document.shape == Shape::kRows) {
        take_block(document);
    } else {
        take_json(std::move(document));
    }
}

Document& FlatConverter::add(Document&& document) {
    work_->documents.push_back(std::move(document));
    work_->accounts.emplace_back();
    return work_->documents.back();
}

// The document added last is a reject.
void FlatConverter::refuse(Error error) {
    const auto number = static_cast<std::uint32_t>(work_->documents.size() - 1);
    work_->accounts.back().rejected = true;
    if (error.where.document.empty()) error.where.document = *work_->documents.back().name;
    work_->rejects.push_back({std::move(error), Reject::Level::kDocument, number, kNoEntry, {}});
}

void FlatConverter::take_block(const Document& block) {
    const auto& part = static_cast<const TablePart&>(*block.part);
    Table& one = table(*part.table);
    map::FlatRow view(part.binding);
    flat::RowReader& reader = one.reader;
    reader.set_columns(part.columns.size());
    reader.reset(block.text, block.offset, block.line);
    for (std::uint64_t index = block.number; const flat::Row* row = reader.next(); ++index) {
        if (index < part.skip_documents) continue;
        if (index == part.first_index)
            work_->tallies.insert(work_->tallies.end(), part.tallies.begin(), part.tallies.end());
        Document document;
        document.object = block.object;
        document.shape = Shape::kRow;
        document.name = block.name;
        document.key_length = block.key_length;
        document.number = number_of_document(part.numbers, part.first_document, index);
        document.offset = row->begin;
        document.line = row->number;
        document.text = block.text.substr(row->begin - block.offset, row->end - row->begin);
        document.part = &part;
        ++one.rows;
        if (row->odd_quote > 0) ++one.odd_quotes;
        if (row->fault) {
            document.open_ended = row->fault.code == &flat::codes::kUnterminatedQuote;
            Error error = flat::to_error(*row);
            if (row->fault.column > 0 && row->fault.column <= part.columns.size())
                error.where.path += fmt::format(", {}", part.columns[row->fault.column - 1]);
            add(std::move(document));
            refuse(std::move(error));
            continue;
        }
        view.set(row->fields);
        take_row(std::move(document), one, view);
    }
}

void FlatConverter::take_json(Document&& document) {
    Table& one = table(*static_cast<const TablePart&>(*document.part).table);
    ++one.rows;
    if (!one.json) {
        add(std::move(document));
        return;
    }
    if (one.json->set(document.text)) return take_row(std::move(document), one, *one.json);
    const Document& added = add(std::move(document));
    Error error =
        added.text.starts_with('{') ? one.json->fault() : reject(flat::codes::kNotRows, "the row is no JSON object");
    error.where.offset += added.offset;
    error.where.path = fmt::format("record {}", added.line);
    refuse(std::move(error));
}

void FlatConverter::take_row(Document&& given, Table& one, const map::SourceView& view) {
    const Document& document = add(std::move(given));
    if (!one.machine) return;
    map::Machine& machine = *one.machine;
    // Straight into the lane where all resources of the table go there.
    const std::size_t block = one.lane ? block_of(*one.lane) : 0;
    ByteBuffer& out = one.lane ? work_->lanes[block].bytes : made_;
    if (!one.lane) made_.clear();
    const bool mapped = machine.run(view, out);
    if (settings_.observer != nullptr)
        settings_.observer->mapped(document, static_cast<const TablePart&>(*document.part), machine.counts().written);
    if (mapped) return append_lines(machine, block, out);
    const map::RowReject& why = machine.reject();
    Error error = reject(code_of(why.why), map::to_text(why));
    error.where.path = fmt::format("record {}, {}", document.line, why.spot->field);
    error.where.offset = document.offset;
    error.where.length = document.text.size();
    refuse(std::move(error));
}

void FlatConverter::append_lines(const map::Machine& machine, std::size_t block, const ByteBuffer& made) {
    const bool in_place = &made != &made_;
    std::uint32_t rank = 0;
    for (const map::Emitted& line : machine.emitted()) {
        LaneBlock& target = work_->lanes[in_place ? block : block_of(*fhir::type_id(line.type))];
        if (!in_place) target.bytes.append(made.view().substr(line.begin, line.length));
        add_line(target, line, made.view().substr(line.id_begin, line.id_length), rank++);
    }
    work_->accounts.back().made = static_cast<std::uint32_t>(machine.emitted().size());
}

void FlatConverter::add_line(LaneBlock& block, const map::Emitted& line, std::string_view id, std::uint32_t rank) {
    const Document& document = work_->documents.back();
    LineRecord record;
    record.key = fhir::resource_key(line.type, id);
    record.source_offset = document.offset;
    record.source_length = static_cast<std::uint32_t>(document.text.size());
    record.length = static_cast<std::uint32_t>(line.length);
    record.document = static_cast<std::uint32_t>(work_->documents.size() - 1);
    record.rank = rank;
    block.lines.push_back(record);
}

std::size_t FlatConverter::block_of(std::uint16_t lane) {
    std::int16_t& block = block_of_lane_[lane];
    if (block < 0) {
        block = static_cast<std::int16_t>(work_->lanes.size());
        if (settings_.lanes != nullptr) {
            work_->lanes.push_back(settings_.lanes->take(lane));
        } else {
            work_->lanes.emplace_back().lane = lane;
        }
    }
    return static_cast<std::size_t>(block);
}

}  // namespace hios::jobs
