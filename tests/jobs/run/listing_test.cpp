#include "jobs/run/listing.hpp"

#include <gmock/gmock.h>

#include "io/memory_store.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;
using testing::ElementsAre;

// Lists a folder that cannot be looked into, behind the keys before it.
class HalfReadable final : public ObjectStore {
public:
    HalfReadable(ObjectStore& inner, std::string folder) : inner_(inner), folder_(std::move(folder)) {}
    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override {
        bool told = false;
        const auto tell = [&] {
            if (!told) unreadable(reject(codes::kPermission, "the folder cannot be listed", {folder_, 0, 0, {}}));
            told = true;
        };
        HIOS_CHECK(inner_.list(
            prefix,
            [&](ObjectInfo&& info) {
                if (info.key > folder_) tell();
                return visit(std::move(info));
            },
            unreadable));
        tell();
        return {};
    }
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override { return inner_.open(key); }
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override {
        return inner_.put(key, bytes, options);
    }
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                PutOptions options) override {
        return inner_.put_file(key, path, options);
    }
    Outcome<ObjectInfo> head(const std::string& key) override { return inner_.head(key); }
    Outcome<void> remove(const std::string& key) override { return inner_.remove(key); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return inner_.capabilities(); }
    [[nodiscard]] std::string describe() const override { return inner_.describe(); }

private:
    ObjectStore& inner_;
    const std::string folder_;
};

class ListSource : public testing::Test {
protected:
    void put(const std::vector<std::string>& keys, const std::string& bytes = "12345") {
        for (const std::string& key : keys) need(store_.put(key, bytes, {}));
    }
    std::vector<std::string> list(DoneObjects* earlier = nullptr) { return list(store_, earlier); }
    std::vector<std::string> list(ObjectStore& store, DoneObjects* earlier = nullptr) {
        objects_.clear();
        listing_ = need(list_source(store, spec_, earlier, clock_, metrics_, control_,
                                    [&](const PlannedObject& object) -> Outcome<void> {
                                        EXPECT_EQ(object.ordinal, objects_.size());
                                        EXPECT_EQ(object.name, object.key);
                                        objects_.push_back(object);
                                        return {};
                                    }));
        std::vector<std::string> keys;
        for (const PlannedObject& object : objects_) keys.push_back(object.key);
        return keys;
    }

    JobSpec spec_;
    io::MemoryStore store_;
    ManualClock clock_;
    Metrics metrics_;
    RunControl control_;
    Listing listing_;
    std::vector<PlannedObject> objects_;
};

TEST_F(ListSource, PlansEveryObjectInOrderOfKeys) {
    put({"b.json", "a/z.json", "a.json"});
    EXPECT_THAT(list(), ElementsAre("a.json", "a/z.json", "b.json"));
    EXPECT_EQ(listing_.listed, 3U);
    EXPECT_EQ(listing_.skipped, 0U);
    EXPECT_EQ(listing_.bytes, 15U);
    EXPECT_EQ(objects_[0].size, 5U);
    EXPECT_NE(objects_[0].etag, "");
    EXPECT_EQ(metrics_.objects_total, 3U);
}

TEST_F(ListSource, TakesWhatIsMatchedAndNotExcluded) {
    put({"a.json", "a.txt", "deep/b.json", "deep/skip/c.json"});
    spec_.source.match = {"**/*.json"};
    spec_.source.exclude = {"deep/skip/**"};
    EXPECT_THAT(list(), ElementsAre("a.json", "deep/b.json"));
    EXPECT_EQ(listing_.listed, 2U) << "what the patterns do not name is not listed";
    EXPECT_EQ(listing_.skipped, 0U);
}

TEST_F(ListSource, ABadPatternIsAFaultOfTheSpec) {
    spec_.source.match = {"a[b"};
    const auto failed = list_source(store_, spec_, nullptr, clock_, metrics_, control_,
                                    [](const PlannedObject&) { return Outcome<void>{}; });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().fault, Fault::kFatal);
}

