#include "stages/pack/version_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "tests/support/memory_spool.hpp"

namespace hios::pack {
namespace {

using Places = std::set<std::pair<std::uint32_t, std::uint32_t>>;

struct Version {
    Key128 key;
    std::int64_t time = kNoTime;
    std::uint32_t order = 0;
    std::uint32_t rank = 0;
    LinePlace place;
};

Places superseded_by_index(const std::vector<Version>& versions, std::uint64_t memory, std::size_t* spilled = nullptr) {
    hios::test::MemorySpools spools;
    VersionIndex index(spools, memory);
    for (const Version& version : versions)
        EXPECT_TRUE(index.add(version.key, version.time, version.order, version.rank, version.place));
    Places places;
    EXPECT_TRUE(index.finish([&](LinePlace place) { EXPECT_TRUE(places.emplace(place.shard, place.line).second); }));
    if (spilled != nullptr) *spilled = spools.made("versions");
    return places;
}

Places superseded_by_model(const std::vector<Version>& versions) {
    std::map<Key128, const Version*> latest;
    const auto rank = [](const Version& v) { return std::tuple(v.time, v.order, v.rank, v.place.shard, v.place.line); };
    for (const Version& version : versions) {
        const Version*& best = latest[version.key];
        if (best == nullptr || rank(*best) < rank(version)) best = &version;
    }
    Places places;
    for (const Version& version : versions) {
        if (version.place.shard != kNoShard && latest[version.key] != &version)
            places.emplace(version.place.shard, version.place.line);
    }
    return places;
}

std::vector<Version> random_versions(std::uint64_t seed, std::size_t count, std::uint64_t keys) {
    std::mt19937_64 random(seed);
    std::vector<Version> versions;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t key = random() % keys;
        const LinePlace place =
            random() % 10 == 0 ? LinePlace{kNoShard, 0} : LinePlace{static_cast<std::uint32_t>(i / 1000), i};
        const std::int64_t time = random() % 3 == 0 ? kNoTime : static_cast<std::int64_t>(random() % 5);
        versions.push_back(
            {{key % 7, key}, time, i / 4, static_cast<std::uint32_t>(random() % 3) * 1000 + i % 1000, place});
    }
    return versions;
}

TEST(VersionIndex, TimeThenOrderThenRankThenPlaceDecide) {
    const Key128 key{1, 2};
    EXPECT_EQ(superseded_by_index({{key, 5, 0, 0, {0, 0}}, {key, 4, 9, 9, {0, 1}}}, 1 << 20), (Places{{0, 1}}));
    EXPECT_EQ(superseded_by_index({{key, kNoTime, 9, 0, {0, 0}}, {key, 0, 0, 0, {0, 1}}}, 1 << 20), (Places{{0, 0}}));
    EXPECT_EQ(superseded_by_index({{key, 5, 1, 9, {0, 0}}, {key, 5, 2, 0, {0, 1}}}, 1 << 20), (Places{{0, 0}}));
    EXPECT_EQ(superseded_by_index({{key, 5, 1, 2, {0, 0}}, {key, 5, 1, 1, {0, 1}}}, 1 << 20), (Places{{0, 1}}));
    EXPECT_EQ(superseded_by_index({{key, 5, 1, 1, {0, 0}}, {key, 5, 1, 1, {0, 1}}}, 1 << 20), (Places{{0, 0}}));
}

TEST(VersionIndex, TombstonesSupersedeAndAreSuperseded) {
    const Key128 key{1, 2};
    EXPECT_EQ(superseded_by_index({{key, 1, 0, 0, {3, 4}}, {key, 2, 1, 0, {kNoShard, 0}}}, 1 << 20), (Places{{3, 4}}));
    EXPECT_EQ(superseded_by_index({{key, 3, 0, 0, {3, 4}}, {key, 2, 1, 0, {kNoShard, 0}}}, 1 << 20), Places{});
    EXPECT_EQ(superseded_by_index({{key, 2, 1, 0, {kNoShard, 0}}}, 1 << 20), Places{});
}

TEST(VersionIndex, KeysThatShareOneHalfAreDifferent) {
    EXPECT_EQ(superseded_by_index({{{1, 2}, 0, 0, 0, {0, 0}},
                                   {{1, 3}, 0, 0, 0, {0, 1}},
                                   {{2, 2}, 0, 0, 0, {0, 2}},
                                   {{0, 2}, 0, 0, 0, {0, 3}}},
                                  1 << 20),
              Places{});
}

TEST(VersionIndex, InMemoryAndSpilledAgreeWithTheModel) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        for (const std::uint64_t keys : {10U, 2000U, 1'000'000U}) {
            const auto versions = random_versions(seed, 9000, keys);
            const Places expected = superseded_by_model(versions);
            std::size_t spilled = 0;
            EXPECT_EQ(superseded_by_index(versions, 64 << 20, &spilled), expected);
            EXPECT_EQ(spilled, 0U);
            EXPECT_EQ(superseded_by_index(versions, 0, &spilled), expected);
            EXPECT_GT(spilled, 5U);
        }
    }
}

TEST(VersionIndex, IsEmptyAfterFinish) {
    hios::test::MemorySpools spools;
    VersionIndex index(spools, 0);
    for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 3000; ++i) ASSERT_TRUE(index.add({i, i}, 0, 0, 0, {0, i}));
        std::size_t superseded = 0;
        ASSERT_TRUE(index.finish([&](LinePlace) { ++superseded; }));
        EXPECT_EQ(superseded, 0U);
    }
}

TEST(VersionIndex, AFailingSpoolIsAnError) {
    hios::test::MemorySpools spools;
    spools.fail_after(1);
    VersionIndex index(spools, 0);
    Outcome<void> outcome;
    for (std::uint32_t i = 0; i < 5000 && outcome; ++i) outcome = index.add({i, i}, 0, 0, 0, {0, i});
    EXPECT_FALSE(outcome);
}

}  // namespace
}  // namespace hios::pack
