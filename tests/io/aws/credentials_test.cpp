// Where credentials and settings come from, with every service behind the HTTP port.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "io/aws/codes.hpp"
#include "io/aws/config.hpp"
#include "io/aws/credentials_chain.hpp"
#include "io/aws/encoding.hpp"
#include "io/http/codes.hpp"
#include "tests/io/temp_folder.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::aws {
namespace {

using test::body_of;
using test::FakeHttp;
using test::response;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kRoleAnswer =
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>"
    "<SecretAccessKey>s1</SecretAccessKey><SessionToken>t1</SessionToken>"
    "<Expiration>2023-11-15T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

class CredentialsTest : public testing::Test {
protected:
    void write(const std::string& name, const std::string& text) {
        std::filesystem::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
    }
    Environment environment() {
        variables_.emplace("HOME", folder_.path().string());
        return [variables = variables_](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
    }
    Outcome<Config> config(const ConfigChoice& choice = {}) { return load_config(choice, environment()); }
    Outcome<Credentials> find(const ConfigChoice& choice = {}) {
        HIOS_TRY(const Config loaded, config(choice));
        return find_credentials(loaded, http_, clock_);
    }
    std::string id(const ConfigChoice& choice = {}) {
        const auto found = find(choice);
        return found ? found->access_key_id : "<" + to_text(found.error()) + ">";
    }

    test::TempFolder folder_;
    std::map<std::string, std::string> variables_;
    test::ManualClock clock_;
    FakeHttp::Answer answer_ = [](const http::Request&) -> Outcome<http::Response> {
        return fail(retryable(codes::kHttpConnect, "nobody there"));
    };
    FakeHttp http_{[this](const http::Request& request) { return answer_(request); }};
};

TEST_F(CredentialsTest, NothingAnywhereNamesWhatWasTried) {
    const auto found = find();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, &codes::kAwsCredentials);
    EXPECT_THAT(found.error().what, AllOf(HasSubstr("AWS_ACCESS_KEY_ID"), HasSubstr(".aws/credentials"),
                                          HasSubstr("AWS_CONTAINER_CREDENTIALS"), HasSubstr("169.254.169.254")));
}

TEST_F(CredentialsTest, TheEnvironmentComesFirst) {
    write(".aws/credentials", "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n");
    EXPECT_EQ(id(), "FILE");
    variables_ = {{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}, {"AWS_SESSION_TOKEN", "t"}};
    EXPECT_EQ(id(), "ENV");
    EXPECT_EQ(find()->session_token, "t");
    EXPECT_EQ(id({"default", ""}), "FILE");  // a chosen profile leaves the environment out
}

TEST_F(CredentialsTest, HalfAKeyIsAMistakeNotAnAbsence) {
    variables_ = {{"AWS_ACCESS_KEY_ID", "ENV"}};
    EXPECT_EQ(find().error().code, &codes::kAwsConfig);
    variables_.clear();
    write(".aws/credentials", "[default]\naws_access_key_id=FILE\n");
    EXPECT_THAT(find().error().what, HasSubstr("no aws_secret_access_key"));
}

TEST_F(CredentialsTest, FilesAreFoundByTheirVariables) {
    write("c", "[profile x]\nregion = eu-west-1 ; here\n  s3 =\n");
    write("k", "# keys\n[x]\naws_access_key_id = K\naws_secret_access_key = s#1\naws_session_token = t\n");
    variables_ = {{"AWS_CONFIG_FILE", (folder_.path() / "c").string()},
                  {"AWS_SHARED_CREDENTIALS_FILE", (folder_.path() / "k").string()},
                  {"AWS_PROFILE", "x"}};
    EXPECT_EQ(id(), "K");
    EXPECT_EQ(find()->secret_access_key, "s#1");
    EXPECT_EQ(config()->region, "eu-west-1");
}

TEST_F(CredentialsTest, AnUnknownProfileNamesTheFiles) {
    variables_ = {{"AWS_PROFILE", "absent"}};
    EXPECT_THAT(config().error().what, AllOf(HasSubstr("'absent'"), HasSubstr(".aws/config")));
}

TEST_F(CredentialsTest, AMalformedFileNamesTheLine) {
    write(".aws/config", "[default]\nregion\n");
    const auto loaded = config();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, &codes::kAwsConfig);
    EXPECT_EQ(loaded.error().where.path, "line 2");
}

