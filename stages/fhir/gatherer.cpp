#include "stages/fhir/gatherer.hpp"

#include <algorithm>

namespace hios::fhir {

void append_identifiers(DocumentReader& reader, const ReadEntry& entry, std::string_view id, std::uint32_t document,
                        std::vector<IdentifierRecord>& into) {
    const ScannedResource& resource = entry.resource;
    for (std::uint32_t i = 0; i < resource.identifier_count; ++i) {
        const IdentifierSpans spans = reader.identifiers()[resource.first_identifier + i];
        if (spans.value.empty()) continue;
        IdentifierRecord& record = into.emplace_back();
        record.key = identifier_key(kResourceTypes[entry.type], reader.text(spans.system), reader.text(spans.value));
        record.document = document;
        record.lane = entry.type;
        record.conditional = !entry.condition.empty();
        record.id_length = static_cast<std::uint8_t>(id.size());
        std::copy(id.begin(), id.end(), record.id.begin());
    }
}

void Gatherer::gather(Work& work) {
    for (std::uint32_t i = 0; i < work.documents.size(); ++i) gather(work, i);
}

void Gatherer::want(Work& work, const std::optional<ConditionalQuery>& query) {
    if (query && !query->by_id) work.wanted.push_back({query->key(), query->any_system});
}

void Gatherer::gather(Work& work, std::uint32_t number) {
    const Document& document = work.documents[number];
    if (document.unreadable || document.shape == Shape::kUnknown || !reader_.read(document)) return;
    for (const ReadEntry& entry : reader_.entries()) {
        if (entry.use != EntryUse::kResource) continue;
        append_identifiers(reader_, entry, entry.id, number, work.identifiers);
        if (!entry.condition.empty()) want(work, parse_query(kResourceTypes[entry.type], entry.condition));
        for (std::uint32_t i = 0; i < entry.resource.link_count; ++i) {
            const Link& link = reader_.links()[entry.resource.first_link + i];
            if (link.kind == LinkKind::kReference) want(work, parse_conditional(reader_.text(link.value)));
        }
    }
}

}  // namespace hios::fhir
