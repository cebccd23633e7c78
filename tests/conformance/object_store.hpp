#pragma once
// What every ObjectStore does. A store's test includes this in one .cpp and adds
//   INSTANTIATE_TEST_SUITE_P(Local, ObjectStoreConformance, testing::Values(StoreUnderTest{...}), store_name);

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/codes.hpp"
#include "pipeline/object_store.hpp"

namespace hios::test {

// An empty store, and what keeps it alive (a temporary folder, a server).
struct StoreHolder {
    std::shared_ptr<void> surroundings;
    std::unique_ptr<ObjectStore> store;
};

struct StoreUnderTest {
    std::string name;
    std::function<StoreHolder()> make;
    bool key_may_be_a_folder = true;   // "a" and "a/b" may both be objects
    bool same_bytes_same_etag = true;  // putting equal bytes again gives an equal etag
};

inline std::string store_name(const testing::TestParamInfo<StoreUnderTest>& info) {
    return info.param.name;
}
inline void PrintTo(const StoreUnderTest& store, std::ostream* out) {
    *out << store.name;
}

class ObjectStoreConformance : public testing::TestWithParam<StoreUnderTest> {
protected:
    void SetUp() override { holder_ = GetParam().make(); }

    ObjectStore& store() { return *holder_.store; }

    void put(const std::string& key, std::string_view bytes) {
        const auto result = store().put(key, bytes, {});
        ASSERT_TRUE(result) << to_text(result.error());
        ASSERT_EQ(*result, PutResult::kCreated);
    }

    // The object's bytes, or the error's code in angle brackets.
    std::string get(const std::string& key) {
        auto bytes = read_all(store(), key);
        return bytes ? *bytes : "<" + std::string(bytes.error().code->id) + ">";
    }

    std::vector<std::string> keys(std::string_view prefix = {}) {
        std::vector<std::string> found;
        const auto listed = store().list(
            prefix,
            [&](ObjectInfo&& info) {
                found.push_back(std::move(info.key));
                return true;
            },
            [](Error&& error) { ADD_FAILURE() << to_text(error); });
        EXPECT_TRUE(listed) << to_text(listed.error());
        return found;
    }

    // A file on disk to be stored; removed with the test.
    std::filesystem::path file(std::string_view bytes) {
        static std::atomic<int> counter{0};
        const auto path = std::filesystem::temp_directory_path() /
                          ("hios-conformance-" + std::to_string(::getpid()) + "-" + std::to_string(++counter));
        std::ofstream(path, std::ios::binary) << bytes;
        files_.push_back(path);
        return path;
    }

    void TearDown() override {
        std::error_code ignored;
        for (const auto& path : files_) std::filesystem::remove(path, ignored);
    }

    template <class T>
    static std::string code_of(const Outcome<T>& outcome) {
        return outcome ? "" : std::string(outcome.error().code->id);
    }

private:
    StoreHolder holder_;
    std::vector<std::filesystem::path> files_;
};

using Keys = std::vector<std::string>;

// --- put and open ---

TEST_P(ObjectStoreConformance, PutBytesAreReadBack) {
    put("a.json", "hello");
    EXPECT_EQ(get("a.json"), "hello");
}

TEST_P(ObjectStoreConformance, EveryByteValueIsKept) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    put("bytes.bin", bytes);
    EXPECT_EQ(get("bytes.bin"), bytes);
}

TEST_P(ObjectStoreConformance, EmptyObjectIsAnObject) {
    put("empty", "");
    EXPECT_EQ(get("empty"), "");
    EXPECT_EQ(keys(), Keys{"empty"});
}

