#pragma once
// What every ObjectStore does. A store's test includes this in one .cpp and adds
//   INSTANTIATE_TEST_SUITE_P(Local, ObjectStoreConformance, testing::Values(StoreUnderTest{...}), store_name);

#include "tests/conformance/object_store_fixture.hpp"
#include "tests/conformance/object_store_listing.hpp"

namespace hios::test {

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

}  // namespace hios::test
