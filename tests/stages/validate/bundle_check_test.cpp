// The rules of Bundles, each kept and broken.

#include "stages/validate/bundle_check.hpp"

#include <gmock/gmock.h>

#include "tests/stages/validate/checking.hpp"
#include "tests/stages/validate/linear_cost.hpp"

namespace hios::validate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

test::Findings bundle(const std::string& type, const std::string& entries, const std::string& more = "") {
    return test::check(R"({"resourceType":"Bundle","type":")" + type + "\"" + more +
                       (entries.empty() ? "" : ",\"entry\":[" + entries + "]") + "}");
}

constexpr const char* kPatientMember = R"("resource":{"resourceType":"Patient","id":"p1"})";
constexpr const char* kRequest = R"("request":{"method":"GET","url":"Patient"})";
constexpr const char* kResponse = R"("response":{"status":"200"})";

std::string entry(std::initializer_list<std::string> parts) {
    std::string text = "{";
    for (const std::string& part : parts) text += (text.size() > 1 ? "," : "") + part;
    return text + "}";
}
std::string url(const std::string& text) {
    return "\"fullUrl\":\"" + text + "\"";
}

TEST(BundleRules, TotalBelongsToSearchesAndHistories) {
    EXPECT_THAT(bundle("searchset", "", R"(,"total":1)").all, IsEmpty());
    EXPECT_THAT(bundle("history", "", R"(,"total":1)").all, IsEmpty());
    EXPECT_THAT(bundle("collection", "", R"(,"total":1)").of("bdl-1"), ElementsAre("Bundle.total"));
}

TEST(BundleRules, SearchBelongsToSearches) {
    const std::string found = entry({kPatientMember, R"("search":{"mode":"match"})"});
    EXPECT_THAT(bundle("searchset", found).all, IsEmpty());
    EXPECT_THAT(bundle("collection", found).of("bdl-2"), ElementsAre("Bundle.entry[0].search"));
}

TEST(BundleRules, RequestsBelongToWhatIsToBeDone) {
    for (const char* type : {"batch", "transaction"}) {
        EXPECT_THAT(bundle(type, entry({kPatientMember, kRequest})).all, IsEmpty());
        EXPECT_THAT(bundle(type, entry({kPatientMember})).of("bdl-3"), ElementsAre("Bundle.entry[0]"));
    }
    EXPECT_THAT(bundle("history", entry({kPatientMember, kRequest, kResponse})).all, IsEmpty());
    EXPECT_THAT(bundle("history", entry({kPatientMember, kResponse})).rules(), ElementsAre("bdl-3"));
    EXPECT_THAT(bundle("collection", entry({kPatientMember, kRequest})).rules(), ElementsAre("bdl-3"));
}

TEST(BundleRules, ResponsesBelongToWhatIsDone) {
    for (const char* type : {"batch-response", "transaction-response"}) {
        EXPECT_THAT(bundle(type, entry({kResponse})).all, IsEmpty());
        EXPECT_THAT(bundle(type, entry({kPatientMember})).of("bdl-4"), ElementsAre("Bundle.entry[0]"));
    }
    EXPECT_THAT(bundle("searchset", entry({kPatientMember, kResponse})).rules(), ElementsAre("bdl-4"));
    EXPECT_THAT(bundle("history", entry({kPatientMember, kRequest})).rules(), ElementsAre("bdl-4"));
}

TEST(BundleRules, AnEntryHasContent) {
    EXPECT_THAT(bundle("collection", entry({url("http://x.org/Patient/1")})).of("bdl-5"),
                ElementsAre("Bundle.entry[0]"));
    EXPECT_THAT(bundle("batch", entry({kRequest})).all, IsEmpty());
}

TEST(BundleRules, FullUrlsAreUnique) {
    const std::string one = entry({url("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"), kPatientMember});
    EXPECT_THAT(bundle("collection", one + "," + one).of("bdl-7"), ElementsAre("Bundle.entry[1].fullUrl"));
    EXPECT_THAT(
        bundle("collection", one + "," + entry({url("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1"), kPatientMember}))
            .all,
        IsEmpty());
    const std::string version = entry({url("http://x.org/Patient/p1"), kPatientMember, kRequest, kResponse});
    EXPECT_THAT(bundle("history", version + "," + version).all, IsEmpty()) << "versions of one resource";
}

TEST(BundleRules, FullUrlsMayBeSharedByVersions) {
    const auto version = [](const char* id) {
        return entry(
            {url("http://x.org/Patient/p1"),
             R"("resource":{"resourceType":"Patient","id":"p1","meta":{"versionId":")" + std::string(id) + "\"}}"});
    };
    EXPECT_THAT(bundle("collection", version("1") + "," + version("2")).all, IsEmpty());
    EXPECT_THAT(bundle("collection", version("1") + "," + version("1")).rules(), ElementsAre("bdl-7"));
}

TEST(BundleRules, FullUrlsNameNoVersion) {
    EXPECT_THAT(bundle("collection", entry({url("http://x.org/Patient/p1/_history/1"), kPatientMember})).of("bdl-8"),
                ElementsAre("Bundle.entry[0].fullUrl"));
}