TEST_F(ListSource, YoungObjectsWaitForALaterRun) {
    put({"old", "just", "young"});
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(clock_.now().time_since_epoch()).count();
    store_.set_modified_ns("old", now - 600'000'000'000);
    store_.set_modified_ns("just", now - 300'000'000'000);
    store_.set_modified_ns("young", now - 299'999'999'999);
    spec_.source.min_age = std::chrono::minutes(5);
    EXPECT_THAT(list(), ElementsAre("just", "old"));
    EXPECT_EQ(listing_.skipped, 1U);
    clock_.advance(std::chrono::milliseconds(1));
    EXPECT_THAT(list(), ElementsAre("just", "old", "young"));
    EXPECT_EQ(listing_.skipped, 0U);
}

TEST_F(ListSource, AnObjectFromTheFutureIsYoungOnlyWhenAgeMatters) {
    put({"a"});
    store_.set_modified_ns("a", INT64_MAX);
    EXPECT_THAT(list(), ElementsAre("a"));
    spec_.source.min_age = std::chrono::seconds(1);
    EXPECT_TRUE(list().empty());
}

TEST_F(ListSource, LargeObjectsAreSkipped) {
    put({"a"}, "12345");
    put({"b"}, "123456");
    spec_.source.max_size = 5;
    EXPECT_THAT(list(), ElementsAre("a"));
    EXPECT_EQ(listing_.listed, 2U);
    EXPECT_EQ(listing_.skipped, 1U);
}

TEST_F(ListSource, UnreadableFoldersArePlannedSoThatTheyBecomeRejects) {
    put({"a", "z"});
    HalfReadable store(store_, "m/");
    EXPECT_THAT(list(store), ElementsAre("a", "m", "z"));
    EXPECT_EQ(listing_.listed, 3U);
    EXPECT_EQ(objects_[1].size, 0U);
}

TEST_F(ListSource, AFailureToPlanIsNotForgotten) {
    put({"a", "b"});
    HalfReadable store(store_, "z/");
    int calls = 0;
    const auto failed =
        list_source(store, spec_, nullptr, clock_, metrics_, control_, [&](const PlannedObject&) -> Outcome<void> {
            if (++calls == 2) return fail(retryable(codes::kDiskFull, "full"));
            return {};
        });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, &codes::kDiskFull);
    EXPECT_EQ(calls, 2);
}

TEST_F(ListSource, WhatEarlierRunsCommittedIsSkippedUnlessItChanged) {
    put({"a", "b", "c"});
    const TempFolder folder;
    const auto ledger = open_ledger(folder.path());
    list();
    const RunRecord run = begin_run(*ledger);
    make_plan(*ledger, run.number, {objects_[0], objects_[1]});
    const pack::Group group = group_of(0, 0, 2);
    const pack::PackState state = state_after(group);
    need(ledger->commit_group(run, mapping_digest(spec_), commit_of(group, state)));

    put({"b"}, "changed");
    auto done = need(DoneObjects::load(*ledger, "job", mapping_digest(spec_)));
    EXPECT_THAT(list(&done), ElementsAre("b", "c"));
    EXPECT_EQ(listing_.listed, 3U);
    EXPECT_EQ(listing_.skipped, 1U);
    EXPECT_EQ(listing_.done, 1U);
    EXPECT_EQ(listing_.changed, 1U);

    spec_.identity.name_space = "another";  // other ids: all is to be done again
    auto remapped = need(DoneObjects::load(*ledger, "job", mapping_digest(spec_)));
    EXPECT_THAT(list(&remapped), ElementsAre("a", "b", "c"));
    EXPECT_EQ(listing_.changed, 2U);
}

TEST_F(ListSource, StopsWhenTold) {
    put({"a", "b", "c"});
    control_.request_stop(false);
    EXPECT_THAT(list(), ElementsAre("a"));
}

TEST(MappingDigest, ChangesWithWhatDecidesTheLinesOnly) {
    JobSpec spec;
    const std::string before = mapping_digest(spec);
    spec.pack.shard_lines = 7;
    spec.limits.threads = 7;
    spec.source.uri = "elsewhere";
    EXPECT_EQ(mapping_digest(spec), before);
    spec.validate.level = validate::Level::kStrict;
    EXPECT_NE(mapping_digest(spec), before);
}

}  // namespace
}  // namespace hios::jobs
