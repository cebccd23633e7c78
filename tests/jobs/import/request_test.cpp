#include "jobs/import/request.hpp"

#include <gtest/gtest.h>

#include "jobs/import/codes.hpp"

namespace hios::jobs {
namespace {

const ImportRequest kGood{"token-1", "nightly", "run/import/0/", "run/report/", "strict"};

bool takes(const ImportRequest& request) {
    return check_request(request).has_value();
}

TEST(ImportRequest, TakesHealthLakesAlphabets) {
    EXPECT_TRUE(takes(kGood));
    ImportRequest request = kGood;
    request.job_name = "Größe 1_a.b:c/d=e+f-g%h@i";
    EXPECT_TRUE(takes(request));
    request.job_name = std::string();
    for (int i = 0; i < 64; ++i) request.job_name += "é";
    EXPECT_TRUE(takes(request)) << "64 characters, 128 bytes";
    request.job_name += "é";
    EXPECT_FALSE(takes(request));
}

TEST(ImportRequest, ErrorsNameTheFieldButNotItsValue) {
    ImportRequest request = kGood;
    request.job_name = "Jane's";
    const auto refused = check_request(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, &codes::kImportInvalid);
    EXPECT_NE(refused.error().what.find("job name"), std::string::npos);
    EXPECT_EQ(refused.error().what.find("Jane"), std::string::npos);
}

TEST(ImportRequest, PrefixesAreFolders) {
    for (const char* wrong : {"", "/", "/run/", "run", "run/x.ndjson"}) {
        ImportRequest request = kGood;
        request.input_prefix = wrong;
        EXPECT_FALSE(takes(request)) << wrong;
    }
}

TEST(ImportState, NamesAreHealthLakes) {
    EXPECT_EQ(to_string(ImportState::kSubmitted), "SUBMITTED");
    EXPECT_EQ(to_string(ImportState::kInProgress), "IN_PROGRESS");
    EXPECT_EQ(to_string(ImportState::kCompletedWithErrors), "COMPLETED_WITH_ERRORS");
}

}  // namespace
}  // namespace hios::jobs
