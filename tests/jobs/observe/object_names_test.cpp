#include "jobs/observe/object_names.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/jobs/observe/temp_folder.hpp"

namespace hios::observe {
namespace {

TEST(ObjectNames, HashesAreStableForOneStateFolderOnly) {
    const TempFolder folder;
    const auto a = ObjectNames::open(folder.path() / "a", false);
    const auto again = ObjectNames::open(folder.path() / "a", false);
    const auto b = ObjectNames::open(folder.path() / "b", false);
    ASSERT_TRUE(a && again && b);
    const std::string key = "2025/DOE^JANE.json";
    EXPECT_EQ(a->display(key).size(), 12U);
    EXPECT_EQ(a->display(key).find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(a->display(key), again->display(key));
    EXPECT_NE(a->display(key), b->display(key));
    EXPECT_NE(a->display(key), a->display("2025/other.json"));
}

TEST(ObjectNames, MembersShareTheirArchivesHash) {
    const TempFolder folder;
    const auto names = ObjectNames::open(folder.path(), false);
    ASSERT_TRUE(names);
    const std::string shown = names->display("dump.zip!/2019/a.xml");
    EXPECT_EQ(shown.size(), 25U);
    EXPECT_EQ(shown.substr(0, 13), names->display("dump.zip") + "!");
}

TEST(ObjectNames, SecretIsPrivate) {
    const TempFolder folder;
    ASSERT_TRUE(ObjectNames::open(folder.path(), false));
    struct stat status {};
    ASSERT_EQ(::stat((folder.path() / "object-names.key").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(status.st_size, 32);
}

TEST(ObjectNames, PlainShowsKeysAndMakesNothing) {
    const TempFolder folder;
    const auto names = ObjectNames::open(folder.path() / "state", true);
    ASSERT_TRUE(names);
    EXPECT_EQ(names->display("a/b.json"), "a/b.json");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "state"));
}

TEST(ObjectNames, ACutOffSecretIsAnErrorWithAMend) {
    const TempFolder folder;
    std::ofstream(folder.path() / "object-names.key") << "short";
    const auto names = ObjectNames::open(folder.path(), false);
    ASSERT_FALSE(names);
    EXPECT_NE(names.error().mend.find("Delete the file"), std::string::npos);
}

}  // namespace
}  // namespace hios::observe
