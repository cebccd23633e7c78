#pragma once
// FHIR documents → NDJSON lines: resources are slices of the source bytes, minified; only ids and
// references are spliced, so that numbers and escapes keep every character.

#include <memory>

#include "pipeline/lane_pool.hpp"
#include "stages/fhir/document_reader.hpp"
#include "stages/fhir/links.hpp"

namespace hios::fhir {

struct ConvertSettings {
    ReadSettings read;
    const ConditionalIndex* conditional = nullptr;  // complete before the first convert(); may be null
    LanePool* lanes = nullptr;                      // where lane blocks come from; may be null
};

// Reusable; not thread-safe (one per worker). No document's failure reaches another.
class Converter {
public:
    explicit Converter(const ConvertSettings& settings);
    ~Converter();
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    // Fills the results of `work` from its documents.
    void convert(Work& work);

private:
    class DocumentConversion;
    ConvertSettings settings_;
    DocumentReader reader_;
    LinkMap by_full_url_;
    LinkMap by_relative_;
    std::vector<LinkTarget> targets_;
    std::vector<std::int16_t> block_of_lane_;
    std::string link_;
};

}  // namespace hios::fhir
