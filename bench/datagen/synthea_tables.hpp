#pragma once
// The 18 tables of Synthea's CSV export, written side by side. Ids lead from table to table.
// Functions throw std::runtime_error as output.hpp says. Not thread-safe.

#include <array>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/datagen/output.hpp"
#include "bench/datagen/patient.hpp"
#include "bench/datagen/providers.hpp"

namespace hios::bench {

enum class Table : std::uint8_t {
    kAllergies,
    kCareplans,
    kClaims,
    kClaimsTransactions,
    kConditions,
    kDevices,
    kEncounters,
    kImagingStudies,
    kImmunizations,
    kMedications,
    kObservations,
    kOrganizations,
    kPatients,
    kPayerTransitions,
    kPayers,
    kProcedures,
    kProviders,
    kSupplies,
};
inline constexpr std::size_t kTables = 18;

[[nodiscard]] std::string_view table_name(Table table);

// The files of the wanted tables; rows for the others go nowhere.
class SyntheaTables {
public:
    // table: the name of the only one that is wanted, or all.
    SyntheaTables(const std::filesystem::path& folder, Compression compression, std::string_view table);

    [[nodiscard]] bool wants(Table table) const { return sheets_[index(table)].has_value(); }
    void row(Table table, std::initializer_list<std::string_view> fields);
    void close();
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t files() const;

private:
    struct Sheet {
        OutputFile file;
        std::string buffer;
    };
    static std::size_t index(Table table) { return static_cast<std::size_t>(table); }
    void flush(Sheet& sheet);

    std::array<std::optional<Sheet>, kTables> sheets_;
    std::uint64_t rows_ = 0;
    std::uint64_t bytes_ = 0;
};

// Who pays, the same in every table.
struct Payer {
    Uuid id;
    std::string_view name;
};

// One visit and what all its rows share.
struct VisitRow {
    Uuid id;
    std::string patient;
    const Provider* provider = nullptr;
    Uuid payer;
    std::int64_t begin = 0;
    std::string start;  // 2020-03-04T09:00:00Z
    std::string stop;
    std::string day;
    Code reason;
};

// YYYY-MM-DDThh:mm:ssZ and YYYY-MM-DD
[[nodiscard]] std::string utc(std::int64_t moment);
[[nodiscard]] std::string utc_day(std::int64_t moment);
[[nodiscard]] std::string dollars(std::int64_t cents);

void write_shared_rows(SyntheaTables& tables, const std::vector<Provider>& providers, const std::vector<Payer>& payers);
void write_person_rows(SyntheaTables& tables, Rng& rng, const Patient& patient, const Payer& payer);
// What was found, done and given at one visit.
void write_visit_rows(SyntheaTables& tables, Rng& rng, const VisitRow& visit);
// What the visit costs.
void write_claim_rows(SyntheaTables& tables, Rng& rng, const VisitRow& visit);

}  // namespace hios::bench
