// Tables of who there is: patients and their insurance, organizations, providers, payers.

#include <fmt/format.h>

#include "bench/datagen/contact.hpp"
#include "bench/datagen/synthea_tables.hpp"

namespace hios::bench {
namespace {

// Coordinates with many digits, as Synthea writes them.
std::string coordinate(Rng& rng, int whole) {
    const std::uint64_t fraction = rng.below(1'000'000'000);
    return fmt::format("{}.{:09}{:05}", whole, fraction, fraction % 99'991);
}

std::string race_of(const Code& race) {
    if (race.code == "2106-3") return "white";
    if (race.code == "2054-5") return "black";
    return race.code == "2028-9" ? "asian" : "native";
}

}  // namespace

void write_shared_rows(SyntheaTables& tables, const std::vector<Provider>& providers,
                       const std::vector<Payer>& payers) {
    for (const Provider& provider : providers) {
        tables.row(Table::kOrganizations,
                   {provider.organization.view(), provider.organization_name, provider.street, provider.town.city,
                    provider.town.state, provider.town.postal_code, "42.25", "-71.5", provider.phone, "0.0",
                    std::to_string(provider.visits), provider.npi});
        tables.row(Table::kProviders,
                   {provider.practitioner.view(), provider.organization.view(),
                    fmt::format("{} {}", provider.given, provider.family), provider.female ? "F" : "M",
                    "GENERAL PRACTICE", provider.street, provider.town.city, provider.town.state,
                    provider.town.postal_code, "42.25", "-71.5", std::to_string(provider.visits), "0", provider.npi});
    }
    for (const Payer& payer : payers) {
        tables.row(Table::kPayers, {payer.id.view(),
                                    payer.name,
                                    payer.name == "NO_INSURANCE" ? "NO_INSURANCE" : "PRIVATE",
                                    "1 Assurance Plaza",
                                    "Hartford",
                                    "CT",
                                    "06103",
                                    "1-800-555-0100",
                                    "0.00",
                                    "0.00",
                                    "0.00",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0",
                                    "0.9",
                                    "0"});
    }
}

void write_person_rows(SyntheaTables& tables, Rng& rng, const Patient& patient, const Payer& payer) {
    const std::string born = utc_day(patient.born);
    const std::string died = patient.deceased ? utc_day(kWorldEnd - rng.range(1, 700) * kDay) : "";
    const std::uint64_t number = rng.below(1'000'000);
    const std::string ssn = fmt::format("999-{:02}-{:04}", number % 100, number / 100);
    const std::string license = fmt::format("S999{:05}", rng.below(100'000));
    const std::string passport = rng.chance(700) ? fmt::format("X{:08}X", rng.below(100'000'000)) : "";
    const std::string_view maiden = patient.female && rng.chance(400) ? rng.pick(family_names()) : std::string_view();
    static constexpr std::array<std::string_view, 4> kMarital{"M", "S", "D", "W"};
    const std::string_view marital = rng.pick(kMarital);
    const std::string_view ethnicity = rng.chance(200) ? "hispanic" : "nonhispanic";
    const Town& birthplace = rng.pick(towns());
    // Every fifth address needs quoting, every twenty-fifth doubled quotes.
    std::string street = street_address(rng);
    const std::uint64_t form = rng.below(25);
    if (form < 5) street += fmt::format(", Unit {}", form + 1);
    if (form == 0) street += " \"Rear\"";
    const std::string latitude = coordinate(rng, 42);
    const std::string longitude = coordinate(rng, -71);
    const std::string expenses = dollars(rng.range(100'000, 90'000'000));
    const std::string coverage = dollars(rng.range(0, 80'000'000));
    const std::string income = std::to_string(rng.range(9'000, 240'000));
    tables.row(Table::kPatients, {patient.id.view(),
                                  born,
                                  died,
                                  ssn,
                                  license,
                                  passport,
                                  patient.prefix,
                                  patient.given,
                                  patient.middle,
                                  patient.family,
                                  "",
                                  maiden,
                                  marital,
                                  race_of(patient.race),
                                  ethnicity,
                                  patient.female ? "F" : "M",
                                  fmt::format("{}  {}  US", birthplace.city, birthplace.state),
                                  street,
                                  patient.town.city,
                                  patient.town.state,
                                  fmt::format("{} County", patient.town.city),
                                  "25009",
                                  patient.town.postal_code,
                                  latitude,
                                  longitude,
                                  expenses,
                                  coverage,
                                  income});
    const std::int64_t insured = kWorldEnd - rng.range(2, 6) * kYear;
    const Uuid member = rng.uuid();
    tables.row(Table::kPayerTransitions, {patient.id.view(), member.view(), utc(insured), utc(insured + kYear),
                                          payer.id.view(), "", "Self", patient.display});
}

}  // namespace hios::bench
