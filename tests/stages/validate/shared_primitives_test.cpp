// google/fhir's lists of right and wrong values, and the negative seeds whose defect is one value,
// when the samples lie beside the repository.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/stages/validate/shared_files.hpp"
#include "tests/stages/validate/values.hpp"

namespace hios::validate {
namespace {

using test::Primitive;

const std::map<std::string, Primitive> kLists{{"base64_binary", Primitive::kBase64Binary},
                                              {"canonical", Primitive::kCanonical},
                                              {"date", Primitive::kDate},
                                              {"decimal", Primitive::kDecimal},
                                              {"instant", Primitive::kInstant},
                                              {"markdown", Primitive::kMarkdown},
                                              {"positive_int", Primitive::kPositiveInt},
                                              {"string", Primitive::kString},
                                              {"unsigned_int", Primitive::kUnsignedInt},
                                              {"url", Primitive::kUrl},
                                              {"xhtml", Primitive::kXhtml}};

// A line of the lists as the validator would take it: JSON's grammar, then the shape, then the value.
bool accepts(Primitive kind, const std::string& line) {
    if (!nlohmann::json::accept(line)) return false;
    const char first = line.front();
    const auto shape = first == '"'                   ? instance::Shape::kString
                       : first == 't' || first == 'f' ? instance::Shape::kBoolean
                       : first == 'n'                 ? instance::Shape::kAbsent
                                                      : instance::Shape::kNumber;
    if (shape != shape_of(kind)) return false;
    const std::string raw = shape == instance::Shape::kString ? line.substr(1, line.size() - 2) : line;
    return test::check(kind, raw) == PrimitiveFault::kOk;
}

TEST(SharedPrimitives, GooglesListsAreSortedAsGoogleDoes) {
    const auto folder = test::shared_samples() / "google-fhir-primitives";
    if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "there is no folder " << folder;
    int lines = 0;
    for (const auto& [name, kind] : kLists) {
        for (const bool valid : {true, false}) {
            std::istringstream list(test::read_text(folder / (name + (valid ? ".valid" : ".invalid") + ".ndjson")));
            for (std::string line; std::getline(list, line);) {
                // A null among the right ones says that the value is absent; it never comes to a check.
                if (line.empty() || (valid && line == "null")) continue;
                EXPECT_EQ(accepts(kind, line), valid) << name << ": " << line;
                ++lines;
            }
        }
    }
    EXPECT_GT(lines, 60);
}

TEST(SharedPrimitives, NegativeSeedsOfValuesAreFound) {
    const auto file = test::shared_samples() / "negative-seeds" / "negative-seeds.ndjson";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "there is no file " << file;
    struct Place {
        const char* pointer;
        Primitive kind;
        PrimitiveFault fault;
    };
    const std::map<std::string, Place> places{
        {"struct empty string", {"/name/0/family", Primitive::kString, PrimitiveFault::kEmpty}},
        {"regex bad date 2020-13-01", {"/birthDate", Primitive::kDate, PrimitiveFault::kCalendar}},
        {"semantic date 2021-02-30", {"/birthDate", Primitive::kDate, PrimitiveFault::kCalendar}},
        {"regex dateTime with time no tz", {"/effectiveDateTime", Primitive::kDateTime, PrimitiveFault::kZoneMissing}},
        {"regex id too long", {"/id", Primitive::kId, PrimitiveFault::kIdLength}},
        {"regex id bad char", {"/id", Primitive::kId, PrimitiveFault::kId}},
        {"regex code with trailing space", {"/gender", Primitive::kCode, PrimitiveFault::kCode}},
        {"regex positiveInt 0", {"/telecom/0/rank", Primitive::kPositiveInt, PrimitiveFault::kPositiveInt}},
        {"regex integer with decimal", {"/multipleBirthInteger", Primitive::kInteger, PrimitiveFault::kInteger}},
        {"regex instant date only", {"/meta/lastUpdated", Primitive::kInstant, PrimitiveFault::kInstant}},
        {"regex uri with space", {"/identifier/0/system", Primitive::kUri, PrimitiveFault::kUri}}};
    std::size_t found = 0;
    std::istringstream seeds(test::read_text(file));
    for (std::string line; std::getline(seeds, line);) {
        const auto seed = nlohmann::json::parse(line);
        const auto place = places.find(seed.at("name"));
        if (place == places.end()) continue;
        const auto value =
            nlohmann::json::parse(std::string(seed.at("raw"))).at(nlohmann::json::json_pointer(place->second.pointer));
        const std::string raw = value.is_string() ? std::string(value) : value.dump();
        EXPECT_EQ(test::check(place->second.kind, raw), place->second.fault) << place->first;
        ++found;
    }
    EXPECT_EQ(found, places.size());
}

}  // namespace
}  // namespace hios::validate
