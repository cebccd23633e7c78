#include "bench/datagen/fhir_parts.hpp"

namespace hios::bench {
namespace {

void coding_fields(JsonWriter& w, const Code& code) {
    w.field("system", code.system);
    w.field("code", code.code);
    w.field("display", code.display);
    w.close();
}

void concept_fields(JsonWriter& w, const Code& code) {
    w.list("coding");
    coding(w, code);
    w.close();
    w.field("text", code.display);
    w.close();
}

void reference_fields(JsonWriter& w, References style, std::string_view type, const Uuid& id,
                      std::string_view display) {
    if (style == References::kRelative) {
        w.field("reference", {type, "/", id.view()});
    } else {
        w.field("reference", {"urn:uuid:", id.view()});
    }
    if (!display.empty()) w.field("display", display);
    w.close();
}

}  // namespace

void coding(JsonWriter& w, const Code& code) {
    w.open();
    coding_fields(w, code);
}

void coding(JsonWriter& w, std::string_view key, const Code& code) {
    w.open(key);
    coding_fields(w, code);
}

void concept_of(JsonWriter& w, const Code& code) {
    w.open();
    concept_fields(w, code);
}

void concept_of(JsonWriter& w, std::string_view key, const Code& code) {
    w.open(key);
    concept_fields(w, code);
}

void concept_list(JsonWriter& w, std::string_view key, const Code& code) {
    w.list(key);
    concept_of(w, code);
    w.close();
}

void bare_concept(JsonWriter& w, std::string_view key, std::string_view system, std::string_view code) {
    w.open(key);
    w.list("coding");
    w.open();
    w.field("system", system);
    w.field("code", code);
    w.close();
    w.close();
    w.close();
}

void profile(JsonWriter& w, std::string_view name) {
    w.open("meta");
    w.list("profile");
    std::string url = "http://hl7.org/fhir/us/core/StructureDefinition/";
    url += name;
    w.item(url);
    w.close();
    w.close();
}

void identifier(JsonWriter& w, std::string_view system, std::string_view value) {
    w.open();
    w.field("system", system);
    w.field("value", value);
    w.close();
}

void period(JsonWriter& w, std::string_view start, std::string_view end) {
    period(w, "period", start, end);
}

void period(JsonWriter& w, std::string_view key, std::string_view start, std::string_view end) {
    w.open(key);
    w.field("start", start);
    if (!end.empty()) w.field("end", end);
    w.close();
}

void money(JsonWriter& w, std::string_view key, std::int64_t cents) {
    w.open(key);
    w.field_decimal("value", cents, 2);
    w.field("currency", "USD");
    w.close();
}

void narrative(JsonWriter& w, std::initializer_list<std::string_view> xhtml) {
    w.open("text");
    w.field("status", "generated");
    std::string div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
    for (const std::string_view piece : xhtml) div += piece;
    div += "</div>";
    w.field("div", div);
    w.close();
}

void reference(JsonWriter& w, References style, std::string_view key, std::string_view type, const Uuid& id,
               std::string_view display) {
    w.open(key);
    reference_fields(w, style, type, id, display);
}

void reference_item(JsonWriter& w, References style, std::string_view type, const Uuid& id, std::string_view display) {
    w.open();
    reference_fields(w, style, type, id, display);
}

}  // namespace hios::bench