TEST_F(CredentialsTest, ARoleIsAssumedWithTheSourceProfilesKeys) {
    write(".aws/config",
          "[profile etl]\nrole_arn = arn:aws:iam::123456789012:role/etl\nsource_profile = base\nexternal_id = e 1\n"
          "region = eu-central-1\nduration_seconds = 900\nrole_session_name = night\n");
    write(".aws/credentials", "[base]\naws_access_key_id = BASE\naws_secret_access_key = s\n");
    variables_ = {{"AWS_PROFILE", "etl"}};
    answer_ = [](const http::Request&) { return response(200, kRoleAnswer); };
    const auto found = find();
    ASSERT_TRUE(found) << to_text(found.error());
    EXPECT_EQ(found->access_key_id, "ASIA1");
    EXPECT_EQ(found->session_token, "t1");
    EXPECT_EQ(found->expires, TimePoint(std::chrono::seconds(1700006400)));
    const http::Request sent = http_.requests().at(0);
    EXPECT_EQ(sent.url, "https://sts.eu-central-1.amazonaws.com/");
    EXPECT_THAT(std::string(*http::find_header(sent.headers, "authorization")),
                AllOf(HasSubstr("Credential=BASE/"), HasSubstr("/eu-central-1/sts/aws4_request")));
    EXPECT_EQ(body_of(sent),
              "Action=AssumeRole&DurationSeconds=900&ExternalId=e%201&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole"
              "%2Fetl&RoleSessionName=night&Version=2011-06-15");
}

TEST_F(CredentialsTest, RolesThatLeadToOneAnotherAreRefused) {
    write(".aws/config",
          "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a\n"
          "[profile c]\nrole_arn=r\n[profile d]\nrole_arn=r\nsource_profile=none\n"
          "[profile e]\nrole_arn=r\nsource_profile=a\nmfa_serial=m\n");
    EXPECT_THAT(id({"a", ""}), HasSubstr("leads back"));
    EXPECT_THAT(id({"c", ""}), HasSubstr("source_profile or credential_source"));
    EXPECT_THAT(id({"d", ""}), HasSubstr("'none' does not exist"));
    EXPECT_THAT(id({"e", ""}), HasSubstr("mfa_serial"));
}

TEST_F(CredentialsTest, ARoleThatIsRefusedSaysWhy) {
    write(".aws/config", "[default]\nrole_arn=arn:x\ncredential_source=Environment\n");
    variables_ = {{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
    answer_ = [](const http::Request&) {
        return response(403,
                        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>");
    };
    const auto found = find({"default", ""});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, &codes::kAwsDenied);
    EXPECT_THAT(found.error().mend, HasSubstr("trust policy"));
}

TEST_F(CredentialsTest, AWebIdentityIsExchangedUnsigned) {
    write("token", "jwt\n");
    variables_ = {{"AWS_WEB_IDENTITY_TOKEN_FILE", (folder_.path() / "token").string()}, {"AWS_ROLE_ARN", "arn:r"}};
    answer_ = [](const http::Request& request) {
        EXPECT_FALSE(http::find_header(request.headers, "authorization"));
        EXPECT_THAT(body_of(request),
                    AllOf(HasSubstr("Action=AssumeRoleWithWebIdentity"), testing::EndsWith("WebIdentityToken=jwt")));
        return response(200, kRoleAnswer);
    };
    EXPECT_EQ(id(), "ASIA1");
}

TEST_F(CredentialsTest, AnSsoSignInIsExchanged) {
    write(".aws/config",
          "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = R\n[sso-session corp]\nsso_region = "
          "us-east-2\n"
          "sso_start_url = https://x\n");
    EXPECT_THAT(id(), HasSubstr("aws sso login"));
    // sha1("corp")
    const std::string path = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    write(path, R"({"accessToken":"tok","expiresAt":"2030-01-01T00:00:00Z"})");
    answer_ = [](const http::Request& request) {
        EXPECT_EQ(request.url,
                  "https://portal.sso.us-east-2.amazonaws.com/federation/credentials?account_id=1&role_name=R");
        EXPECT_EQ(http::find_header(request.headers, "x-amz-sso_bearer_token"), "tok");
        return response(200, R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t",
                                 "expiration":1700003600000}})");
    };
    EXPECT_EQ(id(), "SSO");
    write(path, R"({"accessToken":"tok","expiresAt":"2020-01-01T00:00:00Z"})");
    EXPECT_EQ(find().error().code, &codes::kAwsExpired);
}

