#include "jobs/spec/loader.hpp"

#include <gmock/gmock.h>

#include <map>

#include "jobs/spec/codes.hpp"
#include "jobs/spec/describe.hpp"
#include "pipeline/codes.hpp"
#include "tests/jobs/spec/spec_file.hpp"

namespace hios::jobs {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kEverything = R"(version: 1
job: nightly
x-common: &common {level: strict}
source:
  uri: ${env:RAW}/2025
  match: ["**/*.json", "**/*.zip"]
  exclude: "**/_tmp/**"
  min_age: 5m
  max_size: 1.5 GB
identity: {namespace: acme}
validate: *common
pack: {shard_bytes: 64MiB, shard_lines: 1000}
staging: {uri: out/staging}
error: out/error
import:
  service: sandbox
  datastore: store.sqlite
  role_arn: arn:aws:iam::000000000000:role/import
  group: {shards: 3}
  wait: {poll: 250ms, max: 1h30m}
limits: {threads: 4, memory: 1GiB, max_duration: 8h, document: 32MiB, depth: 64, archive_depth: 2, expansion_ratio: 200, expanded_size: 1GiB}
tolerance: {rejects: 0.5%}
state: /var/lib/hios
)";

class LoadJob : public SpecFile {};

TEST_F(LoadJob, SmallestSpecIsASource) {
    const auto spec = load("source: ./raw\n");
    ASSERT_TRUE(spec) << spec.error().what;
    EXPECT_EQ(spec->job, "job");
    EXPECT_EQ(spec->source.uri, folder_ / "raw");
    EXPECT_THAT(spec->source.match, ElementsAre("**"));
    EXPECT_EQ(spec->staging_uri, folder_ / "staging");
    EXPECT_EQ(spec->error_uri, folder_ / "error");
    EXPECT_EQ(spec->state, folder_ / "state");
    EXPECT_EQ(spec->import.datastore, folder_ / "state/sandbox.sqlite");
    EXPECT_EQ(spec->identity.name_space, "job");
    EXPECT_EQ(spec->import.service, "sandbox");
    EXPECT_EQ(spec->limits.threads, 0U);
    EXPECT_FALSE(spec->tolerance.rejects);
}

TEST_F(LoadJob, EveryFieldIsRead) {
    variables_["RAW"] = "/data";
    const auto spec = load(kEverything);
    ASSERT_TRUE(spec) << spec.error().what;
    EXPECT_EQ(spec->job, "nightly");
    EXPECT_EQ(spec->source.uri, "/data/2025");
    EXPECT_THAT(spec->source.match, ElementsAre("**/*.json", "**/*.zip"));
    EXPECT_THAT(spec->source.exclude, ElementsAre("**/_tmp/**"));
    EXPECT_EQ(spec->source.min_age, std::chrono::minutes(5));
    EXPECT_EQ(spec->source.max_size, 1'500'000'000U);
    EXPECT_EQ(spec->identity.name_space, "acme");
    EXPECT_EQ(spec->validate.level, validate::Level::kStrict);
    EXPECT_EQ(spec->pack.shard_bytes, 64U << 20);
    EXPECT_EQ(spec->pack.shard_lines, 1000U);
    EXPECT_EQ(spec->staging_uri, folder_ / "out/staging");
    EXPECT_EQ(spec->error_uri, folder_ / "out/error");
    EXPECT_EQ(spec->import.datastore, folder_ / "store.sqlite");
    EXPECT_EQ(spec->import.role_arn, "arn:aws:iam::000000000000:role/import");
    EXPECT_EQ(spec->import.group.kind, GroupSpec::Kind::kShards);
    EXPECT_EQ(spec->import.group.size, 3U);
    EXPECT_EQ(spec->import.poll, std::chrono::milliseconds(250));
    EXPECT_EQ(spec->import.max_wait, std::chrono::minutes(90));
    EXPECT_EQ(spec->limits.threads, 4U);
    EXPECT_EQ(spec->limits.memory, 1U << 30);
    EXPECT_EQ(spec->limits.max_duration, std::chrono::hours(8));
    EXPECT_EQ(spec->limits.document, 32U << 20);
    EXPECT_EQ(spec->limits.depth, 64U);
    EXPECT_EQ(spec->limits.archive_depth, 2U);
    EXPECT_EQ(spec->limits.expansion_ratio, 200U);
    EXPECT_EQ(spec->limits.expanded_size, 1U << 30);
    EXPECT_DOUBLE_EQ(spec->tolerance.rejects.value(), 0.005);
    EXPECT_EQ(spec->state, "/var/lib/hios");
}

TEST_F(LoadJob, DescribedSpecReadsBackAsItself) {
    variables_["RAW"] = "/data";
    for (const char* text : {"source: raw\n", kEverything}) {
        const auto spec = load(text);
        ASSERT_TRUE(spec);
        const auto again = load(describe(*spec).dump());
        ASSERT_TRUE(again) << again.error().what;
        EXPECT_EQ(describe(*again), describe(*spec));
        EXPECT_EQ(again->digest, spec->digest);
    }
}

TEST_F(LoadJob, JobIsNamedAfterTheFile) {
    const auto spec = load_job(write("source: raw\n", "my nightly (v2).yaml"), {});
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->job, "my-nightly-v2");
}

