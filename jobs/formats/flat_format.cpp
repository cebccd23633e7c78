#include "jobs/formats/flat_format.hpp"

#include "jobs/formats/flat_converter.hpp"
#include "jobs/formats/flat_splitter.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

class FlatFormat final : public Format {
public:
    explicit FlatFormat(std::shared_ptr<const MapSet> maps) : maps_(std::move(maps)) {}

    [[nodiscard]] std::string_view name() const override { return "flat"; }
    [[nodiscard]] std::string_view kind_of(const Document& /*document*/) const override { return "row"; }

    // By name. A map that names no files takes what is left, but FHIR only when it reads JSON itself.
    [[nodiscard]] bool claims(std::string_view part, std::string_view head, bool whole) const override {
        const MapTable* table = maps_->table_for(part);
        if (table == nullptr) return false;
        return table->pattern || table->reads_json() || split::sniff(part, head, whole) == Shape::kUnknown;
    }

    Outcome<void> split(PartBytes& bytes, DocumentSink& sink) const override {
        return split_table(*maps_->table_for(sink.part_name()), bytes, sink);
    }

    [[nodiscard]] std::unique_ptr<DocumentConverter> converter(const ConversionSettings& settings) const override {
        return std::make_unique<FlatConverter>(settings);
    }

private:
    std::shared_ptr<const MapSet> maps_;
};

}  // namespace

std::string_view TablePart::extension() const {
    switch (table->format) {
        case map::SourceFormat::kCsv:
            return "csv";
        case map::SourceFormat::kTsv:
            return "tsv";
        case map::SourceFormat::kJson:
        case map::SourceFormat::kNdjson:
            return "ndjson";
        default:
            return "txt";
    }
}

std::unique_ptr<const Format> make_flat_format(const JobSpec& spec) {
    if (spec.maps == nullptr) return nullptr;
    return std::make_unique<FlatFormat>(spec.maps);
}

}  // namespace hios::jobs
