// What becomes of the entries of a Bundle.

#include "stages/fhir/bundle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

using test::bundle;
using test::Conversion;
using test::entry;
using test::request;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"p"})";
constexpr std::string_view kOutcome = R"({"resourceType":"OperationOutcome","id":"oo","issue":[]})";

TEST(Bundle, OfEveryTypeGivesItsResources) {
    for (const std::string_view type : {"document", "message", "transaction", "transaction-response", "batch",
                                        "batch-response", "history", "searchset", "collection", "no-such-type", ""}) {
        const Conversion made(bundle(type, {entry("urn:uuid:x", kPatient)}));
        EXPECT_THAT(made.names(), ElementsAre("Patient/p")) << type;
        EXPECT_EQ(made.account().made, 1U);
        EXPECT_EQ(made.account().skipped_entries, 0U);
    }
}

TEST(Bundle, WithoutEntriesIsMappedAndGivesNothing) {
    for (const std::string_view text : {R"({"resourceType":"Bundle"})", R"({"resourceType":"Bundle","entry":[]})",
                                        R"({"entry":[],"resourceType":"Bundle","id":"b"})"}) {
        const Conversion made{std::string(text)};
        EXPECT_TRUE(made.lines().empty());
        EXPECT_FALSE(made.account().rejected);
        EXPECT_EQ(made.account().made, 0U);
    }
}

TEST(Bundle, MayNameItsTypeLastAndWithEscapes) {
    const std::string entries = "[" + entry("", kPatient) + "]";
    EXPECT_THAT(Conversion(R"({"entry":)" + entries + R"(,"type":"batch","resourceType":"Bundle"})").names(),
                ElementsAre("Patient/p"));
    EXPECT_THAT(Conversion(R"({"res\u006furceType":"Bundle","entry":)" + entries + "}").names(),
                ElementsAre("Patient/p"));
    EXPECT_THAT(Conversion(R"({"resourceType":"Bun\u0064le","\u0065ntry":)" + entries + "}").names(),
                ElementsAre("Patient/p"));
    EXPECT_THAT(Conversion(R"({"x":"resourceType","resourceType":"Bundle","entry":)" + entries + "}").names(),
                ElementsAre("Patient/p"));
}

TEST(Bundle, NamesWithEscapesCountInEntriesAndResources) {
    const Conversion made(
        bundle("transaction",
               {R"({"full\u0055rl":"urn:uuid:p1","re\u0073ource":{"resource\u0054ype":"Patient","i\u0064":"own"}})",
                entry("", R"({"resourceType":"Observation","id":"o","subject":{"\u0072eference":"urn:uuid:p1"}})")}));
    ASSERT_THAT(made.names(), ElementsAre("Patient/own", "Observation/o"));
    EXPECT_EQ(made.line(0).text, R"({"resource\u0054ype":"Patient","i\u0064":"own"})");
    EXPECT_EQ(made.line(1).text,
              R"({"resourceType":"Observation","id":"o","subject":{"\u0072eference":"Patient/own"}})");
    const Conversion deleted(bundle("batch", {R"({"request":{"method":"DELET\u0045","url":"Patient/1"}})"}));
    EXPECT_THAT(deleted.codes(), ElementsAre("fhir.entry.delete"));
}

TEST(Bundle, EntriesThatHoldNothingAreSkipped) {
    const Conversion made(bundle(
        "batch",
        {R"({"request":{"method":"GET","url":"Patient/1"}})", R"({"request":{"method":"HEAD","url":"Patient/1"}})",
         R"({"response":{"status":"201","location":"Patient/1"}})", "{}", entry("", kPatient)}));
    EXPECT_THAT(made.names(), ElementsAre("Patient/p"));
    EXPECT_EQ(made.account().skipped_entries, 4U);
    EXPECT_EQ(made.account().made, 1U);
    EXPECT_THAT(made.codes(), IsEmpty());
}

TEST(Bundle, OutcomesOfASearchAndOfResponsesAreSkipped) {
    EXPECT_EQ(Conversion(bundle("searchset", {entry("", kOutcome, R"(,"search":{"mode":"outcome"})")}))
                  .account()
                  .skipped_entries,
              1U);
    EXPECT_EQ(Conversion(bundle("searchset", {entry("", kOutcome)})).account().skipped_entries, 1U);
    EXPECT_EQ(Conversion(bundle("batch-response", {entry("", kOutcome)})).account().skipped_entries, 1U);
    EXPECT_EQ(Conversion(bundle("transaction-response", {entry("", kOutcome)})).account().skipped_entries, 1U);
    EXPECT_THAT(Conversion(bundle("collection", {entry("", kOutcome)})).names(), ElementsAre("OperationOutcome/oo"));
    EXPECT_THAT(Conversion(std::string(kOutcome)).names(), ElementsAre("OperationOutcome/oo"));
    // What was found is staged, and so is what was included.
    EXPECT_EQ(Conversion(bundle("searchset", {entry("", kPatient, R"(,"search":{"mode":"match"})"),
                                              entry("", kPatient, R"(,"search":{"mode":"include"})")}))
                  .lines()
                  .size(),
              2U);
}

