#include "jobs/spec/document_formats.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "jobs/maps/document_map.hpp"
#include "jobs/spec/digest.hpp"
#include "stages/builtin/document_map.hpp"
#include "stages/map/overrides.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::jobs {
namespace {

namespace fs = std::filesystem;
using map::SourceFormat;

void read_zone(SpecReader& reader, const std::string& pointer, bool of_document, std::string& into) {
    reader.text(pointer, into);
    if (into.empty() || (of_document && into == "document") || map::zone_is_known(into)) return;
    reader.problem(pointer, fmt::format("\"{}\" is no time zone; write \"America/New_York\" or \"-05:00\"", into));
}

void read_switch(SpecReader& reader, const std::string& pointer, bool& into) {
    if (const nlohmann::json* value = reader.find(pointer); value != nullptr) into = value->get<bool>();
}

// formats.hl7v2.output and json: what messages become.
void read_output(SpecReader& reader, Hl7v2Spec& into) {
    std::string output;
    reader.text("/formats/hl7v2/output", output);
    const nlohmann::json* form = reader.find("/formats/hl7v2/json");
    if (output != "json") {
        if (form != nullptr) reader.problem("/formats/hl7v2/json", "is of messages that become JSON; add output: json");
        return;
    }
    hl7v2::json::Options& options = into.json.emplace();
    std::string names;
    reader.text("/formats/hl7v2/json/names", names);
    if (names == "short") options.names = hl7v2::json::Names::kShort;
    std::string version;
    reader.text("/formats/hl7v2/json/version", version);
    if (version.empty()) return;
    const auto& known = hl7v2::dictionary::kVersionNames;
    const auto found = std::find(std::begin(known), std::end(known), version);
    if (found == std::end(known)) {
        reader.problem("/formats/hl7v2/json/version",
                       fmt::format("\"{}\" is no version of HL7 v2; write one of {}", version, fmt::join(known, ", ")));
        return;
    }
    options.version = static_cast<hl7v2::dictionary::Version>(found - std::begin(known));
}

Hl7v2Spec::Strict read_strict(const SpecReader& reader) {
    const nlohmann::json* value = reader.find("/formats/hl7v2/strict");
    if (value == nullptr || *value == false) return Hl7v2Spec::Strict::kOff;
    return value->is_string() ? Hl7v2Spec::Strict::kReject : Hl7v2Spec::Strict::kList;
}

// The maps in a file that patch the built-in maps of a format.
struct Patches {
    std::vector<map::MapFile> maps;
    map::Problems problems;
    std::string text;  // of all files
};

Patches read_patches(const std::vector<std::string>& files, SourceFormat format) {
    Patches patches;
    for (const std::string& file : files) {
        std::ostringstream text;
        text << std::ifstream(file, std::ios::binary).rdbuf();
        for (map::MapFile& one : map::read_map_file(text.str(), file, patches.problems)) {
            const bool concerns = std::any_of(one.overrides.begin(), one.overrides.end(),
                                              [&](const auto& over) { return map::document_format(over) == format; });
            if (concerns) patches.maps.push_back(std::move(one));
        }
        patches.text += text.str();
    }
    return patches;
}

void tell(SpecReader& reader, const map::Problems& problems) {
    for (const map::Problem& problem : problems.all()) {
        if (problem.warning) continue;
        const std::string text = problem.hint.empty() ? problem.what : problem.what + ". " + problem.hint;
        reader.problems.push_back(
            {{problem.place.file ? *problem.place.file : "", problem.place.line, problem.place.column}, text});
    }
}

// Without overrides the built-in map is compiled when the first document comes, and its tests are ours.
template <class Spec>
void make_map(SpecReader& reader, const std::vector<std::string>& files, SourceFormat format, Spec& spec) {
    Patches patches = read_patches(files, format);
    const bool patched = !patches.maps.empty();
    if (patched) tell(reader, patches.problems);
    if (patched) spec.overrides_digest = text_digest(patches.text);
    spec.map = DocumentMap::make(spec, patches.maps);
    if (!patched) return;
    map::Problems found = spec.map->problems();
    if (!found.failed()) {
        for (const map::TestResult& result : spec.map->run_tests()) {
            for (const map::Problem& failure : result.failures)
                found.error(failure.place, fmt::format("the test \"{}\" fails: {}", result.name, failure.what),
                            failure.hint);
        }
    }
    tell(reader, found);
}

}  // namespace

