#include "jobs/run/gather.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "io/memory_store.hpp"
#include "jobs/run/feed.hpp"
#include "tests/io/temp_folder.hpp"
#include "tests/support/memory_spool.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

std::string person(const std::string& type, const std::string& id, const std::string& value) {
    return R"({"resourceType":")" + type + R"(","id":")" + id + R"(","identifier":[{"system":"s","value":")" + value +
           "\"}]}\n";
}

std::string asking(const std::string& reference) {
    return R"({"resourceType":"Observation","id":"o","subject":{"reference":")" + reference + "\"}}\n";
}

std::string conditional_create(const std::string& value) {
    return R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient",)"
           R"("identifier":[{"system":"s","value":")" +
           value + R"("}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=s|)" + value + "\"}}]}";
}

class Gathering : public testing::Test {
protected:
    void put(const std::string& key, const std::string& bytes) { ASSERT_TRUE(store_.put(key, bytes, {})); }

    // The index as text, in an order of its own: "any s|v = id certain ambiguous".
    std::vector<std::string> gather(EngineKind engine = EngineKind::kSerial, unsigned threads = 2) {
        JobSpec spec;
        spec.job = "job";
        spec.identity.name_space = "job";
        spec.limits.threads = threads;
        spec.limits.memory = 64 << 20;
        Metrics metrics;
        RunControl control;
        RunContext context(spec, store_, store_, spools_, metrics, engine);
        std::vector<PlannedObject> objects;
        for (const std::string& key : store_.keys()) {
            PlannedObject object;
            object.ordinal = static_cast<std::uint32_t>(objects.size());
            object.key = object.name = key;
            objects.push_back(object);
        }
        feeds_ = known_ = 0;
        fhir::ConditionalIndex index;
        const auto done = gather_index(
            context,
            [&] {
                ++feeds_;
                return feed_from(objects);
            },
            [&](fhir::ConditionalIndex&) {
                ++known_;
                return Outcome<void>{};
            },
            control, index);
        EXPECT_TRUE(done);
        std::vector<std::string> found;
        for (const WantedKey& wanted : index.wanted()) {
            const auto& entry = index.entry(wanted);
            found.push_back((wanted.any_system ? "any " : "") + (entry.id.empty() ? "-" : entry.id) +
                            (entry.ambiguous ? "?" : ""));
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    io::MemoryStore store_;
    MemorySpools spools_;
    int feeds_ = 0;
    int known_ = 0;
};

TEST_F(Gathering, ParsesNothingWhenNothingIsAskedFor) {
    put("a.ndjson", person("Patient", "p1", "1") +
                        R"({"resourceType":"Observation","id":"o","subject":{"reference":"Patient/p1"}})");
    EXPECT_THAT(gather(), testing::IsEmpty());
    EXPECT_EQ(feeds_, 1);
    EXPECT_EQ(known_, 0);
    EXPECT_EQ(spools_.made("identifiers"), 0U);
}

TEST_F(Gathering, FindsWhatStandsInEarlierAndLaterObjects) {
    put("a.ndjson", person("Patient", "p1", "1"));
    put("b.ndjson",
        asking("Patient?identifier=s|1") + asking("Patient?identifier=s|2") + asking("Patient?identifier=s|3"));
    put("c.ndjson", person("Patient", "p2", "2"));
    EXPECT_THAT(gather(), testing::ElementsAre("-", "p1", "p2"));
    EXPECT_EQ(feeds_, 2);
    EXPECT_EQ(known_, 1);
}

TEST_F(Gathering, KeepsTypesApart) {
    put("a.ndjson",
        asking("Patient?identifier=s|1") + asking("Practitioner?identifier=s|1") + asking("Organization?identifier=1"));
    put("b.ndjson", person("Practitioner", "dr", "1") + person("Patient", "p1", "1"));
    put("c.ndjson", person("Organization", "org", "1"));
    EXPECT_THAT(gather(), testing::ElementsAre("any org", "dr", "p1"));
}

TEST_F(Gathering, AConditionalCreateInALaterObjectYieldsToWhatIsThere) {
    put("a.ndjson", person("Patient", "p1", "1"));
    put("b.json", conditional_create("1"));
    EXPECT_THAT(gather(), testing::ElementsAre("p1"));
}

TEST_F(Gathering, AConditionalCreateBeforeYieldsToo) {
    put("a.json", conditional_create("1"));
    put("b.ndjson", person("Patient", "p1", "1"));
    EXPECT_THAT(gather(), testing::ElementsAre("p1"));
}

TEST_F(Gathering, OfTwoResourcesIsAmbiguous) {
    put("a.ndjson", asking("Patient?identifier=s|1"));
    put("b.ndjson", person("Patient", "p1", "1") + person("Patient", "p2", "1"));
    EXPECT_THAT(gather(), testing::ElementsAre("p1?"));
}

TEST_F(Gathering, DocumentsThatCannotBeReadHarmNothing) {
    put("a.ndjson", "{\"broken\n" + asking("Patient?identifier=s|1"));
    put("b.json", "no JSON");
    put("c.json", "");
    put("d.ndjson", person("Patient", "p1", "1"));
    EXPECT_THAT(gather(), testing::ElementsAre("p1"));
}

TEST_F(Gathering, IsTheSameWithAnyEngineAndNumberOfThreads) {
    for (int i = 0; i < 40; ++i) {
        std::string lines;
        for (int k = 0; k < 50; ++k) {
            lines += person("Patient", "p" + std::to_string(i * 31 % 40) + "-" + std::to_string(k),
                            std::to_string(k * i % 97));
            lines += asking("Patient?identifier=s|" + std::to_string(k * 3 % 97));
        }
        put("o" + std::to_string(i) + ".ndjson", lines);
    }
    const auto serial = gather();
    ASSERT_GT(serial.size(), 30U);
    for (const unsigned threads : {1U, 2U, 4U}) EXPECT_EQ(gather(EngineKind::kGraph, threads), serial) << threads;
}

TEST_F(Gathering, AFullScratchDiskEndsIt) {
    put("a.ndjson", asking("Patient?identifier=s|1"));
    spools_.fail_after(0);
    JobSpec spec;
    spec.limits.threads = 1;
    Metrics metrics;
    RunControl control;
    RunContext context(spec, store_, store_, spools_, metrics, EngineKind::kSerial);
    PlannedObject object;
    object.key = object.name = "a.ndjson";
    fhir::ConditionalIndex index;
    const auto failed = gather_index(
        context, [&] { return feed_from({object}); }, [](fhir::ConditionalIndex&) { return Outcome<void>{}; }, control,
        index);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, &codes::kDiskFull);
}

}  // namespace
}  // namespace hios::jobs
