#include "jobs/exit_codes.hpp"

#include <gtest/gtest.h>

#include "io/aws/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/spec/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

TEST(ExitCodeFor, FollowsTheCodeAndTheFault) {
    EXPECT_EQ(exit_code_for(fatal(codes::kSpecInvalid, "")), 78);
    EXPECT_EQ(exit_code_for(fatal(codes::kNotFound, "")), 78);
    EXPECT_EQ(exit_code_for(fatal(codes::kPermission, "")), 77);
    EXPECT_EQ(exit_code_for(retryable(codes::kIo, "")), 75);
    EXPECT_EQ(exit_code_for(fatal(codes::kDiskFull, "")), 75);
    EXPECT_EQ(exit_code_for(fatal(codes::kInternal, "")), 1);
}

TEST(ExitCodeFor, OfAwsTellsWhoMustAct) {
    EXPECT_EQ(exit_code_for(fatal(codes::kAwsDenied, "")), 77);
    EXPECT_EQ(exit_code_for(fatal(codes::kAwsExpired, "")), 77);
    EXPECT_EQ(exit_code_for(fatal(codes::kAwsConfig, "")), 78);
    EXPECT_EQ(exit_code_for(fatal(codes::kImportDatastore, "")), 78);
    EXPECT_EQ(exit_code_for(retryable(codes::kImportDatastore, "")), 75) << "one that is being made";
    EXPECT_EQ(exit_code_for(retryable(codes::kAwsService, "")), 75);
}

}  // namespace
}  // namespace hios::jobs
