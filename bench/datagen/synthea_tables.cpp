#include "bench/datagen/synthea_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace hios::bench {
namespace {

constexpr std::size_t kSheetFlushBytes = 1 << 18;

struct Sheet {
    std::string_view name;
    std::string_view header;
};

constexpr std::array<Sheet, kTables> kSheets{{
    {"allergies",
     "START,STOP,PATIENT,ENCOUNTER,CODE,SYSTEM,DESCRIPTION,TYPE,CATEGORY,REACTION1,DESCRIPTION1,SEVERITY1,REACTION2,"
     "DESCRIPTION2,SEVERITY2"},
    {"careplans", "Id,START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION"},
    {"claims",
     "Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,SECONDARYPATIENTINSURANCEID,DEPARTMENTID,PATIENTDEPARTMENTID,"
     "DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3,DIAGNOSIS4,DIAGNOSIS5,DIAGNOSIS6,DIAGNOSIS7,DIAGNOSIS8,REFERRINGPROVIDERID,"
     "APPOINTMENTID,CURRENTILLNESSDATE,SERVICEDATE,SUPERVISINGPROVIDERID,STATUS1,STATUS2,STATUSP,OUTSTANDING1,"
     "OUTSTANDING2,OUTSTANDINGP,LASTBILLEDDATE1,LASTBILLEDDATE2,LASTBILLEDDATEP,HEALTHCARECLAIMTYPEID1,"
     "HEALTHCARECLAIMTYPEID2"},
    {"claims_transactions",
     "ID,CLAIMID,CHARGEID,PATIENTID,TYPE,AMOUNT,METHOD,FROMDATE,TODATE,PLACEOFSERVICE,PROCEDURECODE,MODIFIER1,"
     "MODIFIER2,"
     "DIAGNOSISREF1,DIAGNOSISREF2,DIAGNOSISREF3,DIAGNOSISREF4,UNITS,DEPARTMENTID,NOTES,UNITAMOUNT,TRANSFEROUTID,"
     "TRANSFERTYPE,PAYMENTS,ADJUSTMENTS,TRANSFERS,OUTSTANDING,APPOINTMENTID,LINENOTE,PATIENTINSURANCEID,FEESCHEDULEID,"
     "PROVIDERID,SUPERVISINGPROVIDERID"},
    {"conditions", "START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION"},
    {"devices", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,UDI"},
    {"encounters",
     "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,"
     "TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION"},
    {"imaging_studies",
     "Id,DATE,PATIENT,ENCOUNTER,SERIES_UID,BODYSITE_CODE,BODYSITE_DESCRIPTION,MODALITY_CODE,MODALITY_DESCRIPTION,"
     "INSTANCE_UID,SOP_CODE,SOP_DESCRIPTION,PROCEDURE_CODE"},
    {"immunizations", "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST"},
    {"medications",
     "START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,"
     "REASONDESCRIPTION"},
    {"observations", "DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE"},
    {"organizations", "Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION,NPI"},
    {"patients",
     "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,MIDDLE,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,"
     "BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,FIPS,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE,INCOME"},
    {"payer_transitions", "PATIENT,MEMBERID,START_DATE,END_DATE,PAYER,SECONDARY_PAYER,PLAN_OWNERSHIP,OWNER_NAME"},
    {"payers",
     "Id,NAME,OWNERSHIP,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,REVENUE,"
     "COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,COVERED_PROCEDURES,"
     "UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS"},
    {"procedures", "START,STOP,PATIENT,ENCOUNTER,SYSTEM,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION"},
    {"providers", "Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,ENCOUNTERS,PROCEDURES,NPI"},
    {"supplies", "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,QUANTITY"},
}};

void append_field(std::string& out, std::string_view field) {
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace

std::string_view table_name(Table table) {
    return kSheets[static_cast<std::size_t>(table)].name;
}

SyntheaTables::SyntheaTables(const std::filesystem::path& folder, Compression compression, std::string_view table) {
    const bool all = table == "all";
    if (!all && std::none_of(kSheets.begin(), kSheets.end(), [&](const auto& sheet) { return sheet.name == table; }))
        throw std::runtime_error(
            fmt::format("there is no table '{}'. Mend: all, or one of Synthea's CSV export, such as patients", table));
    for (std::size_t at = 0; at < kTables; ++at) {
        const std::string_view name = kSheets[at].name;
        if (!all && name != table) continue;
        sheets_[at].emplace(Sheet{OutputFile(folder / fmt::format("{}.csv{}", name, suffix(compression)), compression),
                                  fmt::format("{}\n", kSheets[at].header)});
    }
}

void SyntheaTables::row(Table table, std::initializer_list<std::string_view> fields) {
    auto& sheet = sheets_[index(table)];
    if (!sheet) return;
    const char* separator = "";
    for (const std::string_view field : fields) {
        sheet->buffer += separator;
        append_field(sheet->buffer, field);
        separator = ",";
    }
    sheet->buffer += '\n';
    ++rows_;
    if (sheet->buffer.size() >= kSheetFlushBytes) flush(*sheet);
}

void SyntheaTables::flush(Sheet& sheet) {
    bytes_ += sheet.buffer.size();
    sheet.file.append(sheet.buffer);
    sheet.buffer.clear();
}

void SyntheaTables::close() {
    for (auto& sheet : sheets_) {
        if (!sheet) continue;
        flush(*sheet);
        sheet->file.close();
    }
}

std::uint64_t SyntheaTables::files() const {
    return static_cast<std::uint64_t>(
        std::count_if(sheets_.begin(), sheets_.end(), [](const auto& sheet) { return sheet.has_value(); }));
}

std::string utc(std::int64_t moment) {
    return fmt::format("{}Z", date_time(moment, 0).view().substr(0, 19));
}

std::string utc_day(std::int64_t moment) {
    return std::string(date_time(moment, 0).day());
}

std::string dollars(std::int64_t cents) {
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

}  // namespace hios::bench
