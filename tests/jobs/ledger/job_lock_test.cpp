#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "jobs/ledger/codes.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"

namespace hios::jobs {
namespace {

using namespace hios::test;

constexpr const char* kNow = "2026-11-20T10:55:00Z";

TEST(JobLock, RefusesASecondHolderAndSaysWhoTheFirstIs) {
    const TempFolder folder;
    const auto held = JobLock::acquire(folder.path(), "job", kNow);
    ASSERT_TRUE(held);
    const auto refused = JobLock::acquire(folder.path(), "job", "2026-11-20T11:00:00Z");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kLocked);
    EXPECT_THAT(refused.error().what, testing::HasSubstr(fmt::format("process {} ", ::getpid())));
    EXPECT_THAT(refused.error().what, testing::HasSubstr(kNow));
}

TEST(JobLock, OfAnotherJobIsFree) {
    const TempFolder folder;
    const auto held = JobLock::acquire(folder.path(), "a", kNow);
    EXPECT_TRUE(JobLock::acquire(folder.path(), "b", kNow));
}

TEST(JobLock, IsFreeAgainAfterItsHolder) {
    const TempFolder folder;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(JobLock::acquire(folder.path(), "job", kNow));
}

TEST(JobLock, GoesOnWithWhoeverItWasMovedTo) {
    const TempFolder folder;
    auto held = JobLock::acquire(folder.path(), "job", kNow);
    ASSERT_TRUE(held);
    const JobLock moved(std::move(*held));
    EXPECT_FALSE(JobLock::acquire(folder.path(), "job", kNow));
}

TEST(JobLock, GoesWithAKilledProcess) {
    const TempFolder folder;
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto held = JobLock::acquire(folder.path(), "job", kNow);
        const char answer = held ? 'y' : 'n';
        if (::write(pipe[1], &answer, 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char answer = 0;
    ASSERT_EQ(::read(pipe[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    const auto refused = JobLock::acquire(folder.path(), "job", kNow);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().what, testing::HasSubstr(fmt::format("process {} ", child)));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(JobLock::acquire(folder.path(), "job", kNow));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(JobLock, InAFolderThatCannotBeWrittenIsAMatterOfPermission) {
    const TempFolder folder;
    const auto refused = JobLock::acquire(folder / "missing", "job", kNow);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kPermission);
}

}  // namespace
}  // namespace hios::jobs
