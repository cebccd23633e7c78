#pragma once
// Rows to lines, by the maps of the job.

#include <map>

#include "jobs/formats/flat_format.hpp"
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
    Document& add(Document&& document);
    void refuse(Error error);
    void append_lines(const map::Machine& machine, std::size_t block, const ByteBuffer& made);
    void add_line(LaneBlock& block, const map::Emitted& line, std::string_view bytes, std::uint32_t rank);
    std::size_t block_of(std::uint16_t lane);

    const ConversionSettings settings_;
    std::map<const MapTable*, std::unique_ptr<Table>> tables_;
    std::vector<std::int16_t> block_of_lane_;
    ByteBuffer made_;  // by a row that makes resources of several types
    Work* work_ = nullptr;
};

}  // namespace hios::jobs
