#include "jobs/sqlite/sqlite.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "jobs/sqlite/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::sqlite {
namespace {

class SqliteTest : public testing::Test {
protected:
    std::filesystem::path file() const { return folder_.path() / "test.sqlite"; }
    Database opened(OpenOptions options = {}) {
        auto database = Database::open(file(), options);
        EXPECT_TRUE(database) << to_text(database.error());
        return std::move(*database);
    }
    static std::int64_t count(Database& database) {
        auto query = database.prepare("SELECT count(*) FROM t");
        EXPECT_TRUE(query);
        EXPECT_TRUE(query->step());
        return query->integer(0);
    }

    test::ScratchFolder folder_;
};

TEST_F(SqliteTest, ValuesComeBackAsTheyWereBound) {
    Database database = opened();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a INTEGER, b TEXT, c REAL, d TEXT, e TEXT)"));
    auto insert = database.prepare("INSERT INTO t VALUES(?,?,?,?,?)");
    ASSERT_TRUE(insert);
    const std::string text("with\0a NUL", 10);
    insert->bind_all(std::uint64_t{1} << 62, text, 0.5, std::string_view());
    insert->bind_null(5);
    ASSERT_TRUE(insert->step_done());
    EXPECT_EQ(database.changes(), 1);
    EXPECT_EQ(database.last_insert_rowid(), 1);

    auto query = database.prepare("SELECT a, b, c, d, e FROM t");
    ASSERT_TRUE(query);
    const auto row = query->step();
    ASSERT_TRUE(row && *row);
    EXPECT_EQ(query->integer(0), std::int64_t{1} << 62);
    EXPECT_EQ(query->text(1), text);
    EXPECT_EQ(query->real(2), 0.5);
    EXPECT_FALSE(query->is_null(3)) << "an empty text is not NULL";
    EXPECT_TRUE(query->is_null(4));
    const auto end = query->step();
    ASSERT_TRUE(end);
    EXPECT_FALSE(*end);
}

TEST_F(SqliteTest, ATransactionThatIsNotCommittedLeavesNothing) {
    Database database = opened();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a)"));
    {
        auto transaction = Transaction::begin(database);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
    }
    EXPECT_EQ(count(database), 0);
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction);
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES(1)"));
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(count(database), 1);
}

TEST_F(SqliteTest, TheFileIsInWalModeWithThePageSizeAskedFor) {
    OpenOptions options;
    options.page_bytes = 16384;
    Database database = opened(options);
    auto mode = database.prepare("PRAGMA journal_mode");
    ASSERT_TRUE(mode && mode->step());
    EXPECT_EQ(mode->text(0), "wal");
    auto size = database.prepare("PRAGMA page_size");
    ASSERT_TRUE(size && size->step());
    EXPECT_EQ(size->integer(0), 16384);
}

TEST_F(SqliteTest, ALockHeldElsewhereIsBusyAndMayBeTriedAgain) {
    Database first = opened();
    ASSERT_TRUE(first.execute("CREATE TABLE t(a)"));
    OpenOptions impatient;
    impatient.busy_timeout = std::chrono::milliseconds(10);
    Database second = opened(impatient);
    auto held = Transaction::begin(first);
    ASSERT_TRUE(held);
    const auto refused = Transaction::begin(second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kSqliteBusy);
    EXPECT_EQ(refused.error().fault, Fault::kRetry);
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsCorrupt) {
    std::ofstream(file()) << std::string(8192, 'x');
    const auto database = Database::open(file());
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, &codes::kSqliteCorrupt);
    EXPECT_EQ(database.error().fault, Fault::kFatal);
}

TEST_F(SqliteTest, AMissingFolderIsNamed) {
    const auto database = Database::open(folder_.path() / "missing" / "test.sqlite");
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().code, &codes::kPermission);
    EXPECT_NE(database.error().what.find("missing/test.sqlite"), std::string::npos);
}

TEST_F(SqliteTest, AWrongStatementIsAnError) {
    Database database = opened();
    const auto query = database.prepare("SELECT nothing FROM nowhere");
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().code, &codes::kSqliteError);
}

TEST_F(SqliteTest, ADatabaseThatMayGrowNoFurtherIsAFullDisk) {
    Database database = opened();
    ASSERT_TRUE(database.execute("CREATE TABLE t(a); PRAGMA max_page_count=8"));
    auto insert = database.prepare("INSERT INTO t VALUES(?)");
    ASSERT_TRUE(insert);
    const std::string text(100'000, 'x');
    insert->bind(1, std::string_view(text));
    const auto refused = insert->step_done();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kDiskFull);
    EXPECT_EQ(refused.error().fault, Fault::kRetry);
    EXPECT_EQ(count(database), 0);
}

}  // namespace
}  // namespace hios::sqlite