TEST_F(CredentialsTest, AnSsoSignInIsRenewedBeforeItEndsAndKeptForOthers) {
    write(".aws/config",
          "[default]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = R\n[sso-session corp]\nsso_region = "
          "us-east-2\nsso_start_url = https://x\n");
    const std::string path = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    const auto token = [&](const std::string& expires, const std::string& registered = "2030-01-01T00:00:00Z") {
        write(path, R"({"accessToken":"old","expiresAt":")" + expires +
                        R"(","clientId":"c","clientSecret":"s","refreshToken":"r1","registrationExpiresAt":")" +
                        registered + R"(","region":"us-east-2"})");
    };
    int renewals = 0;
    bool can = true;
    std::string used;
    answer_ = [&](const http::Request& request) {
        if (request.url == "https://oidc.us-east-2.amazonaws.com/token") {
            ++renewals;
            EXPECT_THAT(body_of(request), AllOf(HasSubstr(R"("grantType":"refresh_token")"),
                                                HasSubstr(R"("refreshToken":"r1")"), HasSubstr(R"("clientId":"c")")));
            return can ? response(200, R"({"accessToken":"new","expiresIn":3600,"refreshToken":"r2"})")
                       : response(400, R"({"error":"invalid_grant"})");
        }
        used = http::find_header(request.headers, "x-amz-sso_bearer_token").value_or("");
        return response(200, R"({"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t"}})");
    };
    // The clock stands at 2023-11-14T22:13:20Z.
    token("2023-11-14T23:13:20Z");
    EXPECT_EQ(id(), "SSO");
    EXPECT_EQ(used, "old");
    EXPECT_EQ(renewals, 0) << "an hour is left";
    token("2023-11-14T22:20:00Z");
    EXPECT_EQ(id(), "SSO");
    EXPECT_EQ(used, "new");
    std::ostringstream kept;
    kept << std::ifstream(folder_.path() / path).rdbuf();
    EXPECT_THAT(kept.str(),
                AllOf(HasSubstr(R"("accessToken":"new")"), HasSubstr(R"("refreshToken":"r2")"),
                      HasSubstr(R"("expiresAt":"2023-11-14T23:13:20Z")"), HasSubstr(R"("region":"us-east-2")")));
    EXPECT_EQ(std::filesystem::status(folder_.path() / path).permissions() & std::filesystem::perms(0777),
              std::filesystem::perms(0600));
    EXPECT_EQ(id(), "SSO");
    EXPECT_EQ(renewals, 1) << "the kept one serves";
    can = false;
    token("2023-11-14T22:20:00Z");
    EXPECT_EQ(id(), "SSO");
    EXPECT_EQ(used, "old") << "to its end";
    token("2023-11-14T22:10:00Z");
    EXPECT_EQ(find().error().code, &codes::kAwsExpired);
    const int before = renewals;
    token("2023-11-14T22:10:00Z", "2023-11-01T00:00:00Z");
    EXPECT_EQ(find().error().code, &codes::kAwsExpired);
    EXPECT_EQ(renewals, before) << "an expired registration renews nothing";
}