TEST(BundleRules, FullUrlsAreAbsolute) {
    for (const char* relative : {"Patient/p1", "p1", "/Patient/p1", ":x"}) {
        EXPECT_THAT(bundle("collection", entry({url(relative), kPatientMember})).of("validate.bundle_url"),
                    ElementsAre("Bundle.entry[0].fullUrl"))
            << relative;
    }
    for (const char* absolute : {"http://x.org/Patient/p1", "https://x.org/a/b/Patient/p1", "urn:oid:1.2.3",
                                 "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "ftp://x.org"}) {
        EXPECT_THAT(bundle("collection", entry({url(absolute), kPatientMember})).all, IsEmpty()) << absolute;
    }
}

TEST(BundleRules, FullUrlsEndInTheIdOfTheResource) {
    EXPECT_THAT(bundle("collection", entry({url("http://x.org/Patient/zzz"), kPatientMember})).of("validate.bundle_id"),
                ElementsAre("Bundle.entry[0].resource.id"));
    EXPECT_THAT(bundle("collection", entry({url("http://x.org/zzz"), kPatientMember})).all, IsEmpty())
        << "no server's url";
    EXPECT_THAT(bundle("collection", entry({url("http://x.org/Patient/p1"),
                                            R"("resource":{"resourceType":"Patient","id":"\u00701"})"}))
                    .all,
                IsEmpty());
}

TEST(BundleRules, EscapesInFullUrlsAreNoDifference) {
    EXPECT_THAT(bundle("collection", entry({url(R"(http:\/\/x.org\/Patient\/zzz)"), kPatientMember})).rules(),
                ElementsAre("validate.bundle_id"));
    EXPECT_THAT(bundle("collection", entry({url(R"(http:\/\/x.org\/Patient\/p1)"), kPatientMember}) + "," +
                                         entry({url("http://x.org/Patient/p1"), kPatientMember}))
                    .rules(),
                ElementsAre("bdl-7"));
}

TEST(BundleRules, AnIdThatIsNoStringIsNotCompared) {
    EXPECT_THAT(bundle("collection",
                       entry({url("http://x.org/Patient/p1"), R"("resource":{"resourceType":"Patient","id":null})"}))
                    .rules(),
                ElementsAre("validate.null"));
}

constexpr const char* kComposition = R"("resource":{"resourceType":"Composition","status":"final","type":{"text":"t"},)"
                                     R"("date":"2021","author":[{"reference":"Practitioner/1"}],"title":"T"})";

TEST(BundleRules, ADocumentHasIdentityAndComposition) {
    const std::string identity = R"(,"identifier":{"system":"http://x.org","value":"1"})";
    const std::string date = R"(,"timestamp":"2021-01-01T00:00:00Z")";
    EXPECT_THAT(bundle("document", entry({kComposition}), identity + date).all, IsEmpty());
    EXPECT_THAT(bundle("document", entry({kComposition}), date).of("bdl-9"), ElementsAre("Bundle"));
    EXPECT_THAT(bundle("document", entry({kComposition}), R"(,"identifier":{"value":"1"})" + date).rules(),
                ElementsAre("bdl-9"));
    EXPECT_THAT(bundle("document", entry({kComposition}), identity).of("bdl-10"), ElementsAre("Bundle"));
    EXPECT_THAT(bundle("document", entry({kPatientMember}) + "," + entry({kComposition}), identity + date).of("bdl-11"),
                ElementsAre("Bundle.entry[0]"));
    EXPECT_THAT(bundle("document", "", identity + date).of("bdl-11"), ElementsAre("Bundle"));
}

TEST(BundleRules, AMessageBeginsWithItsHeader) {
    const std::string header =
        R"("resource":{"resourceType":"MessageHeader","eventCoding":{"code":"x"},"source":{"endpoint":"http://x.org"}})";
    EXPECT_THAT(bundle("message", entry({header})).all, IsEmpty());
    EXPECT_THAT(bundle("message", entry({kPatientMember})).of("bdl-12"), ElementsAre("Bundle.entry[0]"));
    EXPECT_THAT(bundle("message", "").of("bdl-12"), ElementsAre("Bundle"));
}

TEST(BundleRules, ATypeThatIsNoTextIsSaidOnce) {
    EXPECT_FALSE(test::check(R"({"resourceType":"Bundle","type":{"a":1},"entry":[{}]})").accepted());
    EXPECT_FALSE(
        test::check(R"({"resourceType":"Bundle","entry":{"resource":{"resourceType":"Patient"}}})").accepted());
    EXPECT_FALSE(test::check(R"({"resourceType":"Bundle","type":"batch","entry":[null,5,"x",[]]})").accepted());
}

TEST(BundleRules, BundlesWithinBundlesAreReadWhole) {
    const std::string inner =
        R"("resource":{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","x":1}}]})";
    EXPECT_THAT(bundle("collection", entry({inner})).of("validate.unknown_element"),
                ElementsAre("Bundle.entry[0].resource.entry[0].resource"));
    EXPECT_THAT(bundle("collection", entry({R"("resource":{"resourceType":"Bundle","type":"collection","total":1})"}))
                    .of("bdl-1"),
                ElementsAre("Bundle.entry[0].resource.total"));
}

TEST(BundleRules, ReferencesInGreatNumbersCostLinearTime) {
    const auto entries_of = [](std::size_t size) {
        std::string entries;
        for (std::size_t i = 0; i < size; ++i) {
            const std::string id = std::to_string(i);
            entries +=
                (i > 0 ? "," : "") + entry({url("http://x.org/Basic/" + id),
                                            R"("resource":{"resourceType":"Basic","id":")" + id +
                                                R"(","code":{"text":"x"},"subject":{"reference":"http://x.org/Basic/)" +
                                                std::to_string((i * 7) % size) + "\"}}"});
        }
        return entries;
    };
    test::expect_linear_cost(100'000, entries_of, [](const std::string& entries) {
        EXPECT_THAT(bundle("collection", entries).all, IsEmpty());
    });
}

}  // namespace
}  // namespace hios::validate
