#include "jobs/codes.hpp"

#include <algorithm>
#include <vector>

#include "io/aws/codes.hpp"
#include "io/codes.hpp"
#include "io/http/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/ledger/codes.hpp"
#include "jobs/spec/codes.hpp"
#include "jobs/sqlite/codes.hpp"
#include "pipeline/codes.hpp"
#include "stages/ccda/codes.hpp"
#include "stages/definitions/codes.hpp"
#include "stages/fhir/codes.hpp"
#include "stages/fhirpath/codes.hpp"
#include "stages/flat/codes.hpp"
#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/dictionary/codes.hpp"
#include "stages/json/codes.hpp"
#include "stages/map/codes.hpp"
#include "stages/validate/rules.hpp"

namespace hios::jobs {
namespace {

std::vector<const Code*> collect() {
    std::vector<const Code*> all;
    const auto add = [&all](std::span<const Code* const> folder) {
        all.insert(all.end(), folder.begin(), folder.end());
    };
    // One line for each folder that raises codes.
    add(codes::pipeline_codes());
    add(codes::io_codes());
    add(codes::http_codes());
    add(codes::aws_codes());
    add(json::codes::json_codes());
    add(fhir::codes::fhir_codes());
    add(definitions::codes::definition_codes());
    add(fhirpath::codes::fhirpath_codes());
    add(flat::codes::flat_codes());
    add(map::codes::map_codes());
    add(hl7v2::codes::hl7v2_codes());
    add(hl7v2::dictionary::codes::dictionary_codes());
    add(ccda::codes::ccda_codes());
    add(validate::primitive_codes());
    add(validate::xhtml_codes());
    for (const instance::Rule* rule : validate::all_rules()) all.push_back(&rule->code);
    add(codes::spec_codes());
    add(codes::sqlite_codes());
    add(codes::import_codes());
    add(codes::run_codes());
    std::sort(all.begin(), all.end(), [](const Code* a, const Code* b) { return a->id < b->id; });
    return all;
}

}  // namespace

std::span<const Code* const> all_codes() {
    static const std::vector<const Code*> kAll = collect();
    return kAll;
}

const Code* find_code(std::string_view id) {
    for (const Code* code : all_codes()) {
        if (code->id == id) return code;
    }
    return nullptr;
}

}  // namespace hios::jobs
