#include "io/local_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "pipeline/codes.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::io {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempFolder;
using test::write_file;

// Permissions mean nothing to root: such tests act as another user for a while.
class AsOrdinaryUser {
public:
    AsOrdinaryUser() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
    AsOrdinaryUser(const AsOrdinaryUser&) = delete;
    AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;
    ~AsOrdinaryUser() {
        if (changed_ && ::seteuid(0) != 0) std::abort();
    }

private:
    bool changed_;
};

class LocalStoreTest : public testing::Test {
protected:
    LocalStoreTest() { fs::permissions(folder_.path(), fs::perms::all); }

    struct Listed {
        std::vector<std::string> keys;
        std::vector<std::string> unreadable;  // "io.permission locked/"
        std::optional<Error> error;
    };
    Listed list(std::string_view prefix = {}) {
        Listed listed;
        auto outcome = store_.list(
            prefix,
            [&](ObjectInfo&& info) {
                listed.keys.push_back(std::move(info.key));
                return true;
            },
            [&](Error&& error) {
                listed.unreadable.push_back(std::string(error.code->id) + " " + error.where.document);
            });
        if (!outcome) listed.error = std::move(outcome).error();
        return listed;
    }

    // What a crash or a failed write would leave behind.
    std::vector<std::string> leftovers() {
        std::vector<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
            if (entry.path().filename().string().starts_with(".hios-part-")) found.push_back(entry.path().string());
        }
        return found;
    }

    TempFolder folder_;
    LocalStore store_{folder_.path()};
};

using Keys = std::vector<std::string>;

TEST_F(LocalStoreTest, KeyIsThePathBelowTheFolder) {
    ASSERT_TRUE(store_.put("x/y/a.json", "hello", {}));
    EXPECT_EQ(read_file(folder_ / "x/y/a.json"), "hello");
    EXPECT_TRUE(leftovers().empty());
}

TEST_F(LocalStoreTest, FolderNeedNotExistBeforeTheFirstPut) {
    LocalStore store(folder_ / "new/zone");
    ASSERT_TRUE(store.put("a", "x", {}));
    EXPECT_EQ(read_file(folder_ / "new/zone/a"), "x");
}

TEST_F(LocalStoreTest, ListingAMissingFolderIsFatal) {
    LocalStore store(folder_ / "no");
    const auto outcome = store.list({}, [](ObjectInfo&&) { return true; }, {});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, &codes::kNotFound);
    EXPECT_EQ(outcome.error().fault, Fault::kFatal);
}

TEST_F(LocalStoreTest, UnfinishedFilesAreNeverListed) {
    write_file(folder_ / "a/.hios-part-1-1", "half");
    write_file(folder_ / "a/b", "x");
    EXPECT_EQ(list().keys, Keys{"a/b"});
    EXPECT_EQ(list("a/.hios").keys, Keys{});
    EXPECT_EQ(store_.open("a/.hios-part-1-1").error().code, &codes::kBadKey);
}

TEST_F(LocalStoreTest, LinksToFilesAreFollowedAndLinksToFoldersAreNot) {
    write_file(folder_ / "real/a", "x");
    fs::create_symlink(folder_ / "real/a", folder_ / "link");
    fs::create_directory_symlink(folder_.path(), folder_ / "real/loop");
    EXPECT_EQ(list().keys, (Keys{"link", "real/a"}));
    EXPECT_EQ(read_all(store_, "link").value(), "x");
    EXPECT_TRUE(list().unreadable.empty());
}

TEST_F(LocalStoreTest, ALinkToNowhereIsReported) {
    fs::create_symlink("nowhere", folder_ / "broken");
    write_file(folder_ / "c", "x");
    const auto listed = list();
    EXPECT_EQ(listed.keys, Keys{"c"});
    EXPECT_EQ(listed.unreadable, Keys{"io.not_found broken"});
}

TEST_F(LocalStoreTest, PipesAreNoObjectsAndDoNotBlock) {
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    fs::create_symlink("pipe", folder_ / "to-pipe");
    EXPECT_EQ(list().keys, Keys{});
    EXPECT_EQ(store_.open("pipe").error().code, &codes::kNotFound);
    EXPECT_EQ(store_.head("pipe").error().code, &codes::kNotFound);
}

