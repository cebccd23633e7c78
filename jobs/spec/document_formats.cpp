#include "jobs/spec/document_formats.hpp"

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
                                              [&](const auto& over) { return map::format_named(over.on) == format; });
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
        for (const map::TestResult& result : builtin::run_document_tests(spec.map->compiled())) {
            const bool own = std::any_of(patches.maps.begin(), patches.maps.end(), [&](const map::MapFile& one) {
                return one.place.file && result.place.file && *one.place.file == *result.place.file;
            });
            if (!own) continue;  // a site may well change what the built-in tests expect
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
    make_map(reader, into.map_files.overrides, SourceFormat::kHl7v2, hl7v2);

    CcdaSpec& ccda = into.ccda;
    read_zone(reader, "/formats/ccda/timezone", true, ccda.time_zone);
    read_switch(reader, "/formats/ccda/provenance", ccda.provenance);
    read_switch(reader, "/formats/ccda/source_document", ccda.source_document);
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
    text("ccda", "timezone", spec.ccda.time_zone);
    flag("ccda", "provenance", spec.ccda.provenance);
    flag("ccda", "source_document", spec.ccda.source_document);
    return all;
}

}  // namespace hios::jobs