void read_document_formats(SpecReader& reader, JobSpec& into) {
    Hl7v2Spec& hl7v2 = into.hl7v2;
    read_zone(reader, "/formats/hl7v2/timezone", false, hl7v2.time_zone);
    reader.text("/formats/hl7v2/sender", hl7v2.sender);
    std::string fallback;
    reader.text("/formats/hl7v2/charset/fallback", fallback);
    if (!fallback.empty()) {
        const auto charset = hl7v2::charset_named(fallback);
        if (charset) {
            hl7v2.fallback = *charset;
        } else {
            reader.problem("/formats/hl7v2/charset/fallback",
                           fmt::format("\"{}\" is no character set; write a name of HL7 table 0211 or \"windows-1252\"",
                                       fallback));
        }
    }
    read_switch(reader, "/formats/hl7v2/message_header", hl7v2.message_header);
    read_switch(reader, "/formats/hl7v2/provenance", hl7v2.provenance);
    read_switch(reader, "/formats/hl7v2/source_document", hl7v2.source_document);
    reader.text("/formats/hl7v2/source_url", hl7v2.source_url);
    if (!hl7v2.source_url.empty() && !hl7v2.source_document)
        reader.problem("/formats/hl7v2/source_url",
                       "is of the messages' DocumentReferences; add source_document: true");
    reader.text("/formats/hl7v2/assembler", hl7v2.assembler);
    reader.text("/formats/hl7v2/units", hl7v2.units);
    read_output(reader, hl7v2);
    hl7v2.strict = read_strict(reader);
    make_map(reader, into.map_files.overrides, SourceFormat::kHl7v2, hl7v2);

    CcdaSpec& ccda = into.ccda;
    read_zone(reader, "/formats/ccda/timezone", true, ccda.time_zone);
    reader.text("/formats/ccda/patient_authority", ccda.patient_authority);
    read_switch(reader, "/formats/ccda/provenance", ccda.provenance);
    read_switch(reader, "/formats/ccda/source_document", ccda.source_document);
    reader.text("/formats/ccda/source_url", ccda.source_url);
    if (!ccda.source_url.empty() && !ccda.source_document)
        reader.problem("/formats/ccda/source_url",
                       "is of the documents' DocumentReferences; add source_document: true");
    make_map(reader, into.map_files.overrides, SourceFormat::kCcda, ccda);
}

nlohmann::json document_formats_json(const JobSpec& spec) {
    nlohmann::json all = nlohmann::json::object();
    const auto text = [&](const char* format, const char* key, const std::string& value) {
        if (!value.empty()) all[format][key] = value;
    };
    const auto flag = [&](const char* format, const char* key, bool value) {
        if (value) all[format][key] = true;
    };
    text("hl7v2", "timezone", spec.hl7v2.time_zone);
    text("hl7v2", "sender", spec.hl7v2.sender);
    flag("hl7v2", "message_header", spec.hl7v2.message_header);
    flag("hl7v2", "provenance", spec.hl7v2.provenance);
    flag("hl7v2", "source_document", spec.hl7v2.source_document);
    text("hl7v2", "source_url", spec.hl7v2.source_url);
    text("hl7v2", "assembler", spec.hl7v2.assembler);
    text("hl7v2", "units", spec.hl7v2.units);
    if (spec.hl7v2.json) {
        nlohmann::json& hl7v2 = all["hl7v2"];
        hl7v2["output"] = "json";
        if (spec.hl7v2.json->names == hl7v2::json::Names::kShort) hl7v2["json"]["names"] = "short";
        if (const auto version = spec.hl7v2.json->version)
            hl7v2["json"]["version"] = hl7v2::dictionary::kVersionNames[*version];
    }
    if (spec.hl7v2.strict == Hl7v2Spec::Strict::kList) all["hl7v2"]["strict"] = true;
    if (spec.hl7v2.strict == Hl7v2Spec::Strict::kReject) all["hl7v2"]["strict"] = "reject";
    text("ccda", "timezone", spec.ccda.time_zone);
    text("ccda", "patient_authority", spec.ccda.patient_authority);
    flag("ccda", "provenance", spec.ccda.provenance);
    flag("ccda", "source_document", spec.ccda.source_document);
    text("ccda", "source_url", spec.ccda.source_url);
    return all;
}

}  // namespace hios::jobs
