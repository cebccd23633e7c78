#include <fmt/format.h>
#include <array>

#include "bench/datagen/chart.hpp"

namespace hios::bench {
namespace {

constexpr std::array kNoteKinds{Code{kLoinc, "34117-2", "History and physical note"},
                                Code{kLoinc, "51847-2", "Evaluation + Plan note"}};

constexpr std::array kComplaints{std::string_view("No complaints today."), std::string_view("- Cough\n- Headache"),
                                 std::string_view("- Fatigue\n- Dolor de cabeza (\xC2\xAB"
                                                  "desde ayer\xC2\xBB)"),
                                 std::string_view("- Ankle pain, worse on stairs")};

// Sentences a note is filled with; the made-up clinic's habits, not anybody's text.
constexpr std::array kRemarks{
    std::string_view("Vital signs were taken seated after five minutes of rest and lie within the expected range. "),
    std::string_view("Sleep is fair, appetite unchanged; walks about two miles on most days. "),
    std::string_view("Temperature 37.0 \xC2\xB0"
                     "C by tympanic thermometer. "),
    std::string_view("Medication list was read aloud and agreed with; no tablets were left over. "),
    std::string_view("Lungs clear on both sides, heart sounds regular, abdomen soft, no swelling of the legs. "),
    std::string_view("Was told to come back sooner if fever, breathlessness or chest pain should appear. ")};

void codes(JsonWriter& w) {
    w.list("coding");
    for (const Code& kind : kNoteKinds) coding(w, kind);
    w.close();
    w.close();
}

void compose(Chart& chart, const Visit& visit) {
    std::string& note = chart.note;
    note.clear();
    fmt::format_to(std::back_inserter(note), "\n{}\n\n# Chief complaint\n{}\n\n# History\n{} was seen at {} by {}. ",
                   visit.start.day(), chart.rng.pick(kComplaints), chart.patient.display,
                   visit.provider->organization_name, visit.provider->clinician);
    for (std::uint64_t left = 6 + chart.rng.below(14); left > 0; --left) note += chart.rng.pick(kRemarks);
    note += "\n\n# Known problems\n";
    if (chart.problems.empty()) note += "None on record.\n";
    for (std::size_t at = 0; at < chart.problems.size() && at < 8; ++at) {
        fmt::format_to(std::back_inserter(note), "- {}\n", chart.problems[at].code.display);
    }
    fmt::format_to(std::back_inserter(note), "\n# Cover\n{}\n\n# Done today\n", chart.patient.payer);
    for (const Charge& charge : visit.charges)
        fmt::format_to(std::back_inserter(note), "- {}\n", charge.what.code.display);
    note += "\n# Plan\n";
    for (std::uint64_t left = 2 + chart.rng.below(6); left > 0; --left) note += chart.rng.pick(kRemarks);
    note += '\n';
}

}  // namespace

void write_notes(Chart& chart, const Visit& visit) {
    compose(chart, visit);
    JsonWriter& report = chart.begin("DiagnosticReport", kNoteKinds[0]);
    const Uuid report_id = chart.last_id();
    profile(report, "us-core-diagnosticreport-note");
    report.field("status", "final");
    report.list("category");
    report.open();
    codes(report);
    report.close();
    report.open("code");
    codes(report);
    chart.subject(report);
    chart.encounter(report, visit);
    report.field("effectiveDateTime", visit.start.view());
    report.field("issued", visit.issued.view());
    report.list("performer");
    refer_to_practitioner(report, chart.style, {}, *visit.provider);
    report.close();
    report.list("presentedForm");
    report.open();
    report.field("contentType", "text/plain; charset=utf-8");
    report.field_base64("data", chart.note);
    report.close();
    report.close();
    chart.end();

    JsonWriter& w = chart.begin("DocumentReference", kNoteKinds[0]);
    profile(w, "us-core-documentreference");
    w.list("identifier");
    w.open();
    w.field("system", "urn:ietf:rfc:3986");
    w.field("value", {"urn:uuid:", report_id.view()});
    w.close();
    w.close();
    w.field("status", visit.last ? "current" : "superseded");
    w.open("type");
    codes(w);
    concept_list(w, "category",
                 {"http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note",
                  "Clinical Note"});
    chart.subject(w);
    w.field("date", visit.issued.view());
    w.list("author");
    refer_to_practitioner(w, chart.style, {}, *visit.provider);
    w.close();
    refer_to_organization(w, chart.style, "custodian", *visit.provider);
    w.list("content");
    w.open();
    w.open("attachment");
    w.field("contentType", "text/plain; charset=utf-8");
    w.field_base64("data", chart.note);
    w.close();
    coding(w, "format",
           {"http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem", "urn:ihe:iti:xds:2017:mimeTypeSufficient",
            "mimeType Sufficient"});
    w.close();
    w.close();
    w.open("context");
    w.list("encounter");
    reference_item(w, chart.style, "Encounter", visit.encounter);
    w.close();
    period(w, visit.start.view(), visit.end.view());
    w.close();
    chart.end();
}

}  // namespace hios::bench
