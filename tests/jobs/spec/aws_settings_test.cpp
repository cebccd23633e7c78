// The part of a job spec about S3 zones and how AWS is reached.

#include "jobs/spec/aws_settings.hpp"

#include <gmock/gmock.h>

#include "jobs/spec/describe.hpp"
#include "tests/jobs/spec/spec_file.hpp"

namespace hios::jobs {
namespace {

using testing::HasSubstr;

class AwsSpec : public SpecFile {
protected:
    JobSpec read(const std::string& text) {
        auto spec = load(text);
        EXPECT_TRUE(spec) << spec.error().what;
        return spec ? *spec : JobSpec();
    }
};

TEST_F(AwsSpec, ZonesMayLieInBuckets) {
    const auto spec = read("source: s3://raw/2025/\nstaging: {uri: 's3://stage/a b+%'}\nerror: s3://errors\n");
    EXPECT_EQ(spec.source.uri, "s3://raw/2025");
    EXPECT_EQ(spec.staging_uri, "s3://stage/a b+%");
    EXPECT_EQ(spec.error_uri, "s3://errors");
    EXPECT_TRUE(is_s3(spec.source.uri));
    EXPECT_FALSE(is_s3("/s3/x"));
}

TEST_F(AwsSpec, WrongBucketsAreNamedWithTheirPlace) {
    EXPECT_THAT(errors("source: s3://ra/x\n"), HasSubstr("job.yaml:1:9: /source: the bucket's name"));
    EXPECT_THAT(errors("source: raw\nerror: s3://errors/../x\n"), HasSubstr("'..' part"));
    EXPECT_THAT(errors("source: s3:///x\n"), HasSubstr("AWS_S3_BUCKET_NAME is not set"));
    EXPECT_THAT(errors("source: s3://\n"), HasSubstr("names no bucket"));
}

TEST_F(AwsSpec, ZonesInsideTheSourceAreFoundInBucketsToo) {
    EXPECT_THAT(errors("source: s3://raw\nstaging: s3://raw/out\n"),
                HasSubstr("staging folder lies inside the source"));
    EXPECT_THAT(errors("source: raw\nstaging: s3://x-y/a\nerror: s3://x-y/a/\n"), HasSubstr("two prefixes"));
    EXPECT_TRUE(load("source: {uri: s3://raw, exclude: ['out/**']}\nstaging: s3://raw/out\nerror: s3://raws/out\n"));
}

TEST_F(AwsSpec, ABucketAndAKeyMayComeFromTheVariablesOfTheOriginalTool) {
    variables_ = {{"AWS_S3_BUCKET_NAME", "acme"}, {"KMS_KEY_ID", "alias/from-environment"}};
    const auto spec = read("source: s3:///in\nstaging: s3:///out\n");
    EXPECT_EQ(spec.source.uri, "s3://acme/in");
    EXPECT_EQ(spec.staging_uri, "s3://acme/out");
    EXPECT_EQ(store_settings(spec.aws, Zone::kStaging).s3.kms_key, "alias/from-environment");
    EXPECT_EQ(store_settings(read("source: in\naws: {kms_key: alias/mine}\n").aws, Zone::kError).s3.kms_key,
              "alias/mine");
    EXPECT_EQ(store_settings(read("source: in\naws: {encryption: AES256}\n").aws, Zone::kError).s3.kms_key, "");
}

TEST_F(AwsSpec, EachZoneHasItsOwnKeyAndTheSourceNone) {
    const auto aws =
        read("source: s3://raw\nstaging: {uri: s3://stage, kms_key: alias/one}\naws: {kms_key: alias/all}\n").aws;
    EXPECT_EQ(store_settings(aws, Zone::kSource).s3.kms_key, "");
    EXPECT_EQ(store_settings(aws, Zone::kStaging).s3.kms_key, "alias/one");
    EXPECT_EQ(store_settings(aws, Zone::kError).s3.kms_key, "alias/all");
}

TEST_F(AwsSpec, EverySettingReachesTheStore) {
    const auto aws = read(
                         "source: s3://raw\n"
                         "aws:\n"
                         "  profile: etl\n"
                         "  region: eu-west-1\n"
                         "  endpoint: {s3: 'http://localhost:9000/', healthlake: 'http://localhost:9001'}\n"
                         "  addressing: path\n"
                         "  ca_bundle: certs.pem\n"
                         "  encryption: aws:kms:dsse\n"
                         "  requester_pays: true\n"
                         "  expected_owner: '111122223333'\n"
                         "  storage_class: STANDARD_IA\n"
                         "  checksums: 'on'\n"
                         "  conditional_create: false\n"
                         "  attempts: 3\n")
                         .aws;
    const auto s3 = store_settings(aws, Zone::kStaging).s3;
    EXPECT_EQ(s3.profile, "etl");
    EXPECT_EQ(s3.region, "eu-west-1");
    EXPECT_EQ(s3.endpoint, "http://localhost:9000");
    EXPECT_EQ(aws.healthlake_endpoint, "http://localhost:9001");
    EXPECT_EQ(s3.addressing, s3::Addressing::kPath);
    EXPECT_EQ(s3.ca_bundle, (folder_ / "certs.pem").string());
    EXPECT_EQ(s3.encryption, "aws:kms:dsse");
    EXPECT_TRUE(s3.requester_pays);
    EXPECT_EQ(s3.expected_owner, "111122223333");
    EXPECT_EQ(s3.storage_class, "STANDARD_IA");
    EXPECT_EQ(s3.checksums, s3::Checksums::kOn);
    EXPECT_FALSE(s3.conditional_create);
    EXPECT_EQ(s3.attempts, 3U);
    EXPECT_EQ(config_choice(aws).profile, "etl");
    EXPECT_EQ(config_choice(aws).region, "eu-west-1");
}

TEST_F(AwsSpec, WhatIsDescribedCanBeReadAgain) {
    const auto spec = read(
        "source: s3://raw\nstaging: {uri: s3://stage, kms_key: alias/one}\naws: {endpoint: 'http://h:1', addressing: "
        "virtual, "
        "checksums: 'off', requester_pays: true, attempts: 2}\n");
    const auto text = describe(spec).dump();
    const auto again = read(text);
    EXPECT_EQ(describe(again).dump(), text);
    EXPECT_EQ(again.digest, spec.digest);
}

TEST_F(AwsSpec, HowAwsIsReachedDecidesNoByteOfTheOutput) {
    EXPECT_EQ(read("source: raw\n").digest, read("source: s3://raw\naws: {region: eu-west-1}\n").digest);
}

TEST_F(AwsSpec, MistakesAreNamed) {
    EXPECT_THAT(errors("source: raw\naws: {endpoint: 'http://me:secret@host'}\n"), HasSubstr("without user and query"));
    EXPECT_THAT(errors("source: raw\naws: {expected_owner: '12'}\n"), HasSubstr("12 digits"));
    EXPECT_THAT(errors("source: raw\naws: {requester_pays: 'yes'}\n"), HasSubstr("must be true or false, not text"));
    EXPECT_THAT(errors("source: raw\naws: {addressing: paht}\n"), HasSubstr("did you mean \"path\"?"));
    EXPECT_THAT(errors("source: raw\naws: {secret_access_key: x}\n"), HasSubstr("unknown key"));
    EXPECT_THAT(errors("source: raw\naws: {encryption: AES256, kms_key: k}\n"), HasSubstr("AES256 takes no KMS key"));
}

}  // namespace
}  // namespace hios::jobs
