// Tables of what happened at a visit, and of what it cost.

#include <fmt/format.h>

#include "bench/datagen/synthea_tables.hpp"

namespace hios::bench {
namespace {

std::string decimal(std::int64_t units, unsigned digits) {
    std::string text = fmt::format("{:0{}}", units, digits + 1);
    if (digits > 0) text.insert(text.size() - digits, ".");
    return text;
}

void observations(SyntheaTables& tables, Rng& rng, const VisitRow& visit) {
    const auto write = [&](std::span<const Measure> measures, std::string_view category) {
        for (const Measure& measure : measures) {
            const std::string value = decimal(rng.range(measure.low, measure.high), measure.digits);
            tables.row(Table::kObservations, {visit.start, visit.patient, visit.id.view(), category, measure.code.code,
                                              measure.code.display, value, measure.unit, "numeric"});
        }
    };
    write(vital_signs(), "vital-signs");
    if (rng.chance(500)) write(rng.pick(lab_panels()).measures, "laboratory");
    const Code& smoking = rng.pick(smoking_states());
    tables.row(Table::kObservations, {visit.start, visit.patient, visit.id.view(), "social-history", "72166-2",
                                      "Tobacco smoking status", smoking.display, "", "text"});
}

void treatments(SyntheaTables& tables, Rng& rng, const VisitRow& visit) {
    const std::string_view id = visit.id.view();
    const std::int64_t procedures_done = rng.range(0, 2);
    for (std::int64_t done = 0; done < procedures_done; ++done) {
        const Code& code = rng.pick(procedures());
        const std::string cost = dollars(rng.range(5'000, 300'000));
        tables.row(Table::kProcedures, {visit.start, visit.stop, visit.patient, id, "SNOMED-CT", code.code,
                                        code.display, cost, visit.reason.code, visit.reason.display});
    }
    if (rng.chance(600)) {
        const Code& drug = rng.pick(drugs());
        const std::int64_t price = rng.range(20, 9'000);
        const std::int64_t dispenses = rng.range(1, 12);
        tables.row(Table::kMedications,
                   {visit.start, rng.chance(500) ? utc(visit.begin + 30 * kDay) : "", visit.patient, visit.payer.view(),
                    id, drug.code, drug.display, dollars(price), "0.00", std::to_string(dispenses),
                    dollars(price * dispenses), visit.reason.code, visit.reason.display});
    }
    if (rng.chance(250)) {
        const Code& vaccine = rng.pick(vaccines());
        tables.row(Table::kImmunizations, {visit.start, visit.patient, id, vaccine.code, vaccine.display, "136.00"});
    }
    if (rng.chance(100)) {
        const Plan& plan = rng.pick(care_plans());
        const Uuid own = rng.uuid();
        tables.row(Table::kCareplans, {own.view(), visit.day, utc_day(visit.begin + 90 * kDay), visit.patient, id,
                                       plan.code.code, plan.code.display, plan.reason.code, plan.reason.display});
    }
}

void things(SyntheaTables& tables, Rng& rng, const VisitRow& visit) {
    const std::string_view id = visit.id.view();
    if (rng.chance(60)) {
        const Code& supply = rng.pick(supplies());
        tables.row(Table::kSupplies,
                   {visit.day, visit.patient, id, supply.code, supply.display, std::to_string(rng.range(1, 50))});
    }
    if (rng.chance(20)) {
        const std::uint64_t serial = rng.below(100'000'000);
        tables.row(Table::kDevices, {visit.start, "", visit.patient, id, "72506001",
                                     "Implantable defibrillator, device (physical object)",
                                     fmt::format("(01)00000000000000(11)200101(17)300101(10){0}(21){0}", serial)});
    }
    if (rng.chance(40)) {
        const Uuid own = rng.uuid();
        const std::uint64_t uid = rng.below(1'000'000'000);
        tables.row(Table::kImagingStudies,
                   {own.view(), visit.start, visit.patient, id, fmt::format("1.2.840.99999999.1.{}", uid), "51185008",
                    "Thoracic structure (body structure)", "DX", "Digital Radiography",
                    fmt::format("1.2.840.99999999.1.1.{}", uid), "1.2.840.10008.5.1.4.1.1.1.1",
                    "Digital X-Ray Image Storage", "399208008"});
    }
    if (rng.chance(30)) {
        const Code& allergen = rng.pick(allergens());
        tables.row(Table::kAllergies, {visit.day, "", visit.patient, id, allergen.code, "SNOMED-CT", allergen.display,
                                       "allergy", "medication", "247472004", "Wheal (finding)", "MILD", "", "", ""});
    }
}

}  // namespace

void write_visit_rows(SyntheaTables& tables, Rng& rng, const VisitRow& visit) {
    const Code& type = rng.pick(visit_types());
    const std::string cost = dollars(rng.range(8'000, 20'000));
    tables.row(Table::kEncounters,
               {visit.id.view(), visit.start, visit.stop, visit.patient, visit.provider->organization.view(),
                visit.provider->practitioner.view(), visit.payer.view(), "ambulatory", type.code, type.display, cost,
                cost, "0.00", visit.reason.code, visit.reason.display});
    tables.row(Table::kConditions, {visit.day, rng.chance(600) ? utc_day(visit.begin + 14 * kDay) : "", visit.patient,
                                    visit.id.view(), "SNOMED-CT", visit.reason.code, visit.reason.display});
    observations(tables, rng, visit);
    treatments(tables, rng, visit);
    things(tables, rng, visit);
}

void write_claim_rows(SyntheaTables& tables, Rng& rng, const VisitRow& visit) {
    const Uuid claim = rng.uuid();
    const std::string_view doctor = visit.provider->practitioner.view();
    const std::string billed = utc(visit.begin + 15 * kMinute);
    tables.row(Table::kClaims, {claim.view(),
                                visit.patient,
                                doctor,
                                visit.payer.view(),
                                "0",
                                "3",
                                "3",
                                visit.reason.code,
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "",
                                visit.id.view(),
                                visit.start,
                                visit.start,
                                doctor,
                                "CLOSED",
                                "",
                                "",
                                "",
                                "",
                                "",
                                billed,
                                "",
                                "",
                                "1",
                                "0"});
    const std::string amount = dollars(rng.range(8'000, 90'000));
    static constexpr std::array<std::string_view, 2> kTypes{"CHARGE", "PAYMENT"};
    int charge = 0;
    for (const std::string_view type : kTypes) {
        const Uuid own = rng.uuid();
        const bool payment = type == "PAYMENT";
        tables.row(Table::kClaimsTransactions, {own.view(),
                                                claim.view(),
                                                std::to_string(++charge),
                                                visit.patient,
                                                type,
                                                payment ? "" : amount,
                                                payment ? "CASH" : "",
                                                visit.start,
                                                visit.stop,
                                                visit.provider->organization.view(),
                                                "185345009",
                                                "",
                                                "",
                                                "1",
                                                "",
                                                "",
                                                "",
                                                payment ? "" : "1",
                                                "",
                                                visit.reason.display,
                                                payment ? "" : amount,
                                                "",
                                                "",
                                                payment ? amount : "",
                                                "",
                                                "",
                                                "",
                                                visit.id.view(),
                                                "",
                                                "",
                                                "",
                                                doctor,
                                                doctor});
    }
}

}  // namespace hios::bench
