#include "jobs/import/healthlake/field_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/import/codes.hpp"

namespace hios::healthlake {
namespace {

using testing::HasSubstr;

// The constraints of the service model's shapes, each at its edge.

TEST(HealthLakeFields, ADatastoreIdIs32CharactersAtMost) {
    EXPECT_FALSE(check_datastore_id("5a4db0c0000000000000000000000001"));
    EXPECT_FALSE(check_datastore_id("x"));
    EXPECT_TRUE(check_datastore_id(""));
    EXPECT_TRUE(check_datastore_id(std::string(33, 'a')));
    EXPECT_TRUE(check_datastore_id("id#1"));
}

TEST(HealthLakeFields, AnArnOrUrlInPlaceOfAnIdIsNamedAsSuch) {
    const auto arn = check_datastore_id("arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/5a4db0");
    ASSERT_TRUE(arn);
    EXPECT_THAT(arn->what, HasSubstr("ARN"));
    EXPECT_THAT(arn->mend, HasSubstr("after the last '/'"));
    EXPECT_THAT(check_datastore_id("https://healthlake.us-east-1.amazonaws.com/datastore/x/r4/")->what,
                HasSubstr("URL"));
}

TEST(HealthLakeFields, AJobNameHasNoApostrophe) {
    EXPECT_FALSE(check_job_name("nightly 2025-01-01_a.b:c/d=e+f%g@h"));
    for (const char* name : {"O'Reilly", "a(b)", "a,b", "a#b", "a&b", "a!b", "a*b", "a~b", "a\nb", ""})
        EXPECT_TRUE(check_job_name(name)) << name;
    EXPECT_FALSE(check_job_name(std::string(64, 'a')));
    EXPECT_TRUE(check_job_name(std::string(65, 'a')));
}

TEST(HealthLakeFields, WhatIsMadeAJobNameIsOne) {
    EXPECT_EQ(to_job_name("O'Reilly & Sons", 64), "O-Reilly - Sons");
    EXPECT_EQ(to_job_name("", 64), "job");
    EXPECT_FALSE(check_job_name(to_job_name("Kranken\xC3\xA4us\n", 64)));
    EXPECT_EQ(to_job_name("abcdef", 3), "abc");
}

TEST(HealthLakeFields, ATokenHasLettersDigitsAndHyphens) {
    EXPECT_FALSE(check_client_token(std::string(64, 'a')));
    EXPECT_FALSE(check_client_token("A-1"));
    for (const std::string& token : {std::string(), std::string(65, 'a'), std::string("a_b"), std::string("a b")})
        EXPECT_TRUE(check_client_token(token)) << token;
}

TEST(HealthLakeFields, AnS3UriNamesABucketOfLowerCase) {
    for (const char* uri : {"s3://abc", "s3://my.bucket-1/", "s3://abc/any key/with+%='odd/"})
        EXPECT_FALSE(check_s3_uri(uri)) << uri;
    for (const char* uri : {"s3://ab", "s3://Abc/", "s3://-abc/", "s3://abc-/", "/folder", "S3://abc/", "s3://a_b/x"})
        EXPECT_TRUE(check_s3_uri(uri)) << uri;
    EXPECT_FALSE(check_s3_uri("s3://abc/" + std::string(1015, 'k')));
    EXPECT_TRUE(check_s3_uri("s3://abc/" + std::string(1016, 'k')));
    EXPECT_THAT(check_s3_uri("/data/staging")->mend, HasSubstr("staging.uri"));
}

TEST(HealthLakeFields, AKmsKeyIsAnIdAnArnOrAnAlias) {
    for (const char* key : {"1234abcd-12ab-34cd-56ef-1234567890ab", "alias/hios", "key/1234", "mrk-1234",
                            "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                            "arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/hios/import",
                            "arn:aws-cn:kms:cn-north-1:111122223333:key/1"})
        EXPECT_FALSE(check_kms_key(key)) << key;
    for (const char* key : {"", "a b", "arn:aws:kms:us-east-1:11112222:key/1", "arn:aws:s3:::bucket", "alias/a b"})
        EXPECT_TRUE(check_kms_key(key)) << key;
    EXPECT_TRUE(check_kms_key(std::string(401, 'a')));
    EXPECT_EQ(check_kms_key("")->what, "is missing");
}

TEST(HealthLakeFields, ARoleIsGivenByItsArn) {
    for (const char* arn : {"arn:aws:iam::111122223333:role/import", "arn:aws-us-gov:iam::111122223333:role/a/b/c"})
        EXPECT_FALSE(check_role_arn(arn)) << arn;
    for (const char* arn : {"", "import", "arn:aws:iam::1111:role/import", "arn:aws:iam::111122223333:user/import",
                            "arn:aws:iam::111122223333:role/", "arn:aws:sts::111122223333:assumed-role/a/b"})
        EXPECT_TRUE(check_role_arn(arn)) << arn;
    EXPECT_TRUE(check_role_arn("arn:aws:iam::111122223333:role/" + std::string(2048, 'a')));
}

TEST(HealthLakeFields, ThereAreThreeValidationLevels) {
    for (const char* level : {"strict", "structure-only", "minimal"}) EXPECT_FALSE(check_validation_level(level));
    for (const char* level : {"", "STRICT", "lenient"}) EXPECT_TRUE(check_validation_level(level));
}

TEST(HealthLakeFields, AProblemBecomesAnErrorThatNamesFieldAndMend) {
    EXPECT_TRUE(require("import.role_arn", check_role_arn("arn:aws:iam::111122223333:role/import")));
    const auto wrong = require("import.role_arn", check_role_arn("import-role"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, &codes::kImportInvalid);
    EXPECT_EQ(wrong.error().fault, Fault::kFatal);
    EXPECT_THAT(wrong.error().what, HasSubstr("import.role_arn"));
    EXPECT_THAT(wrong.error().mend, HasSubstr("arn:aws:iam::"));
    EXPECT_THAT(to_text(wrong.error()), testing::Not(HasSubstr("import-role"))) << "values are not quoted";
}

}  // namespace
}  // namespace hios::healthlake
