#pragma once
// The first pass over an input that holds conditional references: which identifiers are asked for,
// and which resources have which.

#include "stages/fhir/conditional.hpp"
#include "stages/fhir/document_reader.hpp"

namespace hios::fhir {

// Reusable; not thread-safe (one per worker).
class Gatherer {
public:
    explicit Gatherer(const ReadSettings& settings) : reader_(settings) {}
    // Fills work.identifiers and work.wanted. Documents that cannot be read are left to conversion.
    void gather(Work& work);

private:
    void gather(Work& work, std::uint32_t number);
    void want(Work& work, const std::optional<ConditionalQuery>& query);
    DocumentReader reader_;
};

// Appends the identifiers of a resource that is staged as `id`. Shared with conversion.
void append_identifiers(DocumentReader& reader, const ReadEntry& entry, std::string_view id, std::uint32_t document,
                        std::vector<IdentifierRecord>& into);

}  // namespace hios::fhir
