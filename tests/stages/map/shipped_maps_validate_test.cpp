// The samples under data/samples/flat through the maps under data/maps/flat: what comes out is valid FHIR R4 and
// holds the US Core profiles that it claims, references lead to resources, and exactly the dirty rows are rejects.

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "stages/flat/decode.hpp"
#include "stages/validate/report.hpp"
#include "stages/validate/validator.hpp"
#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/shipped_maps.hpp"

namespace hios::map {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Pair;

// A data set: its maps under data/maps/flat, its folder under data/samples/flat, and files that are not named as
// the map names their table.
struct DataSet {
    std::vector<std::string> maps;
    std::string folder;
    std::map<std::string, std::string> files;
};

const DataSet kSynthea{{"synthea.yaml", "synthea-care.yaml", "synthea-claims.yaml", "synthea-findings.yaml",
                        "synthea-organizations.yaml", "synthea-supplies.yaml"},
                       "synthea",
                       {}};
const DataSet kLaboratory{{"laboratory.yaml"}, "laboratory", {{"", "lab-20240102.txt"}}};
const DataSet kOmop{{"omop/omop.yaml"}, "omop", {}};
const DataSet kSynpuf{{"synpuf.yaml"},
                      "synpuf",
                      {{"beneficiaries", "DE1_0_2010_Beneficiary_Summary_File_Sample_0.csv"},
                       {"inpatient", "DE1_0_2008_to_2010_Inpatient_Claims_Sample_0.csv"}}};

struct Made {
    std::vector<std::string> lines;
    std::map<std::string, std::size_t> types;
    std::vector<std::string> rejects;  // "patients 4: BIRTHDATE": table, row, and what does not fit
    std::size_t tables = 0;
};

flat::Dialect dialect_of(const MapSource& source) {
    flat::Dialect dialect;
    if (source.format != SourceFormat::kFixed) return dialect;
    dialect.format = flat::Format::kFixed;
    dialect.header = false;
    dialect.trim = flat::Trim::kRight;
    dialect.ragged = flat::Ragged::kPad;
    dialect.encoding = *flat::encoding_named(source.dialect->get("encoding")->text);
    const Node& positions = *source.dialect->get("positions");
    for (std::size_t i = 0; i < positions.items.size(); ++i) {
        const std::string& range = positions.items[i]->text;
        const auto first = static_cast<std::uint32_t>(std::stoul(range));
        const auto last = static_cast<std::uint32_t>(std::stoul(range.substr(range.find('-') + 1)));
        dialect.columns.push_back({positions.keys[i].name, first, last - first + 1});
    }
    return dialect;
}

void convert_row(Machine& machine, const FlatRow& view, const std::string& label, Made& made) {
    ByteBuffer out;
    if (!machine.run(view, out)) return made.rejects.push_back(label + machine.reject().spot->field);
    for (const Emitted& one : machine.emitted()) {
        ++made.types[std::string(one.type)];
        made.lines.emplace_back(out.view().substr(one.begin, one.length - 1));
    }
}

void convert_file(const fs::path& file, const flat::Dialect& dialect, const std::string& table, const Program& program,
                  Made& made) {
    const std::string bytes = text_of(file);
    ASSERT_FALSE(bytes.empty()) << file;
    flat::Decoder decoder(dialect.encoding, dialect.invalid);
    const std::string text(decoder.decode(bytes, true));
    flat::RowReader rows(dialect);
    rows.reset(text);
    std::vector<std::string> names;
    for (const flat::FixedColumn& column : dialect.columns) names.push_back(column.name);
    const flat::Row* row = dialect.header ? rows.next() : nullptr;
    if (row != nullptr) names.assign(row->fields.begin(), row->fields.end());
    rows.set_columns(names.size());
    const std::vector<std::string_view> header(names.begin(), names.end());
    const auto binding = dynamic_cast<const FlatColumns&>(*program.space).bind(header);
    ASSERT_TRUE(binding) << file << ": " << binding.error().what;
    FlatRow view(*binding);
    Machine machine(program, "sample");
    while ((row = rows.next()) != nullptr) {
        const std::string label = table + " " + std::to_string(row->number) + ": ";
        if (row->fault) {
            made.rejects.push_back(label + std::string(row->fault.code->id));
            continue;
        }
        view.set(row->fields);
        convert_row(machine, view, label, made);
    }
}

Made convert(const DataSet& set) {
    Made made;
    for (const std::string& name : set.maps) {
        const fs::path path = fs::path(HIOS_SOURCE_DIR) / "data/maps/flat" / name;
        Problems problems;
        TablesBeside tables(path);
        CompileSettings settings;
        settings.files = &tables;
        const auto maps = read_map_file(text_of(path), name, problems);
        if (maps.size() != 1) ADD_FAILURE() << name << " holds no map\n" << all_text(problems);
        for (const MapFile& file : maps) {
            const CompiledMap map = compile(file, settings, problems);
            EXPECT_FALSE(problems.failed()) << all_text(problems);
            if (problems.failed()) continue;
            for (const SourceTable& table : file.source.tables) {
                const auto named = set.files.find(table.name);
                const std::string sample = named == set.files.end() ? table.name + ".csv" : named->second;
                const std::size_t before = made.lines.size();
                convert_file(fs::path(HIOS_SOURCE_DIR) / "data/samples/flat" / set.folder / sample,
                             dialect_of(file.source), table.name, *map.program(table.name), made);
                EXPECT_GT(made.lines.size(), before) << "nothing is made of " << sample;
                ++made.tables;
            }
        }
    }
    return made;
}

void expect_valid(const Made& made, validate::Level level, const std::string& us_core) {
    validate::Settings settings;
    settings.level = level;
    const auto profiles = validate::ProfileChoice::make(us_core, {});
    ASSERT_TRUE(profiles);
    settings.profiles = *profiles;
    const auto& table = definitions::Table::r4();
    validate::Validator validator(table, settings);
    for (const std::string& line : made.lines) {
        std::string padded = line;
        padded.append(json::kPadding, ' ');
        const auto read = validator.check({padded.data(), line.size()}, [&](const validate::Checked& checked) {
            for (const instance::Issue& issue : checked.issues) {
                if (issue.rule->severity != instance::Severity::kError) continue;
                ADD_FAILURE() << "US Core " << us_core << ": " << validate::rule_id(issue) << " at "
                              << validate::expression_of(table, checked, issue) << " " << issue.element << " "
                              << issue.detail << "\n"
                              << line;
            }
        });
        EXPECT_TRUE(read) << line;
    }
}

void references_of(const nlohmann::json& node, std::set<std::string>& into) {
    if (node.is_object() && node.contains("reference")) into.insert(node["reference"].get<std::string>());
    for (const auto& part : node) {
        if (part.is_structured()) references_of(part, into);
    }
}

// Ids of one type are of one resource, and references lead to resources of the sample.
void expect_closed(const Made& made) {
    std::set<std::string> there;
    std::set<std::string> wanted;
    for (const std::string& line : made.lines) {
        const auto resource = nlohmann::json::parse(line);
        const std::string name = resource["resourceType"].get<std::string>() + "/" + resource["id"].get<std::string>();
        EXPECT_TRUE(there.insert(name).second) << "twice: " << line;
        references_of(resource, wanted);
    }
    for (const std::string& one : wanted) EXPECT_TRUE(there.contains(one)) << one << " is not there";
}

void expect_good(const Made& made) {
    expect_valid(made, validate::Level::kStructureOnly, "6.1.0");
    for (const char* version : {"3.1.1", "6.1.0"}) expect_valid(made, validate::Level::kStrict, version);
    expect_closed(made);
}

TEST(ShippedMapSamples, OfSyntheaAreGood) {
    const Made made = convert(kSynthea);
    EXPECT_EQ(made.tables, 18U);
    expect_good(made);
    EXPECT_THAT(made.types,
                ElementsAre(Pair("AllergyIntolerance", 2), Pair("CarePlan", 2), Pair("ChargeItem", 1), Pair("Claim", 2),
                            Pair("Condition", 3), Pair("Coverage", 3), Pair("Device", 2), Pair("DeviceUseStatement", 2),
                            Pair("Encounter", 4), Pair("ImagingStudy", 1), Pair("Immunization", 2),
                            Pair("MedicationRequest", 2), Pair("Observation", 8), Pair("Organization", 5),
                            Pair("Patient", 3), Pair("PaymentReconciliation", 2), Pair("Practitioner", 2),
                            Pair("PractitionerRole", 2), Pair("Procedure", 2), Pair("SupplyDelivery", 1)));
    EXPECT_THAT(
        made.rejects,
        ElementsAre("patients 5: BIRTHDATE", "patients 6: LAT", "patients 7: flat.too_few_fields", "conditions 5: CODE",
                    "encounters 6: ENCOUNTERCLASS", "procedures 4: START, DATE", "claims 4: PROVIDERID",
                    "claims_transactions 6: TYPE", "observations 10: VALUE", "observations 11: DATE",
                    "allergies 4: SYSTEM", "organizations 4: NAME", "supplies 3: QUANTITY"));
}

// Headers of exports before 2021.
TEST(ShippedMapSamples, OlderSyntheaFilesFitToo) {
    const std::map<std::string, std::string> headers{
        {"patients",
         "Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,"
         "BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE"},
        {"conditions", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"},
        {"allergies", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"},
        {"observations", "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,VALUE,UNITS,TYPE"},
        {"procedures", "DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION"},
        {"imaging_studies",
         "Id,DATE,PATIENT,ENCOUNTER,BODYSITE_CODE,BODYSITE_DESCRIPTION,MODALITY_CODE,MODALITY_DESCRIPTION,SOP_CODE,"
         "SOP_DESCRIPTION"},
        {"devices", "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION"},
        {"organizations", "Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION"},
        {"providers", "Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,UTILIZATION"},
        {"payers", "Id,NAME,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED"},
        {"payer_transitions", "PATIENT,START_YEAR,END_YEAR,PAYER,OWNERSHIP"}};
    std::size_t bound = 0;
    for (const std::string& name : kSynthea.maps) {
        Problems problems;
        const auto text = text_of(fs::path(HIOS_SOURCE_DIR) / "data/maps/flat" / name);
        const auto maps = read_map_file(text, name, problems);
        ASSERT_EQ(maps.size(), 1U) << all_text(problems);
        const CompiledMap map = compile(maps[0], {}, problems);
        for (const auto& [table, header] : headers) {
            const Program* program = map.program(table);
            if (program == nullptr) continue;
            std::vector<std::string_view> columns;
            std::string_view rest = header;
            for (bool more = true; more;) {
                const std::size_t comma = rest.find(',');
                columns.push_back(rest.substr(0, comma));
                more = comma != std::string_view::npos;
                if (more) rest.remove_prefix(comma + 1);
            }
            const auto binding = dynamic_cast<const FlatColumns&>(*program->space).bind(columns);
            EXPECT_TRUE(binding) << table << ": " << binding.error().what;
            ++bound;
        }
    }
    EXPECT_EQ(bound, headers.size());
}

TEST(ShippedMapSamples, OfTheLaboratoryAreGood) {
    const Made made = convert(kLaboratory);
    expect_good(made);
    EXPECT_THAT(made.types, ElementsAre(Pair("DiagnosticReport", 3), Pair("Observation", 5), Pair("Patient", 2),
                                        Pair("Specimen", 3)));
    EXPECT_THAT(made.rejects, ElementsAre(" 4: BORN", " 13: VALUE", " 14: SPECIMEN", " 15: KIND"));
}

TEST(ShippedMapSamples, OfOmopAreGood) {
    const Made made = convert(kOmop);
    EXPECT_EQ(made.tables, 8U);
    expect_good(made);
    EXPECT_THAT(made.types, ElementsAre(Pair("Condition", 2), Pair("Encounter", 2), Pair("MedicationRequest", 2),
                                        Pair("MedicationStatement", 1), Pair("Observation", 7), Pair("Patient", 4),
                                        Pair("Procedure", 1)));
    EXPECT_THAT(made.rejects,
                ElementsAre("person 6: year_of_birth, month_of_birth, month_of_birth, day_of_birth",
                            "visit_occurrence 4: visit_start_date", "condition_occurrence 4: condition_concept_id",
                            "drug_exposure 5: refills", "measurement 6: value_as_number",
                            "observation 4: observation_source_value, observation_concept_id",
                            "procedure_occurrence 3: procedure_date"));
}

TEST(ShippedMapSamples, OfSynpufAreGood) {
    const Made made = convert(kSynpuf);
    expect_good(made);
    EXPECT_THAT(made.types, ElementsAre(Pair("Condition", 3), Pair("Coverage", 7), Pair("ExplanationOfBenefit", 3),
                                        Pair("Patient", 3)));
    EXPECT_THAT(made.rejects, ElementsAre("beneficiaries 5: BENE_BIRTH_DT", "beneficiaries 6: BENE_SEX_IDENT_CD",
                                          "inpatient 5: CLM_FROM_DT"));
}

}  // namespace
}  // namespace hios::map
