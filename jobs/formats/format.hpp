#pragma once
// The port of an input format: which parts are of it, how they are cut into documents, and what documents
// become. jobs/formats/formats.cpp names all of them.

#include <memory>
#include <string_view>

#include "jobs/formats/document_sink.hpp"
#include "jobs/formats/part_bytes.hpp"
#include "pipeline/lane_pool.hpp"
#include "stages/fhir/conditional.hpp"
#include "stages/fhir/document_reader.hpp"

namespace hios::jobs {

// Makes the lines of documents. Not thread-safe; one per worker.
class DocumentConverter {
public:
    DocumentConverter() = default;
    DocumentConverter(const DocumentConverter&) = delete;
    DocumentConverter& operator=(const DocumentConverter&) = delete;
    virtual ~DocumentConverter() = default;

    // Fills the results of `work`, whose documents are of this format or unreadable. It may put several documents in
    // the place of one that split() made. No document's failure reaches another.
    virtual void convert(Work& work) = 0;
};

// Is told of each row that a map has read, right after it; see jobs/formats/flat_format.hpp.
class RowObserver;

// What converters of one pass share; all of it outlives them.
struct ConversionSettings {
    fhir::ReadSettings read;                        // the job's limits, and the namespace of derived ids
    std::string_view name_space;                    // as text
    const fhir::ConditionalIndex* index = nullptr;  // complete; may be null
    LanePool* lanes = nullptr;                      // may be null
    RowObserver* observer = nullptr;                // may be null; then one thread converts
};

// Thread-safe: all methods may be called concurrently.
class Format {
public:
    Format() = default;
    Format(const Format&) = delete;
    Format& operator=(const Format&) = delete;
    virtual ~Format() = default;

    // As it stands under `formats` of a job spec.
    [[nodiscard]] virtual std::string_view name() const = 0;

    // What people call a document of it: "HL7 v2 message".
    [[nodiscard]] virtual std::string_view kind_of(const Document& document) const = 0;

    // Whether a part is of this format. `head`: its first bytes (split::kSniffBytes, or all when `whole`).
    [[nodiscard]] virtual bool claims(std::string_view part, std::string_view head, bool whole) const = 0;

    // Cuts a part into documents; in order, in memory that does not grow with the part. An error is about the part as a
    // whole; what was put into the sink before stays.
    virtual Outcome<void> split(PartBytes& bytes, DocumentSink& sink) const = 0;

    [[nodiscard]] virtual std::unique_ptr<DocumentConverter> converter(const ConversionSettings& settings) const = 0;

    // Whether documents may ask for, or hold, resources that conditional references mean; then the passes before the
    // packing one read them, too.
    [[nodiscard]] virtual bool has_references() const { return false; }
};

}  // namespace hios::jobs