TEST_F(CredentialsTest, AProcessPrintsItsKeys) {
    const auto profile = [this](const std::string& command) {
        write(".aws/config", "[default]\ncredential_process = " + command + "\n");
    };
    profile(
        R"(printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s","Expiration":"2030-01-01T00:00:00Z"}' "A \"B")");
    EXPECT_EQ(find().error().code, &codes::kAwsCredentials);  // a quote inside is no JSON
    profile(R"(printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s"}' "A $HOME")");
    EXPECT_EQ(id(), "A $HOME");  // no shell
    profile("false");
    EXPECT_THAT(id(), HasSubstr("exit code 1"));
    profile("/no/such/program");
    EXPECT_THAT(id(), HasSubstr("cannot be started"));
    profile(R"(printf 'x)");
    EXPECT_THAT(id(), HasSubstr("quote"));
}

TEST_F(CredentialsTest, AContainerGivesItsRole) {
    variables_ = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/c"}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "auth"}};
    answer_ = [](const http::Request& request) {
        EXPECT_EQ(request.url, "http://169.254.170.2/v2/c");
        EXPECT_TRUE(request.direct);
        EXPECT_EQ(http::find_header(request.headers, "authorization"), "auth");
        return response(
            200, R"({"AccessKeyId":"ECS","SecretAccessKey":"s","Token":"t","Expiration":"2030-01-01T00:00:00Z"})");
    };
    EXPECT_EQ(id(), "ECS");
    variables_ = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.org/x"}};
    EXPECT_EQ(find().error().code, &codes::kAwsConfig);
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://localhost.example.org/x";
    EXPECT_EQ(find().error().code, &codes::kAwsConfig);
    variables_ = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://[::1]:99/x"},
                  {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "a\r\nb"}};
    EXPECT_EQ(find().error().code, &codes::kAwsConfig);
}

