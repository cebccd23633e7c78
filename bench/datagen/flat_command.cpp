// Command flat: the tables of Synthea's CSV export for any number of patients.

#include <fmt/format.h>

#include "bench/datagen/commands.hpp"
#include "bench/datagen/synthea_tables.hpp"

namespace hios::bench {
namespace {

constexpr std::uint64_t kPayerStream = 0x50415945;  // apart from the patients' streams, which count from 0

std::vector<Payer> make_payers(std::uint64_t seed) {
    Rng rng(seed, kPayerStream);
    std::vector<Payer> made;
    for (const std::string_view name : payers()) made.push_back({rng.uuid(), name});
    return made;
}

}  // namespace

Summary write_flat(const Options& options) {
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    const std::vector<Payer> insurers = make_payers(options.seed);
    SyntheaTables tables(options.out, options.compression, options.table);
    write_shared_rows(tables, providers, insurers);
    for (std::uint64_t ordinal = 0; ordinal < options.patients; ++ordinal) {
        Rng rng(options.seed, ordinal);
        const Patient patient = make_patient(rng);
        const Payer& payer = rng.pick(insurers);
        write_person_rows(tables, rng, patient, payer);
        const std::int64_t visits = rng.range(1, 7);
        for (std::int64_t number = 0; number < visits; ++number) {
            VisitRow visit;
            visit.id = rng.uuid();
            visit.patient = patient.id.view();
            visit.provider = &rng.pick(providers);
            visit.payer = payer.id;
            visit.begin = kWorldEnd - (visits - number) * 200 * kDay + rng.range(0, 100) * kDay;
            visit.start = utc(visit.begin);
            visit.stop = utc(visit.begin + 15 * kMinute);
            visit.day = utc_day(visit.begin);
            visit.reason = rng.pick(conditions());
            write_visit_rows(tables, rng, visit);
            write_claim_rows(tables, rng, visit);
        }
    }
    tables.close();
    Summary summary;
    summary.files = tables.files();
    summary.resources = tables.rows();
    summary.distinct = tables.rows();
    summary.bytes = tables.bytes();
    return summary;
}

}  // namespace hios::bench
