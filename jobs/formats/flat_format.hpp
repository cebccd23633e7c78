#pragma once
// Flat files by maps: delimited text, fixed width, rows of JSON (docs/mapping-language.md).

#include "jobs/formats/format.hpp"
#include "jobs/maps/map_set.hpp"
#include "jobs/spec/job_spec.hpp"
#include "stages/map/flat_columns.hpp"

namespace hios::jobs {

// Null when the job has no maps.
std::unique_ptr<const Format> make_flat_format(const JobSpec& spec);

// What the converter needs to know of one file.
class TablePart final : public PartContext {
public:
    const MapTable* table = nullptr;
    map::ColumnBinding binding;        // of delimited and fixed-width files
    std::vector<std::string> columns;  // their names in this file
    std::string head;                  // see preamble()
    std::vector<MapTally> tallies;     // about the file's columns; they go with its first rows
    std::uint64_t first_index = 0;     // of these rows

    // See number_of_document(); and how many documents of the object an earlier session has packed.
    std::vector<std::uint64_t> numbers;
    std::uint64_t first_document = 0;
    std::uint64_t skip_documents = 0;

    [[nodiscard]] std::string_view preamble() const override { return head; }
    [[nodiscard]] std::string_view extension() const override;
};

// For `hios map explain`. Called by the thread that converts.
class RowObserver {
public:
    RowObserver() = default;
    RowObserver(const RowObserver&) = delete;
    RowObserver& operator=(const RowObserver&) = delete;
    virtual ~RowObserver() = default;
    // `written`: by leaf of the table's program, how often rows have written it so far.
    virtual void mapped(const Document& row, const TablePart& part, std::span<const std::uint64_t> written) = 0;
    // A message or document, before it is mapped; `text` as its map reads it, out of whatever it was wrapped in.
    virtual void found(const Document& document, map::SourceFormat format, std::string_view text) = 0;
};

}  // namespace hios::jobs
