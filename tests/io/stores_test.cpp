#include "io/stores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::io {
namespace {

using test::TempFolder;
using testing::HasSubstr;

Error error_of(const std::string& uri, StoreMode mode) {
    auto store = open_store(uri, mode);
    if (store) return Error{Fault::kReject, &codes::kInternal, "opened", {}, {}};
    EXPECT_EQ(store.error().fault, Fault::kFatal) << uri;
    return std::move(store).error();
}

TEST(Stores, APathIsAFolder) {
    const TempFolder folder;
    test::write_file(folder / "a.json", "x");
    auto store = open_store(folder.path().string(), StoreMode::kRead);
    ASSERT_TRUE(store);
    EXPECT_EQ(read_all(**store, "a.json").value(), "x");
    EXPECT_EQ((*store)->describe(), folder.path().string());
}

TEST(Stores, ATrailingSlashChangesNothing) {
    const TempFolder folder;
    auto store = open_store(folder.path().string() + "/", StoreMode::kCreate);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->put("a", "x", {}));
    EXPECT_EQ(test::read_file(folder / "a"), "x");
}

TEST(Stores, AFileUriIsAFolder) {
    const TempFolder folder;
    std::filesystem::create_directory(folder / "my raw");
    test::write_file(folder / "my raw/a", "x");
    for (const std::string before : {"file://", "file://localhost"}) {
        auto store = open_store(before + folder.path().string() + "/my%20raw", StoreMode::kRead);
        ASSERT_TRUE(store);
        EXPECT_EQ(read_all(**store, "a").value(), "x");
    }
}

TEST(Stores, CreateMakesTheFolderAndItsParents) {
    const TempFolder folder;
    auto store = open_store((folder / "x/y/z").string(), StoreMode::kCreate);
    ASSERT_TRUE(store);
    EXPECT_TRUE(std::filesystem::is_directory(folder / "x/y/z"));
}

TEST(Stores, AMissingSourceFolderEndsTheRunWithAMend) {
    const TempFolder folder;
    const Error error = error_of((folder / "no").string(), StoreMode::kRead);
    EXPECT_EQ(error.code, &codes::kNotFound);
    EXPECT_FALSE(error.mend.empty());
    EXPECT_FALSE(std::filesystem::exists(folder / "no"));
}

TEST(Stores, AFileIsNoZone) {
    const TempFolder folder;
    test::write_file(folder / "a.json", "x");
    EXPECT_THAT(error_of((folder / "a.json").string(), StoreMode::kRead).mend, HasSubstr("source.match"));
    EXPECT_EQ(error_of((folder / "a.json").string(), StoreMode::kCreate).code, &codes::kBadKey);
    EXPECT_EQ(error_of((folder / "a.json/below").string(), StoreMode::kCreate).code, &codes::kBadKey);
}

TEST(Stores, AnUnknownSchemeNamesTheKnownOnes) {
    const Error error = error_of("gopher://bucket/x", StoreMode::kRead);
    EXPECT_EQ(error.code, &codes::kUnknownScheme);
    EXPECT_THAT(error.what, HasSubstr("gopher://"));
    EXPECT_THAT(error.what, HasSubstr("file://"));
}

TEST(Stores, AMalformedUriIsExplained) {
    EXPECT_EQ(error_of("", StoreMode::kRead).code, &codes::kBadUri);
    EXPECT_EQ(error_of("file://relative/path", StoreMode::kRead).code, &codes::kBadUri);
    EXPECT_EQ(error_of("file:///a%2", StoreMode::kRead).code, &codes::kBadUri);
    EXPECT_EQ(error_of("file:///a%zz", StoreMode::kRead).code, &codes::kBadUri);
    EXPECT_EQ(error_of("file:///a%00b", StoreMode::kRead).code, &codes::kBadUri);
}

}  // namespace
}  // namespace hios::io
