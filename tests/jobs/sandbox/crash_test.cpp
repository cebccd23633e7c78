// A process that imports is killed (SIGKILL) at random moments, again and again, until its jobs are done.
// What is then in the store and in the reports must equal an import that nothing disturbed.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <vector>

#include "io/local_store.hpp"
#include "tests/jobs/sandbox/sandbox_fixture.hpp"

namespace hios::sandbox {
namespace {

constexpr unsigned kSeed = 20261120;
constexpr int kKills = 40;
constexpr int kJobs = 3;

std::string token(int job) {
    return "token-" + std::to_string(job);
}
std::string prefix(int job) {
    return "run/import/" + std::to_string(job) + "/";
}

// Jobs that overlap: job 1 and 2 update resources of job 0. Some lines are bad, some ids stand twice in a job.
void stage_jobs(ObjectStore& staging) {
    for (int job = 0; job < kJobs; ++job) {
        for (int file = 0; file < 6; ++file) {
            std::string lines;
            // One file is long enough to be read in blocks, ahead of the store.
            const std::size_t length = job == 1 && file == 5 ? 6000 : 200;
            for (int line = 0; line < 1500; ++line) {
                const std::string id = std::to_string(file) + "-" + std::to_string(line * (job + 1));
                lines += test::ndjson_line(file % 2 == 0 ? "Patient" : "Observation", id,
                                           std::string(length, static_cast<char>('a' + job)));
                if (line % 500 == 17) lines += "{\"resourceType\":\n";
                if (line % 700 == 31) lines += test::ndjson_line("Patient", "0-0", "twice in a job, but in file 0");
            }
            ASSERT_TRUE(staging.put(prefix(job) + "file-" + std::to_string(file) + ".ndjson", lines, {}));
        }
    }
}

void import_all(const SandboxSettings& settings, ObjectStore& staging) {
    const auto service = test::open_sandbox(settings, staging);
    std::vector<std::string> ids;
    for (int job = 0; job < kJobs; ++job) {
        const auto id = service->start(test::import_request(token(job), prefix(job)));
        if (!id) throw std::runtime_error(to_text(id.error()));
        ids.push_back(*id);
    }
    for (const std::string& id : ids) test::wait_for_end(*service, id);
}

std::vector<std::string> reports_in(ObjectStore& staging) {
    std::vector<std::string> texts;
    EXPECT_TRUE(staging.list(
        "run/report/",
        [&](ObjectInfo&& object) {
            const auto text = read_all(staging, object.key);
            EXPECT_TRUE(text);
            texts.push_back(object.key + "\n" + *text);
            return true;
        },
        [](Error&&) { ADD_FAILURE(); }));
    return texts;
}

struct World {
    explicit World() : staging(folder.path() / "staging", false) {
        settings.database = folder.path() / "sandbox.sqlite";
        stage_jobs(staging);
    }
    test::ScratchFolder folder;
    io::LocalStore staging;
    SandboxSettings settings;
};

// True: the import came to its end before the kill.
bool import_in_child_and_kill(const World& world, std::chrono::microseconds after) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            io::LocalStore staging(world.folder.path() / "staging", false);
            import_all(world.settings, staging);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "child: %s\n", error.what());
            ::_exit(1);
        }
        ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(after.count()));
    ::kill(child, SIGKILL);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

TEST(SandboxCrash, KilledAtAnyMomentAndStartedAgainItEndsWithTheSameContents) {
    World quiet;
    const auto begin = std::chrono::steady_clock::now();
    import_all(quiet.settings, quiet.staging);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    const auto expected = test::resources_in(quiet.settings.database);
    const auto expected_reports = reports_in(quiet.staging);
    ASSERT_GT(expected.size(), 9000U);
    ASSERT_EQ(expected_reports.size(), static_cast<std::size_t>(kJobs * (6 + 6 + 1)));

    std::mt19937 random(kSeed);
    int kills = 0;
    for (int round = 0; kills < kKills; ++round) {
        ASSERT_LT(round, kKills) << "too few kills hit";
        World world;
        bool ended = false;
        while (!ended && kills < kKills) {
            std::uniform_int_distribution<long> delay(0, static_cast<long>(whole.count()) / 4);
            ended = import_in_child_and_kill(world, std::chrono::microseconds(delay(random)));
            if (!ended) ++kills;
        }
        import_all(world.settings, world.staging);
        ASSERT_EQ(test::resources_in(world.settings.database), expected) << "seed " << kSeed << ", round " << round;
        ASSERT_EQ(reports_in(world.staging), expected_reports) << "seed " << kSeed << ", round " << round;
    }
}

}  // namespace
}  // namespace hios::sandbox
