#pragma once
// The part of the store conformance suite about listings; included by object_store.hpp.

#include "tests/conformance/object_store_fixture.hpp"

namespace hios::test {

TEST_P(ObjectStoreConformance, EmptyStoreListsNothing) {
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(ObjectStoreConformance, ListingIsInByteOrderOfWholeKeys) {
    // '-' and '.' sort before '/', '0' after it: folders are not visited in the order of bare names.
    const Keys sorted{"B", "a-b", "a.b", "a/b/c", "a/b0", "a/c", "a0", "b", "b.d/x", "b/x", "\xC3\xA4"};
    Keys shuffled(sorted.rbegin(), sorted.rend());
    for (const auto& key : shuffled) {
        if (key == "b" && !GetParam().key_may_be_a_folder) continue;
        put(key, "x");
    }
    Keys expected = sorted;
    if (!GetParam().key_may_be_a_folder) expected.erase(std::find(expected.begin(), expected.end(), "b"));
    EXPECT_EQ(keys(), expected);
}

TEST_P(ObjectStoreConformance, PrefixOfAFolderListsWhatIsInIt) {
    for (const auto* key : {"a/1", "a/2", "ab/3", "b/4"}) put(key, "x");
    EXPECT_EQ(keys("a/"), (Keys{"a/1", "a/2"}));
}

TEST_P(ObjectStoreConformance, PrefixMayEndInsideAName) {
    for (const auto* key : {"data/2024-12.json", "data/2025-01.json", "data/2025/x.json", "data/other"}) put(key, "x");
    EXPECT_EQ(keys("data/2025"), (Keys{"data/2025-01.json", "data/2025/x.json"}));
    EXPECT_EQ(keys("da"), (Keys{"data/2024-12.json", "data/2025-01.json", "data/2025/x.json", "data/other"}));
}

TEST_P(ObjectStoreConformance, PrefixMayBeAWholeKey) {
    put("f/a", "x");
    EXPECT_EQ(keys("f/a"), Keys{"f/a"});
}

TEST_P(ObjectStoreConformance, PrefixThatNothingHasListsNothing) {
    put("f/a", "x");
    EXPECT_EQ(keys("g"), Keys{});
    EXPECT_EQ(keys("f/b"), Keys{});
    EXPECT_EQ(keys("f/a/"), Keys{});
    EXPECT_EQ(keys("no/such/folder/"), Keys{});
}

TEST_P(ObjectStoreConformance, PrefixThatClimbsOutIsRefused) {
    EXPECT_EQ(code_of(store().list("../", [](ObjectInfo&&) { return true; }, {})), "io.bad_key");
    EXPECT_EQ(code_of(store().list("/etc/", [](ObjectInfo&&) { return true; }, {})), "io.bad_key");
}

TEST_P(ObjectStoreConformance, VisitorCanStopTheListing) {
    for (const auto* key : {"a/1", "a/2", "b/3"}) put(key, "x");
    Keys seen;
    ASSERT_TRUE(store().list({},
                             [&](ObjectInfo&& info) {
                                 seen.push_back(info.key);
                                 return seen.size() < 2;
                             },
                             {}));
    EXPECT_EQ(seen, (Keys{"a/1", "a/2"}));
}

TEST_P(ObjectStoreConformance, VisitorMayUseTheStore) {
    put("a", "x");
    put("b", "y");
    std::string read;
    ASSERT_TRUE(store().list({},
                             [&](ObjectInfo&& info) {
                                 read += get(info.key);
                                 EXPECT_TRUE(store().remove(info.key));
                                 return true;
                             },
                             {}));
    EXPECT_EQ(read, "xy");
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(ObjectStoreConformance, ManyObjectsAreAllListedOnce) {
    Keys expected;
    for (int i = 0; i < 1200; ++i) {
        std::string key = "many/" + std::to_string(i % 7) + "/" + std::to_string(i);
        put(key, "x");
        expected.push_back(std::move(key));
    }
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(keys("many/"), expected);
}

// --- readers and writers at the same time ---

TEST_P(ObjectStoreConformance, AReaderNeverSeesPartOfAnObject) {
    const std::string small(1'000, 's');
    const std::string large(400'000, 'l');
    put("a", small);
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        for (int i = 0; i < 40; ++i) {
            EXPECT_TRUE(store().put("a", i % 2 == 0 ? large : small, {}));
        }
        stop = true;
    });
    while (!stop) {
        const std::string bytes = get("a");
        const bool is_gap = GetParam().gaps_when_replaced && bytes == "<io.not_found>";
        EXPECT_TRUE(bytes == small || bytes == large || bytes == "<io.changed>" || is_gap) << bytes.substr(0, 40);
    }
    writer.join();
}

TEST_P(ObjectStoreConformance, ConcurrentWritersOfDifferentKeysDoNotDisturbOneAnother) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                const std::string key = "shared/" + std::to_string(i) + "/" + std::to_string(t);
                EXPECT_TRUE(store().put(key, key, {}));
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const Keys found = keys("shared/");
    EXPECT_EQ(found.size(), 150U);
    for (const auto& key : found) EXPECT_EQ(get(key), key);
}

TEST_P(ObjectStoreConformance, ReadAllRefusesMoreThanItsLimit) {
    put("a", std::string(1000, 'x'));
    EXPECT_EQ(read_all(store(), "a", 1000).value().size(), 1000U);
    EXPECT_EQ(code_of(read_all(store(), "a", 999)), "io.too_large");
}

TEST_P(ObjectStoreConformance, DescriptionIsForPeople) {
    EXPECT_FALSE(store().describe().empty());
}

}  // namespace hios::test