TEST_F(LoadJob, AllProblemsAreListedWithPlaces) {
    EXPECT_EQ(errors("source:\n  uri: raw\n  mach: [a]\n  min_age: 5 minutes\npack:\n  shard_lines: many\nimport: "
                     "{service: sandbx}\n"),
              "job.yaml:3:3: /source/mach: unknown key; did you mean \"match\"?\n"
              "job.yaml:4:12: /source/min_age: must be a duration such as 30s, 5m, 8h, 1d or 250ms\n"
              "job.yaml:6:16: /pack/shard_lines: must be a whole number, not text\n"
              "job.yaml:7:19: /import/service: must be sandbox, healthlake or none; did you mean \"sandbox\"?");
}

TEST_F(LoadJob, MissingSourceIsNamed) {
    EXPECT_EQ(errors("job: a\n"), "job.yaml:1:1: /: \"source\" is missing");
    EXPECT_EQ(errors(""), "job.yaml:1:1: /: \"source\" is missing");
}

TEST_F(LoadJob, AKeyAtTheWrongLevelIsSentHome) {
    EXPECT_THAT(errors("source: raw\nshard_bytes: 1MiB\n"), HasSubstr("belongs under \"pack\""));
    EXPECT_THAT(errors("source:\n  uri: raw\n  tolerance: {rejects: 1%}\n"), HasSubstr("belongs at the top level"));
}

TEST_F(LoadJob, WrongShapesAreExplained) {
    EXPECT_THAT(errors("source: raw\njob: 2025\n"), HasSubstr("must be text, not a whole number; put it in quotes"));
    EXPECT_THAT(errors("source: [raw]\n"), HasSubstr("must be text or a mapping (key: value), not a list"));
    EXPECT_THAT(errors("source: raw\nlimits: {threads: aut}\n"), HasSubstr("did you mean \"auto\"?"));
    EXPECT_THAT(errors("source: raw\nlimits: {threads: 0}\n"), HasSubstr("must be at least 1"));
    EXPECT_THAT(errors("source: raw\nimport: {group: {shards: 1, bytes: 1GiB}}\n"),
                HasSubstr("exactly one of: shards, bytes"));
    EXPECT_THAT(errors("source: raw\ntolerance: {rejects: 5}\n"), HasSubstr("0.5% or 0.005"));
    EXPECT_THAT(errors("source: raw\npack: {shard_bytes: 256M}\n"), HasSubstr("must be a size such as 256MiB"));
    EXPECT_THAT(errors("source: raw\njob: a/b\n"), HasSubstr("letters, digits"));
    EXPECT_THAT(errors("- source\n"), HasSubstr("must be a mapping"));
    EXPECT_THAT(errors("source: {uri: raw, match: []}\n"), HasSubstr("must not be empty"));
}

TEST_F(LoadJob, CrossChecksThatASchemaCannotMake) {
    EXPECT_THAT(errors("source: {uri: raw, match: ['[a']}\n"),
                HasSubstr("job.yaml:1:28: /source/match/0: the pattern \"[a\" has a [ without its ]"));
    EXPECT_THAT(errors("source: gs://bucket/x\n"), HasSubstr("gs:// is not supported"));
    EXPECT_THAT(errors("source: raw\nstate: s3://bucket/x\n"), HasSubstr("s3:// is not supported here; use a folder"));
    EXPECT_THAT(errors("source: .\n"), HasSubstr("the staging folder lies inside the source"));
    EXPECT_THAT(errors("source: raw\nstaging: x\nerror: x\n"), HasSubstr("two folders"));
    EXPECT_THAT(errors("source: raw\nlimits: {memory: 1MiB}\n"), HasSubstr("at least 96MiB"));
    EXPECT_THAT(errors("source: raw\nlimits: {memory: 96MiB, document: 1GiB}\n"), HasSubstr("limits.memory"));
    EXPECT_TRUE(load("source: {uri: ., exclude: ['{staging,error,state}/**', '*.yaml']}\n"));
}

TEST_F(LoadJob, VariablesMayStandWhereNumbersDo) {
    variables_ = {{"N", "4"}, {"LINES", "1000"}, {"SIZE", "1GiB"}};
    const auto spec = load(
        "source: raw\nlimits: {threads: \"${env:N}\", memory: \"${env:SIZE}\"}\npack: {shard_lines: "
        "\"${env:LINES}\"}\n");
    ASSERT_TRUE(spec) << spec.error().what;
    EXPECT_EQ(spec->limits.threads, 4U);
    EXPECT_EQ(spec->limits.memory, 1U << 30);
    EXPECT_EQ(spec->pack.shard_lines, 1000U);
}

