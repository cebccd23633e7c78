#include <array>

#include "bench/datagen/chart.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kClaimTypes = "http://terminology.hl7.org/CodeSystem/claim-type";
constexpr std::string_view kBilling = "https://hios.example/fhir/CodeSystem/billing";

std::int64_t total(const Visit& visit) {
    std::int64_t cents = 0;
    for (const Charge& charge : visit.charges) cents += charge.cents;
    return cents;
}

// Opens a Claim and writes what Claim and pharmacy Claim have in common, up to and without "insurance".
JsonWriter& begin_claim(Chart& chart, const Visit& visit, std::string_view type) {
    JsonWriter& w = chart.begin("Claim");
    w.field("status", "active");
    bare_concept(w, "type", kClaimTypes, type);
    w.field("use", "claim");
    reference(w, chart.style, "patient", "Patient", chart.patient.id, chart.patient.display);
    period(w, "billablePeriod", visit.start.view(), visit.end.view());
    w.field("created", visit.end.view());
    refer_to_organization(w, chart.style, "provider", *visit.provider);
    bare_concept(w, "priority", "http://terminology.hl7.org/CodeSystem/processpriority", "normal");
    return w;
}

void claim_insurance(Chart& chart, JsonWriter& w) {
    w.list("insurance");
    w.open();
    w.field_number("sequence", 1);
    w.field_bool("focal", true);
    w.open("coverage");
    w.field("display", chart.patient.payer);
    w.close();
    w.close();
    w.close();
}