TEST_F(LocalStoreTest, AnUnreadableFolderIsReportedAndTheListingGoesOn) {
    write_file(folder_ / "a", "x");
    write_file(folder_ / "locked/b", "x");
    write_file(folder_ / "z", "x");
    fs::permissions(folder_ / "locked", fs::perms::none);
    Listed listed;
    {
        const AsOrdinaryUser user;
        listed = list();
    }
    fs::permissions(folder_ / "locked", fs::perms::all);
    EXPECT_EQ(listed.keys, (Keys{"a", "z"}));
    EXPECT_EQ(listed.unreadable, Keys{"io.permission locked/"});
    EXPECT_FALSE(listed.error);
}

TEST_F(LocalStoreTest, AnUnreadableFileIsOneObjectsRejection) {
    write_file(folder_ / "a", "x");
    fs::permissions(folder_ / "a", fs::perms::none);
    const AsOrdinaryUser user;
    const auto source = store_.open("a");
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().code, &codes::kPermission);
    EXPECT_EQ(source.error().fault, Fault::kReject);
}

TEST_F(LocalStoreTest, AFolderThatCannotBeWrittenEndsTheRun) {
    fs::permissions(folder_.path(),
                    fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_read | fs::perms::others_exec);
    Outcome<PutResult> put = PutResult::kCreated;
    {
        const AsOrdinaryUser user;
        put = store_.put("a", "x", {});
    }
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, &codes::kPermission);
    EXPECT_EQ(put.error().fault, Fault::kFatal);
}

TEST_F(LocalStoreTest, AFileThatGrowsWhileItIsReadIsChanged) {
    write_file(folder_ / "a", "12345");
    auto source = store_.open("a").value();
    std::ofstream(folder_ / "a", std::ios::app) << "6";
    std::string buffer(100, '\0');
    ASSERT_EQ(source->read(buffer).value(), 6U);
    EXPECT_EQ(source->read(buffer).error().code, &codes::kChanged);
    EXPECT_EQ(source->read(buffer).error().code, &codes::kChanged);
}

TEST_F(LocalStoreTest, AFileThatShrinksWhileItIsReadIsChanged) {
    write_file(folder_ / "a", "12345");
    auto source = store_.open("a").value();
    fs::resize_file(folder_ / "a", 2);
    std::string buffer(100, '\0');
    ASSERT_EQ(source->read(buffer).value(), 2U);
    EXPECT_EQ(source->read(buffer).error().code, &codes::kChanged);
}

TEST_F(LocalStoreTest, AFileRewrittenInPlaceWithTheSameSizeIsChanged) {
    write_file(folder_ / "a", "12345");
    auto source = store_.open("a").value();
    write_file(folder_ / "a", "abcde");
    fs::last_write_time(folder_ / "a", fs::file_time_type::clock::now() + std::chrono::seconds(5));
    std::string buffer(100, '\0');
    ASSERT_EQ(source->read(buffer).value(), 5U);
    EXPECT_EQ(source->read(buffer).error().code, &codes::kChanged);
}

TEST_F(LocalStoreTest, AFileReplacedByRenameIsReadAsItWas) {
    ASSERT_TRUE(store_.put("a", "before", {}));
    auto source = store_.open("a").value();
    ASSERT_TRUE(store_.put("a", "after!", {}));
    std::string buffer(100, '\0');
    buffer.resize(source->read(buffer).value());
    EXPECT_EQ(buffer, "before");
    EXPECT_EQ(source->read(buffer).value(), 0U);
}