TEST_F(LoadJob, AVariableThatIsNotSetIsOneProblem) {
    EXPECT_EQ(errors("source: raw\nlimits:\n  memory: ${env:NONE}\n"),
              "job.yaml:3:11: /limits/memory: the environment variable NONE is not set; set it, or write "
              "${env:NONE:-default}");
}

TEST_F(LoadJob, OverridesWinAndMakeMappings) {
    const auto spec =
        load("source: raw\nlimits: {threads: 2}\n", {"limits.threads=8", "source.match=['*.json', '*.xml']",
                                                     "tolerance.rejects=1%", "staging=elsewhere", "job=other"});
    ASSERT_TRUE(spec) << spec.error().what;
    EXPECT_EQ(spec->limits.threads, 8U);
    EXPECT_EQ(spec->source.uri, folder_ / "raw");
    EXPECT_THAT(spec->source.match, ElementsAre("*.json", "*.xml"));
    EXPECT_DOUBLE_EQ(spec->tolerance.rejects.value(), 0.01);
    EXPECT_EQ(spec->staging_uri, folder_ / "elsewhere");
    EXPECT_EQ(spec->job, "other");
}

TEST_F(LoadJob, WrongOverridesNameThemselves) {
    EXPECT_THAT(errors("source: raw\n", {"limits.treads=8"}),
                HasSubstr("--set limits.treads=8: /limits/treads: unknown key; did you mean \"threads\"?"));
    EXPECT_THAT(errors("source: raw\n", {"threads"}), HasSubstr("write it as --set key=value"));
    EXPECT_THAT(errors("source: raw\n", {".a=1"}), HasSubstr("write it as --set key=value"));
    EXPECT_THAT(errors("source: {uri: raw, match: [a]}\n", {"source.match.0=b"}), HasSubstr("is a list"));
    EXPECT_THAT(errors("source: raw\njob: a\n", {"job.x=b"}), HasSubstr("single value"));
    EXPECT_THAT(errors("source: raw\n", {"job=[a"}), HasSubstr("no YAML"));
}

TEST_F(LoadJob, AMissingFileNamesItsNeighbours) {
    write("source: raw\n", "nightly.yaml");
    const auto spec = load_job(folder_ / "nigthly.yaml", {});
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().code, &codes::kNotFound);
    EXPECT_EQ(spec.error().fault, Fault::kFatal);
    EXPECT_THAT(spec.error().mend, HasSubstr("nightly.yaml?"));
    EXPECT_THAT(load_job(folder_ / "else.x", {}).error().mend, HasSubstr("Job specs in that folder: nightly.yaml"));
    EXPECT_THAT(load_job(folder_ / "no" / "job.yaml", {}).error().mend, HasSubstr("does not exist either"));
}

TEST_F(LoadJob, AFolderOrAHugeFileIsNoSpec) {
    EXPECT_THAT(load_job(folder_, {}).error().what, HasSubstr("is a folder"));
    EXPECT_THAT(errors(std::string(2U << 20, '#')), HasSubstr("larger than 1 MiB"));
}

TEST_F(LoadJob, InvalidIsFatal) {
    const auto spec = load("nonsense: 1\n");
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().code->id, codes::kSpecInvalid.id);
    EXPECT_EQ(spec.error().fault, Fault::kFatal);
}

// What the examples for AWS take from the environment.
std::optional<std::string> example_account(const std::string& name) {
    const std::map<std::string, std::string> variables{
        {"AWS_S3_BUCKET_NAME", "acme"},
        {"HIOS_RAW_BUCKET", "acme-raw"},
        {"HIOS_STAGE_BUCKET", "acme-stage"},
        {"HIOS_ERROR_BUCKET", "acme-error"},
        {"HEALTHLAKE_DATASTORE_ID", std::string(32, '0')},
        {"HEALTHLAKE_ROLE_ARN", "arn:aws:iam::111122223333:role/hios"},
        {"KMS_KEY_ID", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}};
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
}

TEST_F(LoadJob, ExampleSpecsAreValid) {
    const std::filesystem::path examples = std::filesystem::path(HIOS_SOURCE_DIR) / "data/specs";
    if (!std::filesystem::is_directory(examples)) GTEST_SKIP() << "no example specs";
    for (const auto& entry : std::filesystem::directory_iterator(examples)) {
        if (entry.path().extension() != ".yaml") continue;
        const auto spec = load_job(entry.path(), {}, example_account);
        EXPECT_TRUE(spec) << (spec ? "" : spec.error().what);
    }
}

}  // namespace
}  // namespace hios::jobs