TEST_P(ObjectStoreConformance, LargeObjectIsReadBackInPieces) {
    std::string bytes(3'000'017, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 997) bytes[i] = static_cast<char>('a' + i % 26);
    put("large", bytes);
    auto source = store().open("large");
    ASSERT_TRUE(source);
    std::string read;
    std::vector<char> buffer(70'001);
    for (;;) {
        const auto got = (*source)->read(buffer);
        ASSERT_TRUE(got);
        if (*got == 0) break;
        read.append(buffer.data(), *got);
    }
    EXPECT_EQ(read, bytes);
}

TEST_P(ObjectStoreConformance, EndOfObjectIsAnsweredAgainAndAgain) {
    put("a", "x");
    auto source = store().open("a");
    ASSERT_TRUE(source);
    std::vector<char> buffer(16);
    ASSERT_EQ((*source)->read(buffer).value(), 1U);
    EXPECT_EQ((*source)->read(buffer).value(), 0U);
    EXPECT_EQ((*source)->read(buffer).value(), 0U);
}

TEST_P(ObjectStoreConformance, PutReplacesAnObject) {
    put("a", "old and longer");
    put("a", "new");
    EXPECT_EQ(get("a"), "new");
    EXPECT_EQ(keys(), Keys{"a"});
}

TEST_P(ObjectStoreConformance, KeysWithFoldersAreStored) {
    put("2025/03/01/a.json", "x");
    EXPECT_EQ(get("2025/03/01/a.json"), "x");
}

TEST_P(ObjectStoreConformance, KeysWithUnusualCharactersAreStored) {
    const Keys unusual{"Größe.json",  "a b+c&d=e?f#g.json", "back\\slash", "colon:star*", "emoji-\xF0\x9F\x8F\xA5",
                       "per%cent%20", "~tilde'quote\""};
    for (const auto& key : unusual) put(key, key);
    for (const auto& key : unusual) EXPECT_EQ(get(key), key);
    Keys sorted = unusual;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(keys(), sorted);
}

TEST_P(ObjectStoreConformance, KeysDifferingInCaseAreDifferentObjects) {
    put("Patient", "1");
    put("patient", "2");
    EXPECT_EQ(get("Patient"), "1");
    EXPECT_EQ(get("patient"), "2");
}

TEST_P(ObjectStoreConformance, OpeningAMissingKeyIsNotFound) {
    const auto source = store().open("no/such.json");
    EXPECT_EQ(code_of(source), "io.not_found");
    EXPECT_EQ(source.error().fault, Fault::kReject);
    EXPECT_EQ(source.error().where.document, "no/such.json");
}

TEST_P(ObjectStoreConformance, OpeningAFolderIsNotFound) {
    put("folder/a", "x");
    EXPECT_EQ(code_of(store().open("folder")), "io.not_found");
}

TEST_P(ObjectStoreConformance, OpeningBelowAnObjectIsNotFound) {
    put("a", "x");
    EXPECT_EQ(code_of(store().open("a/b")), "io.not_found");
}

TEST_P(ObjectStoreConformance, BadKeysAreRefusedEverywhere) {
    using namespace std::string_literals;
    for (const auto& key :
         {""s, "/a"s, "a//b"s, "a/"s, "."s, ".."s, "../a"s, "a/../b"s, "a/./b"s, "a/.."s, "nul\0byte"s}) {
        EXPECT_EQ(code_of(store().put(key, "x", {})), "io.bad_key") << key;
        EXPECT_EQ(code_of(store().put_file(key, file("x"), {})), "io.bad_key") << key;
        EXPECT_EQ(code_of(store().open(key)), "io.bad_key") << key;
        EXPECT_EQ(code_of(store().head(key)), "io.bad_key") << key;
        EXPECT_EQ(code_of(store().remove(key)), "io.bad_key") << key;
    }
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(ObjectStoreConformance, AKeyAndItsFolderAreBothKeptOrRefused) {
    put("a", "object");
    const auto below = store().put("a/b", "x", {});
    if (GetParam().key_may_be_a_folder) {
        ASSERT_TRUE(below);
        EXPECT_EQ(get("a/b"), "x");
    } else {
        EXPECT_EQ(code_of(below), "io.bad_key");
    }
    EXPECT_EQ(get("a"), "object");
}

TEST_P(ObjectStoreConformance, AFolderNameAsKeyIsKeptOrRefused) {
    put("a/b", "x");
    for (const bool if_absent : {false, true}) {
        const auto above = store().put("a", "object", {.if_absent = if_absent});
        if (GetParam().key_may_be_a_folder) {
            EXPECT_TRUE(above);
        } else {
            EXPECT_EQ(code_of(above), "io.bad_key");
        }
    }
    EXPECT_EQ(get("a/b"), "x");
}

// --- conditional create ---

TEST_P(ObjectStoreConformance, CreateOnlyCreatesAMissingKey) {
    EXPECT_EQ(store().put("new/a", "x", {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_EQ(get("new/a"), "x");
}

TEST_P(ObjectStoreConformance, CreateOnlyLeavesAnExistingKeyAlone) {
    put("a", "first");
    EXPECT_EQ(store().put("a", "second", {.if_absent = true}).value(), PutResult::kExists);
    EXPECT_EQ(get("a"), "first");
}

TEST_P(ObjectStoreConformance, CreateOnlyTakesARemovedKey) {
    put("a", "first");
    ASSERT_TRUE(store().remove("a"));
    EXPECT_EQ(store().put("a", "second", {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_EQ(get("a"), "second");
}

TEST_P(ObjectStoreConformance, OneOfManyConcurrentCreatorsWins) {
    if (!store().capabilities().conditional_create) GTEST_SKIP() << "the store has no conditional create";
    constexpr int kRounds = 20;
    constexpr int kThreads = 8;
    for (int round = 0; round < kRounds; ++round) {
        const std::string key = "race/" + std::to_string(round);
        std::atomic<int> created{0};
        std::atomic<int> winner{-1};
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i) {
            threads.emplace_back([&, i] {
                const auto result = store().put(key, std::to_string(i), {.if_absent = true});
                ASSERT_TRUE(result) << to_text(result.error());
                if (*result == PutResult::kCreated) {
                    ++created;
                    winner = i;
                }
            });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(created, 1);
        EXPECT_EQ(get(key), std::to_string(winner));
    }
}

// --- put_file ---

TEST_P(ObjectStoreConformance, PutFileStoresTheFilesBytes) {
    const std::string bytes(2'500'000, 'f');
    EXPECT_EQ(store().put_file("deep/er/a", file(bytes), {}).value(), PutResult::kCreated);
    EXPECT_EQ(get("deep/er/a"), bytes);
}

TEST_P(ObjectStoreConformance, PutFileReplacesAnObject) {
    put("a", "old");
    EXPECT_EQ(store().put_file("a", file("new"), {}).value(), PutResult::kCreated);
    EXPECT_EQ(get("a"), "new");
}

TEST_P(ObjectStoreConformance, PutFileCreateOnlyLeavesAnExistingKeyAlone) {
    put("a", "first");
    EXPECT_EQ(store().put_file("a", file("second"), {.if_absent = true}).value(), PutResult::kExists);
    EXPECT_EQ(get("a"), "first");
}

TEST_P(ObjectStoreConformance, PutFileCreateOnlyCreatesAMissingKey) {
    EXPECT_EQ(store().put_file("x/a", file("first"), {.if_absent = true}).value(), PutResult::kCreated);
    EXPECT_EQ(get("x/a"), "first");
}

TEST_P(ObjectStoreConformance, PutFileOfAMissingFileIsNotFound) {
    const auto path = file("");
    std::filesystem::remove(path);
    EXPECT_EQ(code_of(store().put_file("a", path, {})), "io.not_found");
    EXPECT_EQ(keys(), Keys{});
}

// --- head ---

TEST_P(ObjectStoreConformance, HeadTellsKeyAndSize) {
    put("f/a", "12345");
    const auto info = store().head("f/a");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->key, "f/a");
    EXPECT_EQ(info->size, 5U);
    EXPECT_FALSE(info->etag.empty());
}

TEST_P(ObjectStoreConformance, HeadOfAMissingKeyIsNotFound) {
    put("f/a", "x");
    EXPECT_EQ(code_of(store().head("no")), "io.not_found");
    EXPECT_EQ(code_of(store().head("f")), "io.not_found");
    EXPECT_EQ(code_of(store().head("f/a/b")), "io.not_found");
}

TEST_P(ObjectStoreConformance, HeadAndListingAgree) {
    put("a", "x");
    put("b/c", "yy");
    int seen = 0;
    ASSERT_TRUE(store().list({},
                             [&](ObjectInfo&& info) {
                                 const auto head = store().head(info.key);
                                 EXPECT_TRUE(head);
                                 EXPECT_EQ(head->size, info.size);
                                 EXPECT_EQ(head->etag, info.etag);
                                 EXPECT_EQ(head->modified_ns, info.modified_ns);
                                 ++seen;
                                 return true;
                             },
                             {}));
    EXPECT_EQ(seen, 2);
}

TEST_P(ObjectStoreConformance, EtagStaysWhileTheObjectStays) {
    put("a", "x");
    const auto first = store().head("a").value();
    EXPECT_EQ(get("a"), "x");
    EXPECT_EQ(store().head("a").value().etag, first.etag);
}

TEST_P(ObjectStoreConformance, EtagChangesWithTheBytes) {
    put("a", "one");
    const auto first = store().head("a").value().etag;
    put("a", "two");
    EXPECT_NE(store().head("a").value().etag, first);
}

TEST_P(ObjectStoreConformance, EqualBytesPutAgainGiveAnEqualEtagWhereTheStoreHashes) {
    if (!GetParam().same_bytes_same_etag) GTEST_SKIP() << "the store's etags do not come from the bytes";
    put("a", "one");
    const auto first = store().head("a").value().etag;
    put("a", "one");
    EXPECT_EQ(store().head("a").value().etag, first);
}

TEST_P(ObjectStoreConformance, LaterObjectsAreNotOlder) {
    put("a", "x");
    put("b", "x");
    EXPECT_GE(store().head("b").value().modified_ns, store().head("a").value().modified_ns);
}

// --- remove ---

TEST_P(ObjectStoreConformance, RemovedObjectIsGone) {
    put("f/a", "x");
    ASSERT_TRUE(store().remove("f/a"));
    EXPECT_EQ(get("f/a"), "<io.not_found>");
    EXPECT_EQ(keys(), Keys{});
}

TEST_P(ObjectStoreConformance, RemovingWhatIsNotThereSucceeds) {
    put("f/a", "x");
    EXPECT_TRUE(store().remove("no"));
    EXPECT_TRUE(store().remove("no/such"));
    EXPECT_TRUE(store().remove("f"));
    EXPECT_TRUE(store().remove("f/a/b"));
    EXPECT_EQ(keys(), Keys{"f/a"});
}

// --- list ---

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
        EXPECT_TRUE(bytes == small || bytes == large || bytes == "<io.changed>") << bytes.size();
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
