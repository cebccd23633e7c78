// The seeds of defects: one resource a line, with what a validator should say of it.

#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/shared_files.hpp"

namespace hios::validate {
namespace {

// The rule that each defect breaks.
const std::map<std::string, std::string> kDefects{
    {"struct unknown element", "validate.unknown_element"},
    {"struct unknown resourceType", "validate.unknown_resource_type"},
    {"struct two choice types", "validate.two_types_of_choice"},
    {"struct wrong choice type valueDecimal", "validate.unknown_element"},
    {"struct scalar where array", "validate.not_a_list"},
    {"struct array where scalar", "validate.a_list"},
    {"struct empty array", "validate.empty_list"},
    {"struct empty object", "validate.empty_object"},
    {"struct empty string", "primitive.empty"},
    {"struct null value", "validate.null"},
    {"struct null in primitive array w/o sibling", "validate.null_without_sibling"},
    {"struct _sibling array length mismatch", "validate.sibling_length"},
    {"card missing required primitive status", "validate.missing"},
    {"card missing required complex code", "validate.missing"},
    {"type number as string in decimal", "validate.wrong_json_type"},
    {"type boolean as string", "validate.wrong_json_type"},
    {"type string for number in string", "validate.wrong_json_type"},
    {"regex bad date 2020-13-01", "primitive.date.calendar"},
    {"semantic date 2021-02-30", "primitive.date.calendar"},
    {"regex dateTime with time no tz", "primitive.zone.missing"},
    {"regex id too long", "primitive.id.length"},
    {"regex id bad char", "primitive.id"},
    {"regex code with trailing space", "primitive.code"},
    {"regex positiveInt 0", "primitive.positiveInt"},
    {"regex integer with decimal", "primitive.integer"},
    {"regex instant date only", "primitive.instant"},
    {"regex uri with space", "primitive.uri"},
    {"binding required gender", "validate.code"},
    {"binding required Observation.status", "validate.code"},
    {"binding required CodeableConcept (Condition.clinicalStatus)", "validate.coding"},
    {"inv pat-1 contact empty details", "pat-1"},
    {"inv obs-6 dataAbsentReason with value", "obs-6"},
    {"inv obs-7", "obs-7"},
    {"inv qty-3 code without system", "qty-3"},
    {"inv per-1 start>end", "per-1"},
    {"inv ref-1 dangling contained", "ref-1"},
    {"inv dom-3 contained unreferenced", "dom-3"},
    {"inv ext-1 both value and ext", "ext-1"},
    {"inv ele-1 only id", "ele-1"},
    {"ext missing url", "validate.missing"},
    {"ref wrong target type", "validate.reference_target"},
    {"ref malformed relative", "validate.reference_form"},
    {"bundle bdl-7 duplicate fullUrl", "bdl-7"},
    {"bundle unresolved urn:uuid", "validate.reference_unresolved"},
    {"bundle bdl-3 request missing in transaction", "bdl-3"},
    {"bundle fullUrl/id mismatch", "validate.bundle_id"},
    {"bundle bdl-8 fullUrl version specific", "bdl-8"},
    {"bundle nested resource invalid", "validate.code"},
    {"xhtml txt-2 bad html", "xhtml.element"},
    {"xhtml not wellformed", "xhtml.end_tag"},
    {"json duplicate key", "validate.repeated_member"},
    {"modifierExtension unknown", "validate.unknown_modifier"},
    {"R3/R5 element (Observation.comment)", "validate.unknown_element"}};

TEST(NegativeSeeds, AreJudgedAsTheyExpect) {
    const auto file = test::shared_samples() / "negative-seeds" / "negative-seeds.ndjson";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
    test::Checker strict(Level::kStrict);
    std::istringstream lines(test::read_text(file));
    int seeds = 0;
    std::size_t defects = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto seed = nlohmann::json::parse(line);
        const auto expect = seed.at("expect").get<std::string>();
        const test::Findings found = strict.check(seed.at("raw").get<std::string>());
        ++seeds;
        const std::string name = seed.at("name").get<std::string>();
        if (expect == "accept") {
            EXPECT_TRUE(found.accepted()) << name << ": " << testing::PrintToString(found);
        }
        if (expect == "reject-or-flag") {
            ++defects;
            EXPECT_EQ(kDefects.count(name), 1U) << name;
            EXPECT_TRUE(found.has(kDefects.at(name))) << name << ": " << testing::PrintToString(found);
        }
    }
    EXPECT_EQ(seeds, 58);
    EXPECT_EQ(defects, kDefects.size());
}

}  // namespace
}  // namespace hios::validate
