#pragma once
// Rows to lines, by the maps of the job.

#include <map>

#include "jobs/formats/flat_format.hpp"
#include "jobs/formats/lane_writer.hpp"
#include "jobs/formats/map_tallies.hpp"
#include "stages/flat/row_reader.hpp"
#include "stages/map/json_paths.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

// Each row becomes a document of its own, with the lines of its resources or one reject.
class FlatConverter final : public DocumentConverter {
public:
    explicit FlatConverter(const ConversionSettings& settings);
    ~FlatConverter() override;
    void convert(Work& work) override;

private:
    class Table;  // what is kept for each table: machine, readers

    Table& table(const MapTable& of);
    void take(Document& document);
    void take_block(const Document& block);
    void take_row(Document&& document, Table& table, const map::SourceView& view);
    void take_json(Document&& document);

    const ConversionSettings settings_;
    std::map<const MapTable*, std::unique_ptr<Table>> tables_;
    LaneWriter writer_;
    Work* work_ = nullptr;
};

}  // namespace hios::jobs
