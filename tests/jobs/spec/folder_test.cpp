#include <gmock/gmock.h>

#include "jobs/spec/convert.hpp"
#include "jobs/spec/glob.hpp"
#include "tests/jobs/spec/spec_file.hpp"

namespace hios::jobs {
namespace {

class JobForFolder : public SpecFile {};

TEST_F(JobForFolder, IsNamedAfterItAndKeepsItsZonesInOut) {
    const JobSpec spec = job_for_folder(folder_ / "my docs/", folder_ / "out");
    EXPECT_EQ(spec.job, "my-docs");
    EXPECT_EQ(spec.source.uri, folder_ / "my docs");
    EXPECT_EQ(spec.staging_uri, folder_ / "out/staging");
    EXPECT_EQ(spec.error_uri, folder_ / "out/error");
    EXPECT_EQ(spec.state, folder_ / "out/state");
    EXPECT_EQ(spec.digest.size(), 64U);
}

TEST_F(JobForFolder, OutIsBesideByDefault) {
    const JobSpec spec = job_for_folder(folder_ / "docs", {});
    EXPECT_EQ(spec.staging_uri, std::filesystem::current_path() / "hios-docs/staging");
}

TEST_F(JobForFolder, ZonesInsideTheFolderAreNotReadBack) {
    const JobSpec spec = job_for_folder(folder_, folder_ / "o[u]t");
    const auto excluded = [&](const char* key) {
        for (const std::string& pattern : spec.source.exclude) {
            if (Glob::compile(pattern)->matches(key)) return true;
        }
        return false;
    };
    EXPECT_TRUE(excluded("o[u]t/staging/run/x.ndjson"));
    EXPECT_TRUE(excluded("o[u]t/state/ledger.sqlite"));
    EXPECT_FALSE(excluded("patients.json"));
    EXPECT_FALSE(job_for_folder(folder_, folder_).source.exclude.empty());
}

TEST_F(JobForFolder, OverridesApplyAndMayBeWrong) {
    const auto spec = load_folder(folder_ / "docs", folder_ / "out", {"import.service=none", "job=x"});
    ASSERT_TRUE(spec) << spec.error().what;
    EXPECT_EQ(spec->import.service, "none");
    EXPECT_EQ(spec->job, "x");
    EXPECT_FALSE(load_folder(folder_ / "docs", {}, {"nonsense=1"}));
}

TEST(SanitisedJobName, KeepsWhatItMay) {
    EXPECT_EQ(sanitised_job_name("nightly-2025.v1_b"), "nightly-2025.v1_b");
    EXPECT_EQ(sanitised_job_name("  a  b  "), "a-b");
    EXPECT_EQ(sanitised_job_name("\xC3\xA4\xC3\xB6"), "job");
    EXPECT_EQ(sanitised_job_name(".hidden"), "hidden");
    EXPECT_EQ(sanitised_job_name(std::string(200, 'a')).size(), 64U);
}

}  // namespace
}  // namespace hios::jobs