void pharmacy_claim(Chart& chart, const Visit& visit, const Written& medication) {
    JsonWriter& w = begin_claim(chart, visit, "pharmacy");
    reference(w, chart.style, "prescription", "MedicationRequest", medication.id);
    claim_insurance(chart, w);
    w.list("item");
    w.open();
    w.field_number("sequence", 1);
    concept_of(w, "productOrService", visit.type);
    w.list("encounter");
    reference_item(w, chart.style, "Encounter", visit.encounter);
    w.close();
    w.close();
    w.close();
    money(w, "total", chart.rng.range(90, 30'000));
    chart.end();
}

// The lists a Claim keeps its diagnoses, procedures and other facts in; items point into them by number.
void claim_lists(Chart& chart, JsonWriter& w, const Visit& visit, bool explained) {
    struct List {
        Charge::Kind kind;
        std::string_view key;
        std::string_view reference_key;
    };
    static constexpr std::array kLists{List{Charge::Kind::kImmunization, "supportingInfo", "valueReference"},
                                       List{Charge::Kind::kDiagnosis, "diagnosis", "diagnosisReference"},
                                       List{Charge::Kind::kProcedure, "procedure", "procedureReference"}};
    for (const List& list : kLists) {
        std::int64_t sequence = 0;
        for (const Charge& charge : visit.charges) {
            if (charge.kind != list.kind) continue;
            if (++sequence == 1) w.list(list.key);
            w.open();
            w.field_number("sequence", sequence);
            if (list.kind == Charge::Kind::kImmunization) {
                bare_concept(w, "category", "http://terminology.hl7.org/CodeSystem/claiminformationcategory", "info");
            }
            reference(w, chart.style, list.reference_key, charge.what.type, charge.what.id);
            if (explained && list.kind == Charge::Kind::kDiagnosis) {
                w.list("type");
                w.open();
                w.list("coding");
                w.open();
                w.field("system", "http://terminology.hl7.org/CodeSystem/ex-diagnosistype");
                w.field("code", "principal");
                w.close();
                w.close();
                w.close();
                w.close();
            }
            w.close();
        }
        if (sequence > 0) w.close();
    }
}

// "procedureSequence": [2] and the like, for the how-many-th charge of its kind this is.
void link_to_list(JsonWriter& w, const Visit& visit, std::size_t charge) {
    const Charge::Kind kind = visit.charges[charge].kind;
    std::string_view key;
    switch (kind) {
        case Charge::Kind::kVisit:
            return;
        case Charge::Kind::kDiagnosis:
            key = "diagnosisSequence";
            break;
        case Charge::Kind::kProcedure:
            key = "procedureSequence";
            break;
        case Charge::Kind::kImmunization:
            key = "informationSequence";
            break;
    }
    std::int64_t nth = 0;
    for (std::size_t at = 0; at <= charge; ++at) nth += visit.charges[at].kind == kind ? 1 : 0;
    w.list(key);
    w.item_number(nth);
    w.close();
}

void visit_claim(Chart& chart, const Visit& visit) {
    JsonWriter& w = begin_claim(chart, visit, "institutional");
    refer_to_location(w, chart.style, "facility", *visit.provider);
    claim_lists(chart, w, visit, false);
    claim_insurance(chart, w);
    w.list("item");
    for (std::size_t at = 0; at < visit.charges.size(); ++at) {
        const Charge& charge = visit.charges[at];
        w.open();
        w.field_number("sequence", static_cast<std::int64_t>(at) + 1);
        link_to_list(w, visit, at);
        concept_of(w, "productOrService", charge.what.code);
        if (charge.kind == Charge::Kind::kVisit) {
            w.list("encounter");
            reference_item(w, chart.style, "Encounter", visit.encounter);
            w.close();
        } else if (charge.cents > 0) {
            money(w, "net", charge.cents);
        }
        w.close();
    }
    w.close();
    money(w, "total", total(visit));
    chart.end();
}

// The contained ServiceRequest and Coverage.
void contained(Chart& chart, JsonWriter& w, const Visit& visit) {
    w.list("contained");
    w.open();
    w.field("resourceType", "ServiceRequest");
    w.field("id", "referral");
    w.field("status", "completed");
    w.field("intent", "order");
    chart.subject(w);
    refer_to_practitioner(w, chart.style, "requester", *visit.provider, false);
    w.list("performer");
    refer_to_practitioner(w, chart.style, {}, *visit.provider, false);
    w.close();
    w.close();
    w.open();
    w.field("resourceType", "Coverage");
    w.field("id", "coverage");
    w.field("status", "active");
    w.open("type");
    w.field("text", chart.patient.payer);
    w.close();
    chart.subject(w, "beneficiary");
    w.list("payor");
    w.open();
    w.field("display", chart.patient.payer);
    w.close();
    w.close();
    w.close();
    w.close();
}

// The six amounts of one charge. The shares keep fifteen fraction digits, as sums of doubles come out.
void adjudication(JsonWriter& w, std::int64_t cents) {
    struct Amount {
        Code code;
        std::int64_t percent;
    };
    static constexpr std::array kAmounts{
        Amount{{kBilling, "line-coinsurance", "Line Beneficiary Coinsurance Amount"}, 20},
        Amount{{kBilling, "line-provider-payment", "Line Provider Payment Amount"}, 80},
        Amount{{kBilling, "line-submitted", "Line Submitted Charge Amount"}, 100},
        Amount{{kBilling, "line-allowed", "Line Allowed Charge Amount"}, 100},
        Amount{{kBilling, "line-deductible", "Line Beneficiary Part B Deductible Amount"}, 0},
        Amount{{kBilling, "line-processing", "Line Processing Indicator Code"}, 0}};
    w.list("adjudication");
    for (const Amount& amount : kAmounts) {
        w.open();
        w.open("category");
        w.list("coding");
        coding(w, amount.code);
        w.close();
        w.close();
        if (amount.percent > 0 || amount.code.code == "line-deductible") {
            w.open("amount");
            if (amount.percent == 20) {
                w.field_decimal("value", cents * amount.percent * 100'000'000'000 + 3, 15);
            } else {
                w.field_decimal("value", cents * amount.percent / 100, 2);
            }
            w.field("currency", "USD");
            w.close();
        }
        w.close();
    }
    w.close();
}

void explained_items(Chart& chart, JsonWriter& w, const Visit& visit) {
    w.list("item");
    for (std::size_t at = 0; at < visit.charges.size(); ++at) {
        const Charge& charge = visit.charges[at];
        w.open();
        w.field_number("sequence", static_cast<std::int64_t>(at) + 1);
        link_to_list(w, visit, at);
        w.open("category");
        w.list("coding");
        coding(w, {kBilling, "service-1", "Medical care"});
        w.close();
        w.close();
        concept_of(w, "productOrService", charge.what.code);
        period(w, "servicedPeriod", visit.start.view(), visit.end.view());
        w.open("locationCodeableConcept");
        w.list("coding");
        coding(w, {"http://terminology.hl7.org/CodeSystem/ex-serviceplace", "19", "Off Campus-Outpatient Hospital"});
        w.close();
        w.close();
        if (charge.kind == Charge::Kind::kVisit) {
            w.list("encounter");
            reference_item(w, chart.style, "Encounter", visit.encounter);
            w.close();
        }
        if (charge.cents > 0) {
            money(w, "net", charge.cents);
            adjudication(w, charge.cents);
        }
        w.close();
    }
    w.close();
}

void explanation(Chart& chart, const Visit& visit, const Uuid& claim) {
    JsonWriter& w = chart.begin("ExplanationOfBenefit");
    contained(chart, w, visit);
    w.list("identifier");
    identifier(w, "https://hios.example/fhir/sid/claim", claim.view());
    identifier(w, "https://hios.example/fhir/sid/claim-group", "99999999999");
    w.close();
    w.field("status", "active");
    bare_concept(w, "type", kClaimTypes, "institutional");
    w.field("use", "claim");
    chart.subject(w, "patient");
    period(w, "billablePeriod", visit.end.view(), date_time(visit.begin + kYear, chart.patient.offset_minutes).view());
    w.field("created", visit.end.view());
    w.open("insurer");
    w.field("display", chart.patient.payer);
    w.close();
    refer_to_practitioner(w, chart.style, "provider", *visit.provider, false);
    w.open("referral");
    w.field("reference", "#referral");
    w.close();
    refer_to_location(w, chart.style, "facility", *visit.provider);
    reference(w, chart.style, "claim", "Claim", claim);
    w.field("outcome", "complete");
    w.list("careTeam");
    w.open();
    w.field_number("sequence", 1);
    refer_to_practitioner(w, chart.style, "provider", *visit.provider, false);
    concept_of(w, "role", {"http://terminology.hl7.org/CodeSystem/claimcareteamrole", "primary", "Primary provider"});
    w.close();
    w.close();
    claim_lists(chart, w, visit, true);
    w.list("insurance");
    w.open();
    w.field_bool("focal", true);
    w.open("coverage");
    w.field("reference", "#coverage");
    w.field("display", chart.patient.payer);
    w.close();
    w.close();
    w.close();
    explained_items(chart, w, visit);
    w.list("total");
    w.open();
    concept_of(w, "category", {"http://terminology.hl7.org/CodeSystem/adjudication", "submitted", "Submitted Amount"});
    money(w, "amount", total(visit));
    w.close();
    w.close();
    w.open("payment");
    money(w, "amount", total(visit) * 80 / 100);
    w.close();
    chart.end();
}

}  // namespace

void write_claims(Chart& chart, const Visit& visit) {
    for (const Written& medication : visit.medications) pharmacy_claim(chart, visit, medication);
    visit_claim(chart, visit);
    const Uuid claim = chart.last_id();
    explanation(chart, visit, claim);
}

}  // namespace hios::bench
