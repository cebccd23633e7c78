#include "jobs/formats/flat_converter.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "stages/flat/codes.hpp"
#include "stages/map/codes.hpp"

namespace hios::jobs {
namespace {

// The one that all resources of a program go to; nothing when there are several.
std::optional<std::uint16_t> only_lane(const LaneWriter::LanesOfResources& lanes) {
    if (lanes.empty() || std::adjacent_find(lanes.begin(), lanes.end(), std::not_equal_to<>()) != lanes.end())
        return std::nullopt;
    return lanes.front();
}

}  // namespace

class FlatConverter::Table {
public:
    Table(const MapTable& of, std::string_view name_space) : table(of), reader(of.layout.dialect) {
        if (of.program == nullptr) return;
        machine.emplace(*of.program, name_space);
        lanes = LaneWriter::lanes_of(*of.program);
        lane = only_lane(lanes);
        if (of.reads_json()) json.emplace(dynamic_cast<const map::JsonPaths&>(*of.program->space));
        told.emplace(*of.program, of.label, true);
    }

    // What was counted since the last call, as tallies of the Work's first document.
    void tell(std::vector<MapTally>& tallies) {
        if (rows > 0) tallies.push_back({MapTally::kRows, table.label, std::exchange(rows, 0), 0});
        if (odd_quotes > 0) tallies.push_back({MapTally::kOddQuotes, table.label, std::exchange(odd_quotes, 0), 0});
        if (!machine) return;
        told->tell(machine->counts(), tallies);
    }

    const MapTable& table;
    flat::RowReader reader;
    std::optional<map::Machine> machine;
    std::optional<map::JsonRow> json;
    std::optional<MapTallies> told;
    LaneWriter::LanesOfResources lanes;
    std::optional<std::uint16_t> lane;  // of all resources
    std::uint64_t rows = 0;
    std::uint64_t odd_quotes = 0;
};

FlatConverter::FlatConverter(const ConversionSettings& settings) : settings_(settings), writer_(settings.lanes) {}

FlatConverter::~FlatConverter() = default;

FlatConverter::Table& FlatConverter::table(const MapTable& of) {
    auto& found = tables_[&of];
    if (!found) found = std::make_unique<Table>(of, settings_.name_space);
    return *found;
}

void FlatConverter::convert(Work& work) {
    work_ = &work;
    writer_.begin(work);
    writer_.each_document([this](Document& document) { take(document); });
    if (work.documents.empty()) return;  // tallies go with a document
    for (const auto& [of, one] : tables_) one->tell(work.tallies);
}

void FlatConverter::take(Document& document) {
    if (document.unreadable) {
        const Document& added = writer_.add(std::move(document));
        writer_.refuse(*added.unreadable);
    } else if (document.shape == Shape::kRows) {
        take_block(document);
    } else {
        take_json(std::move(document));
    }
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
            writer_.add(std::move(document));
            writer_.refuse(std::move(error));
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
        writer_.add(std::move(document));
        return;
    }
    if (one.json->set(document.text)) return take_row(std::move(document), one, *one.json);
    const Document& added = writer_.add(std::move(document));
    Error error =
        added.text.starts_with('{') ? one.json->fault() : reject(flat::codes::kNotRows, "the row is no JSON object");
    error.where.offset += added.offset;
    error.where.path = fmt::format("record {}", added.line);
    writer_.refuse(std::move(error));
}

void FlatConverter::take_row(Document&& given, Table& one, const map::SourceView& view) {
    const Document& document = writer_.add(std::move(given));
    if (!one.machine) return;
    map::Machine& machine = *one.machine;
    const bool mapped = machine.run(view, writer_.sink(one.lanes));
    if (settings_.observer != nullptr)
        settings_.observer->mapped(document, static_cast<const TablePart&>(*document.part), machine.counts().written);
    if (mapped) return one.lane ? writer_.note(machine, writer_.block_of(*one.lane)) : writer_.take(machine);
    writer_.refuse(machine.reject());
}

}  // namespace hios::jobs
