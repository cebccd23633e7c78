#include "jobs/formats/fhir_format.hpp"

#include <fmt/format.h>

#include "jobs/formats/json_documents.hpp"
#include "stages/fhir/converter.hpp"
#include "stages/map/codes.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

class FhirConverter final : public DocumentConverter {
public:
    explicit FhirConverter(const ConversionSettings& settings)
        : converter_({settings.read, settings.index, settings.lanes}) {}
    void convert(Work& work) override { converter_.convert(work); }

private:
    fhir::Converter converter_;
};

class FhirFormat final : public Format {
public:
    explicit FhirFormat(bool has_maps) : has_maps_(has_maps) {}

    [[nodiscard]] std::string_view name() const override { return "fhir"; }
    [[nodiscard]] std::string_view kind_of(const Document& document) const override {
        if (document.shape == Shape::kUnknown) return "of no known format";
        return document.shape == Shape::kLine ? "FHIR NDJSON line" : "FHIR JSON document";
    }
    [[nodiscard]] bool claims(std::string_view part, std::string_view head, bool whole) const override {
        return split::sniff(part, head, whole) != Shape::kUnknown;
    }
    Outcome<void> split(PartBytes& bytes, DocumentSink& sink) const override {
        const Shape shape = split::sniff(sink.part_name(), bytes.buffer().view(), bytes.ended());
        if (shape == Shape::kLine) return split_lines(bytes, sink);
        if (shape == Shape::kUnknown && has_maps_) {
            // A file that a pattern has missed may be of any size: it is not held.
            Document document = sink.next(shape, 0);
            sink.add_unreadable(std::move(document),
                                reject(map::codes::kNoMap, "no map takes a file of this name, and it is not JSON",
                                       {sink.part_name(), 0, 0, {}}));
            return {};
        }
        return split_whole(bytes, sink, shape);
    }
    [[nodiscard]] std::unique_ptr<DocumentConverter> converter(const ConversionSettings& settings) const override {
        return std::make_unique<FhirConverter>(settings);
    }
    [[nodiscard]] bool has_references() const override { return true; }

private:
    bool has_maps_;
};

}  // namespace

std::unique_ptr<const Format> make_fhir_format(const JobSpec& spec) {
    return std::make_unique<FhirFormat>(spec.maps != nullptr);
}

}  // namespace hios::jobs