TEST_F(LocalStoreTest, PutFileMovesAFileOfTheSameFileSystem) {
    write_file(folder_ / "spool", "bytes");
    struct stat before {};
    ASSERT_EQ(::stat((folder_ / "spool").c_str(), &before), 0);
    ASSERT_EQ(store_.put_file("zone/a", folder_ / "spool", {.if_absent = true}).value(), PutResult::kCreated);
    struct stat after {};
    ASSERT_EQ(::stat((folder_ / "zone/a").c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_FALSE(fs::exists(folder_ / "spool"));
}

TEST_F(LocalStoreTest, PutFileOfALinkCopiesItsBytes) {
    write_file(folder_ / "real", "bytes");
    fs::create_symlink(folder_ / "real", folder_ / "link");
    ASSERT_TRUE(store_.put_file("a", folder_ / "link", {}));
    EXPECT_FALSE(fs::is_symlink(folder_ / "a"));
    EXPECT_EQ(read_file(folder_ / "a"), "bytes");
    EXPECT_EQ(read_file(folder_ / "real"), "bytes");
}

TEST_F(LocalStoreTest, PutFileFromAnotherFileSystemCopies) {
    struct stat here {};
    struct stat there {};
    if (::stat("/dev/shm", &there) != 0 || ::stat(folder_.path().c_str(), &here) != 0 || here.st_dev == there.st_dev) {
        GTEST_SKIP() << "there is no second file system";
    }
    const fs::path spool = "/dev/shm/hios-local-store-test-" + std::to_string(::getpid());
    for (const bool if_absent : {false, true}) {
        write_file(spool, "bytes");
        const std::string key = if_absent ? "x/a" : "b";
        EXPECT_EQ(store_.put_file(key, spool, {.if_absent = if_absent}).value(), PutResult::kCreated);
        EXPECT_EQ(read_file(folder_ / key), "bytes");
    }
    fs::remove(spool);
    EXPECT_TRUE(leftovers().empty());
}

TEST_F(LocalStoreTest, AStaleUnfinishedFileDoesNotDisturb) {
    // A killed process that had our id: the names it used are passed over.
    for (int i = 1; i < 2000; ++i)
        write_file(folder_ / (".hios-part-" + std::to_string(::getpid()) + "-" + std::to_string(i)), "");
    ASSERT_TRUE(store_.put("a", "x", {}));
    EXPECT_EQ(list().keys, Keys{"a"});
}

TEST_F(LocalStoreTest, AFailedPutLeavesNothingBehind) {
    write_file(folder_ / "dir/a", "x");
    EXPECT_EQ(store_.put("dir", "x", {}).error().code, &codes::kBadKey);
    EXPECT_EQ(store_.put("dir", "x", {.if_absent = true}).error().code, &codes::kBadKey);
    EXPECT_EQ(store_.put("dir/a/b", "x", {}).error().code, &codes::kBadKey);
    EXPECT_EQ(store_.put(std::string(300, 'n'), "x", {}).error().code, &codes::kBadKey);
    EXPECT_TRUE(leftovers().empty());
    EXPECT_EQ(list().keys, Keys{"dir/a"});
}

TEST_F(LocalStoreTest, EtagFollowsSizeTimeAndInode) {
    write_file(folder_ / "a", "12345");
    const auto etag = [&] { return store_.head("a").value().etag; };
    const std::string first = etag();
    fs::permissions(folder_ / "a", fs::perms::owner_read);
    EXPECT_EQ(etag(), first);  // the bytes are the same
    const auto time = fs::last_write_time(folder_ / "a");
    fs::last_write_time(folder_ / "a", time + std::chrono::nanoseconds(1000));
    EXPECT_NE(etag(), first);
    write_file(folder_ / "b", "12345");
    fs::rename(folder_ / "b", folder_ / "a");
    fs::last_write_time(folder_ / "a", time);
    EXPECT_NE(etag(), first);
}

TEST_F(LocalStoreTest, ModesFollowTheUmask) {
    const mode_t before = ::umask(077);
    ASSERT_TRUE(store_.put("private/a", "x", {}));
    ::umask(before);
    struct stat status {};
    ASSERT_EQ(::stat((folder_ / "private/a").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat((folder_ / "private").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(LocalStoreTest, ARelativeRootStaysWhereItWas) {
    const fs::path before = fs::current_path();
    fs::current_path(folder_.path());
    LocalStore store("zone/", false);
    fs::current_path(before);
    ASSERT_TRUE(store.put("a", "x", {}));
    EXPECT_EQ(read_file(folder_ / "zone/a"), "x");
    EXPECT_EQ(store.describe(), "zone/");
}

TEST_F(LocalStoreTest, DeepFoldersAreListed) {
    std::string key;
    for (int i = 0; i < 200; ++i) key += "d/";
    key += "leaf";
    ASSERT_TRUE(store_.put(key, "x", {}));
    EXPECT_EQ(list().keys, Keys{key});
}

}  // namespace
}  // namespace hios::io