TEST_F(CredentialsTest, AnInstanceIsAskedByVersionTwoOnly) {
    answer_ = [](const http::Request& request) -> Outcome<http::Response> {
        EXPECT_TRUE(request.direct);
        if (request.method == "PUT") {
            EXPECT_EQ(http::find_header(request.headers, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
            return response(200, "TOKEN");
        }
        EXPECT_EQ(http::find_header(request.headers, "x-aws-ec2-metadata-token"), "TOKEN");
        if (request.url.ends_with("/security-credentials/")) return response(200, "role\n");
        return response(200, R"({"Code":"Success","AccessKeyId":"IMDS","SecretAccessKey":"s","Token":"t",
                                 "Expiration":"2030-01-01T00:00:00Z"})");
    };
    EXPECT_EQ(id(), "IMDS");
    EXPECT_EQ(http_.requests().size(), 3U);
    variables_ = {{"AWS_EC2_METADATA_DISABLED", "true"}};
    EXPECT_THAT(id(), HasSubstr("AWS_EC2_METADATA_DISABLED is set"));
    variables_.clear();
    answer_ = [](const http::Request& request) -> Outcome<http::Response> {
        return request.method == "PUT" ? response(403) : response(200, "role");
    };
    EXPECT_THAT(id(), HasSubstr("HTTP 403 to the token request"));
}

// --- settings ---

TEST_F(CredentialsTest, RegionsAndEndpointsHaveTheirOrder) {
    write(".aws/config",
          "[default]\nregion=eu-west-2\nendpoint_url=http://profile/\nservices=own\nmax_attempts=4\nca_bundle=/ca.pem\n"
          "[services own]\ns3 =\n  endpoint_url = http://service\n");
    EXPECT_EQ(config()->region, "eu-west-2");
    EXPECT_EQ(config()->retries.attempts, 4U);
    EXPECT_EQ(config()->ca_bundle, "/ca.pem");
    EXPECT_EQ(config()->endpoint_of("s3"), "http://service");
    EXPECT_EQ(config()->endpoint_of("sts"), "http://profile");
    variables_["AWS_DEFAULT_REGION"] = "eu-west-3";
    variables_["AWS_ENDPOINT_URL"] = "http://all";
    EXPECT_EQ(config()->region, "eu-west-3");
    EXPECT_EQ(config()->endpoint_of("s3"), "http://all");
    variables_["AWS_REGION"] = "eu-north-1";
    variables_["AWS_ENDPOINT_URL_S3"] = "http://s3";
    variables_["AWS_MAX_ATTEMPTS"] = "2";
    EXPECT_EQ(config()->region, "eu-north-1");
    EXPECT_EQ(config({"", "us-west-2"})->region, "us-west-2");
    EXPECT_EQ(config()->endpoint_of("s3"), "http://s3");
    EXPECT_EQ(config()->retries.attempts, 2U);
    variables_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "True";
    EXPECT_FALSE(config()->endpoint_of("s3"));
    EXPECT_EQ(config()->endpoint_or_default("healthlake"), "https://healthlake.eu-north-1.amazonaws.com");
    variables_["AWS_MAX_ATTEMPTS"] = "many";
    EXPECT_EQ(config().error().code, &codes::kAwsConfig);
}

// --- keeping and renewing ---

class Renewal : public testing::Test {
protected:
    using Minutes = std::chrono::minutes;
    CachedCredentials cache_{[this]() -> Outcome<Credentials> {
                                 ++loads_;
                                 if (failing_) return fail(fatal(codes::kAwsCredentials, "gone"));
                                 return Credentials{std::to_string(loads_), "s", "t", clock_.now() + life_, "a test"};
                             },
                             clock_};
    test::ManualClock clock_;
    std::atomic<int> loads_{0};
    std::atomic<bool> failing_{false};
    Minutes life_{60};
};

TEST_F(Renewal, CredentialsAreKeptUntilShortlyBeforeTheirEnd) {
    EXPECT_EQ(cache_.get()->access_key_id, "1");
    clock_.advance(Minutes(44));
    EXPECT_EQ(cache_.get()->access_key_id, "1");
    clock_.advance(Minutes(2));
    EXPECT_EQ(cache_.get()->access_key_id, "2");
    EXPECT_EQ(cache_.get()->access_key_id, "2");
}

TEST_F(Renewal, AFailedRenewalIsNotNoticedBeforeTheEnd) {
    ASSERT_TRUE(cache_.get());
    failing_ = true;
    clock_.advance(Minutes(55));
    EXPECT_EQ(cache_.get()->access_key_id, "1");
    EXPECT_EQ(cache_.get()->access_key_id, "1");
    EXPECT_EQ(loads_, 2);  // not asked again at once
    clock_.advance(Minutes(6));
    EXPECT_FALSE(cache_.get());
    failing_ = false;
    EXPECT_TRUE(cache_.get());
}

TEST_F(Renewal, ShortLivedCredentialsAreNotAskedForWithEveryCall) {
    life_ = Minutes(5);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(cache_.get());
    EXPECT_EQ(loads_, 1);
}

TEST_F(Renewal, CredentialsThatComeExpiredAreAnError) {
    life_ = Minutes(-1);
    EXPECT_EQ(cache_.get().error().code, &codes::kAwsExpired);
}

TEST_F(Renewal, OnlyTheRefusedOnesAreThrownAway) {
    ASSERT_TRUE(cache_.get());
    cache_.expire("other");
    EXPECT_EQ(cache_.get()->access_key_id, "1");
    cache_.expire("1");
    EXPECT_EQ(cache_.get()->access_key_id, "2");
}

TEST(CachedCredentials, ManyThreadsAskOnce) {
    test::ManualClock clock;
    std::atomic<int> loads{0};
    CachedCredentials cache(
        [&]() -> Outcome<Credentials> {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            ++loads;
            return Credentials{"A", "s", "t", {}, "a test"};
        },
        clock);
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) threads.emplace_back([&] { EXPECT_EQ(cache.get()->access_key_id, "A"); });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(loads, 1);
}

}  // namespace
}  // namespace hios::aws