TEST(Bundle, DeleteIsATombstoneAndAReject) {
    const Conversion made(bundle("transaction",
                                 {R"({"request":{"method":"DELETE","url":"Patient/gone"}})", entry("", kPatient)},
                                 R"(,"timestamp":"2020-01-01T00:00:00Z")"));
    EXPECT_THAT(made.codes(), ElementsAre("fhir.entry.delete"));
    ASSERT_EQ(made.work().tombstones.size(), 1U);
    EXPECT_EQ(made.work().tombstones[0].key, resource_key("Patient", "gone"));
    EXPECT_EQ(made.work().tombstones[0].time_us, 1'577'836'800'000'000);
    EXPECT_EQ(made.work().rejects[0].entry, 0U);
    EXPECT_EQ(made.account().made, 2U);
    EXPECT_EQ(made.account().rejected_resources, 1U);
    EXPECT_FALSE(made.account().rejected);
    EXPECT_THAT(made.names(), ElementsAre("Patient/p"));
}

TEST(Bundle, DeleteFindsTheNameUnderWhichTheResourceWasStaged) {
    const auto key_of = [](const std::string& entry_text) {
        const Conversion made(bundle("history", {entry_text}));
        return made.work().tombstones.empty() ? Key128{} : made.work().tombstones[0].key;
    };
    EXPECT_EQ(key_of(R"({"request":{"method":"DELETE","url":"Patient/bad_id"}})"),
              resource_key("Patient", Conversion::ids().derive("Patient", "bad_id")));
    EXPECT_EQ(key_of(R"({"fullUrl":"http://s/fhir/Patient/7","request":{"method":"DELETE"}})"),
              resource_key("Patient", "7"));
    EXPECT_EQ(key_of(R"({"request":{"method":"DELETE","url":"Patient?identifier=a|b"}})"), Key128{});
    EXPECT_EQ(key_of(R"({"request":{"method":"DELETE","url":"Patient/1/_history/2"}})"), Key128{});
    EXPECT_EQ(key_of(R"({"request":{"method":"DELETE","url":"Nonsense/1"}})"), Key128{});
}

TEST(Bundle, PatchIsRejected) {
    const Conversion made(
        bundle("transaction", {entry("", R"({"resourceType":"Parameters"})", request("PATCH", "Patient/1"))}));
    EXPECT_THAT(made.codes(), ElementsAre("fhir.entry.patch"));
    EXPECT_TRUE(made.lines().empty());
    EXPECT_EQ(made.account().rejected_resources, 1U);
}

TEST(Bundle, NestedBundleIsRejectedAlone) {
    const Conversion made(
        bundle("collection", {entry("", bundle("batch", {entry("", kPatient)})), entry("", kPatient)}));
    EXPECT_THAT(made.codes(), ElementsAre("fhir.bundle.nested"));
    EXPECT_THAT(made.names(), ElementsAre("Patient/p"));
}

TEST(Bundle, ParametersAreAResource) {
    const Conversion made(
        R"({"resourceType":"Parameters","id":"x","parameter":[{"name":"r","resource":{"resourceType":"Patient","id":"in"}}]})");
    EXPECT_THAT(made.names(), ElementsAre("Parameters/x"));
}

TEST(Bundle, AFaultInOneEntryLeavesTheOthers) {
    const Conversion made(bundle(
        "collection", {entry("", R"({"resourceType":"Patient","id":"a","x":1,"x":2})"), entry("", R"({"id":"b"})"),
                       entry("", R"({"resourceType":"Pateint","id":"c"})"), R"({"resource":"no object"})",
                       R"({"resource":null})", entry("", R"({"resourceType":"Patient","id":5})"),
                       entry("", R"({"resourceType":"Patient","id":"e","s":"\x"})"),
                       entry("", R"({"resourceType":7,"id":"f"})"), entry("", kPatient)}));
    EXPECT_THAT(made.codes(),
                ElementsAre("json.duplicate_key", "fhir.no_resource_type", "fhir.unknown_type", "fhir.bundle.shape",
                            "fhir.bundle.shape", "fhir.bad_id", "json.escape", "fhir.no_resource_type"));
    EXPECT_THAT(made.names(), ElementsAre("Patient/p"));
    EXPECT_EQ(made.account().made, 9U);
    EXPECT_EQ(made.account().rejected_resources, 8U);
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_EQ(made.work().rejects[i].entry, i);
        EXPECT_EQ(made.error(i).where.path, "entry[" + std::to_string(i) + "]");
    }
}

TEST(Bundle, RepeatedNamesAreFoundInEveryPart) {
    const std::string patient(kPatient);
    for (const std::string& text : {R"({"resource":)" + patient + R"(,"resource":)" + patient + "}",
                                    R"({"fullUrl":"a","resource":)" + patient + R"(,"fullUrl":"b"})",
                                    entry("", patient, R"(,"request":{"method":"PUT","method":"POST"})"),
                                    entry("", patient, R"(,"request":{"x":{"y":1,"y":2}})"),
                                    entry("", patient, R"(,"response":{"outcome":{"a":{"b":1,"\u0062":2}}})"),
                                    entry("", patient, R"(,"link":[{"a":1,"a":1}])"),
                                    entry("", patient, R"(,"search":{"mode":"match","score":1,"score":2})")}) {
        const Conversion made(bundle("batch", {text, entry("", R"({"resourceType":"Group","id":"g"})")}));
        EXPECT_THAT(made.codes(), ElementsAre("json.duplicate_key")) << text;
        EXPECT_THAT(made.names(), ElementsAre("Group/g")) << text;
    }
    for (const std::string_view text : {R"({"resourceType":"Bundle","entry":[],"entry":[]})",
                                        R"({"resourceType":"Bundle","type":"batch","type":"batch"})",
                                        R"({"resourceType":"Bundle","meta":{"tag":[{"code":1,"code":2}]}})",
                                        R"({"resourceType":"Bundle","resourceType":"Bundle"})"}) {
        const Conversion made{std::string(text)};
        EXPECT_THAT(made.codes(), ElementsAre("json.duplicate_key")) << text;
        EXPECT_TRUE(made.account().rejected);
    }
}

TEST(Bundle, WrongShapesOfPartsAreNoHarm) {
    const Conversion made(
        R"({"resourceType":"Bundle","type":7,"timestamp":{},"entry":[{"fullUrl":[],"request":"x","response":5,"search":[],"resource":)" +
        std::string(kPatient) + "}]}");
    EXPECT_THAT(made.names(), ElementsAre("Patient/p"));
    for (const std::string_view entries : {"{}", "\"x\"", "5", "null", "[5]", "[[]]", "[null]"}) {
        EXPECT_THAT(Conversion(R"({"resourceType":"Bundle","entry":)" + std::string(entries) + "}").codes(),
                    ElementsAre("fhir.bundle.shape"))
            << entries;
    }
}

TEST(Bundle, DepthCountsFromTheDocument) {
    const auto nested = [](std::size_t depth) {
        std::string text = R"({"resourceType":"Basic","id":"b","x":)";
        return text + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
    };
    EXPECT_TRUE(Conversion({nested(100)}).codes().empty());
    EXPECT_THAT(Conversion({nested(101)}).codes(), ElementsAre("json.too_deep"));
    EXPECT_TRUE(Conversion({bundle("batch", {entry("", nested(97))})}).codes().empty());
    EXPECT_THAT(Conversion({bundle("batch", {entry("", nested(98))})}).codes(), ElementsAre("json.too_deep"));
    EXPECT_THAT(
        Conversion(
            {bundle("batch", {entry("", kPatient, R"(,"link":)" + std::string(500, '[') + std::string(500, ']'))})})
            .codes(),
        ElementsAre("json.too_deep"));
    for (std::uint32_t depth = 0; depth < 8; ++depth)
        Conversion({bundle("batch", {entry("", kPatient)})}, Shape::kWhole, nullptr, depth);
}

TEST(Bundle, ManyWrongEscapesTakeNoQuadraticTime) {
    std::vector<std::string> entries;
    for (int i = 0; i < 30'000; ++i) entries.push_back(entry("", R"({"resourceType":"Basic","s":"\x\x\x\x\x\x\x\x"})"));
    EXPECT_EQ(Conversion(bundle("batch", entries)).account().rejected_resources, 30'000U);
}

}  // namespace
}  // namespace hios::fhir
