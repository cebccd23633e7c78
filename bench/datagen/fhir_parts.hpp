#pragma once
// The FHIR data types most resources share, written through a JsonWriter, and the place resources go.

#include <cstdint>
#include <string_view>

#include "bench/datagen/json_writer.hpp"
#include "bench/datagen/rng.hpp"
#include "bench/datagen/vocabulary.hpp"

namespace hios::bench {

// How one resource points at another.
enum class References : std::uint8_t {
    kConditional,  // patient's own: urn:uuid; providers: Practitioner?identifier=system|value
    kUrn,          // urn:uuid throughout; the Bundle carries its providers
    kRelative,     // Type/id, as in a bulk export
};

// Where resources are written to: a Bundle or a folder of NDJSON files. One resource at a time.
class ResourceSink {
public:
    virtual ~ResourceSink() = default;
    // Opens a resource with its resourceType and id; the caller adds the rest and calls end().
    // if_none_exist: the search of a conditional create, or empty.
    virtual JsonWriter& begin(std::string_view type, const Uuid& id, std::string_view if_none_exist) = 0;
    virtual void end() = 0;
    [[nodiscard]] virtual References references() const = 0;

    JsonWriter& begin(std::string_view type, const Uuid& id) { return begin(type, id, {}); }
};

void coding(JsonWriter& w, const Code& code);                              // an array element or the value itself
void coding(JsonWriter& w, std::string_view key, const Code& code);        // a Coding under a key
void concept_of(JsonWriter& w, const Code& code);                          // CodeableConcept with text, as an element
void concept_of(JsonWriter& w, std::string_view key, const Code& code);    // the same under a key
void concept_list(JsonWriter& w, std::string_view key, const Code& code);  // the same as the only element of a list
void bare_concept(JsonWriter& w, std::string_view key, std::string_view system, std::string_view code);  // no display
void profile(JsonWriter& w, std::string_view name);                               // meta.profile, a US Core name
void identifier(JsonWriter& w, std::string_view system, std::string_view value);  // as an element
void period(JsonWriter& w, std::string_view start, std::string_view end);         // "period"
void period(JsonWriter& w, std::string_view key, std::string_view start, std::string_view end);
void money(JsonWriter& w, std::string_view key, std::int64_t cents);
void narrative(JsonWriter& w, std::initializer_list<std::string_view> xhtml);  // text.div around these pieces

// A reference to a resource of the same set; display may be empty.
void reference(JsonWriter& w, References style, std::string_view key, std::string_view type, const Uuid& id,
               std::string_view display = {});
void reference_item(JsonWriter& w, References style, std::string_view type, const Uuid& id,
                    std::string_view display = {});

}  // namespace hios::bench
