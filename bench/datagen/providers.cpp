#include "bench/datagen/providers.hpp"

#include <fmt/format.h>

#include "bench/datagen/contact.hpp"

namespace hios::bench {
namespace {

constexpr std::uint64_t kProviderStream = 0x50524F56;  // apart from the patients' streams, which count from 0

void address(JsonWriter& w, const Provider& provider) {
    w.list("line");
    w.item(provider.street);
    w.close();
    w.field("city", provider.town.city);
    w.field("state", provider.town.state);
    w.field("postalCode", provider.town.postal_code);
    w.field("country", "US");
    w.close();
}

void phone(JsonWriter& w, const Provider& provider) {
    w.list("telecom");
    w.open();
    w.field("system", "phone");
    w.field("value", provider.phone);
    w.close();
    w.close();
}

void own_identifier(JsonWriter& w, const Uuid& id) {
    w.list("identifier");
    identifier(w, kOwnIds, id.view());
    w.close();
}

void utilization(JsonWriter& w, const Provider& provider) {
    w.list("extension");
    w.open();
    w.field("url", "https://hios.example/fhir/StructureDefinition/utilization-encounters");
    w.field_number("valueInteger", provider.visits);
    w.close();
    w.close();
}

// A Reference that names its target by identifier only.
void logical_reference(JsonWriter& w, std::string_view type, std::string_view system, std::string_view value,
                       std::string_view display) {
    w.field("type", type);
    w.open("identifier");
    w.field("system", system);
    w.field("value", value);
    w.close();
    w.field("display", display);
    w.close();
}

std::string search(std::string_view system, std::string_view value) {
    return fmt::format("identifier={}|{}", system, value);
}

void refer(JsonWriter& w, References style, std::string_view key, std::string_view type, const Uuid& id,
           std::string_view system, std::string_view value, std::string_view display) {
    if (style != References::kConditional) {
        if (key.empty()) {
            reference_item(w, style, type, id, display);
        } else {
            reference(w, style, key, type, id, display);
        }
        return;
    }
    if (key.empty()) {
        w.open();
    } else {
        w.open(key);
    }
    w.field("reference", {type, "?identifier=", system, "|", value});
    if (!display.empty()) w.field("display", display);
    w.close();
}

}  // namespace

std::vector<Provider> make_providers(std::uint64_t seed, std::size_t count) {
    Rng rng(seed, kProviderStream);
    std::vector<Provider> providers(count);
    std::size_t ordinal = 0;
    for (Provider& provider : providers) {
        provider.organization = rng.uuid();
        provider.location = rng.uuid();
        provider.practitioner = rng.uuid();
        provider.role = rng.uuid();
        provider.npi = fmt::format("99{:08}", 99'999'999 - ordinal * 10);  // 99...: a range no real clinician has
        provider.organization_name = rng.pick(facility_names());
        if (ordinal >= facility_names().size()) provider.organization_name += fmt::format(" {}", ordinal + 1);
        provider.female = rng.chance(500);
        provider.given = provider.female ? rng.pick(given_names_female()) : rng.pick(given_names_male());
        provider.family = rng.pick(family_names());
        provider.clinician = fmt::format("Dr. {} {}", provider.given, provider.family);
        provider.specialty = rng.pick(specialties());
        provider.town = rng.pick(towns());
        provider.street = street_address(rng);
        provider.phone = phone_number(rng);
        provider.visits = rng.range(10, 900);
        ++ordinal;
    }
    return providers;
}

void write_organization(ResourceSink& sink, const Provider& provider) {
    JsonWriter& w = sink.begin("Organization", provider.organization, search(kOwnIds, provider.organization.view()));
    profile(w, "us-core-organization");
    utilization(w, provider);
    own_identifier(w, provider.organization);
    w.field_bool("active", true);
    concept_list(w, "type", {"http://terminology.hl7.org/CodeSystem/organization-type", "prov", "Healthcare Provider"});
    w.field("name", provider.organization_name);
    phone(w, provider);
    w.list("address");
    w.open();
    address(w, provider);
    w.close();
    sink.end();
}

void write_location(ResourceSink& sink, const Provider& provider) {
    JsonWriter& w = sink.begin("Location", provider.location, search(kOwnIds, provider.location.view()));
    profile(w, "us-core-location");
    own_identifier(w, provider.location);
    w.field("status", "active");
    w.field("name", provider.organization_name);
    phone(w, provider);
    w.open("address");
    address(w, provider);
    w.open("position");
    w.field_decimal("longitude", -71'000'000 - provider.visits * 1370, 6);
    w.field_decimal("latitude", 42'000'000 + provider.visits * 730, 6);
    w.close();
    if (sink.references() == References::kConditional) {
        w.open("managingOrganization");
        logical_reference(w, "Organization", kOwnIds, provider.organization.view(), provider.organization_name);
    } else {
        refer_to_organization(w, sink.references(), "managingOrganization", provider);
    }
    sink.end();
}

void write_practitioner(ResourceSink& sink, const Provider& provider) {
    JsonWriter& w = sink.begin("Practitioner", provider.practitioner, search(kNpi, provider.npi));
    profile(w, "us-core-practitioner");
    utilization(w, provider);
    w.list("identifier");
    identifier(w, kNpi, provider.npi);
    w.close();
    w.field_bool("active", true);
    w.list("name");
    w.open();
    w.field("family", provider.family);
    w.list("given");
    w.item(provider.given);
    w.close();
    w.list("prefix");
    w.item("Dr.");
    w.close();
    w.close();
    w.close();
    w.list("telecom");
    w.open();
    w.field("system", "email");
    w.field("value", {"npi", provider.npi, "@hios.example"});
    w.field("use", "work");
    w.close();
    w.close();
    w.list("address");
    w.open();
    address(w, provider);
    w.close();
    w.field("gender", provider.female ? "female" : "male");
    sink.end();
}

void write_practitioner_role(ResourceSink& sink, const Provider& provider) {
    const References style = sink.references();
    JsonWriter& w = sink.begin("PractitionerRole", provider.role);
    profile(w, "us-core-practitionerrole");
    if (style == References::kConditional) {
        w.open("practitioner");
        logical_reference(w, "Practitioner", kNpi, provider.npi, provider.clinician);
        w.open("organization");
        logical_reference(w, "Organization", kOwnIds, provider.organization.view(), provider.organization_name);
    } else {
        refer_to_practitioner(w, style, "practitioner", provider);
        refer_to_organization(w, style, "organization", provider);
    }
    concept_list(w, "code", provider.specialty);
    concept_list(w, "specialty", provider.specialty);
    w.list("location");
    if (style == References::kConditional) {
        w.open();
        logical_reference(w, "Location", kOwnIds, provider.location.view(), provider.organization_name);
    } else {
        refer_to_location(w, style, {}, provider);
    }
    w.close();
    phone(w, provider);
    sink.end();
}

void refer_to_organization(JsonWriter& w, References style, std::string_view key, const Provider& provider) {
    refer(w, style, key, "Organization", provider.organization, kOwnIds, provider.organization.view(),
          provider.organization_name);
}

void refer_to_location(JsonWriter& w, References style, std::string_view key, const Provider& provider) {
    refer(w, style, key, "Location", provider.location, kOwnIds, provider.location.view(), provider.organization_name);
}

void refer_to_practitioner(JsonWriter& w, References style, std::string_view key, const Provider& provider,
                           bool named) {
    refer(w, style, key, "Practitioner", provider.practitioner, kNpi, provider.npi,
          named ? std::string_view(provider.clinician) : std::string_view());
}

}  // namespace hios::bench
