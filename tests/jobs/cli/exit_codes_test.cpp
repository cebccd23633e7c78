#include "jobs/cli/exit_codes.hpp"

#include <gtest/gtest.h>

#include "jobs/spec/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::cli {
namespace {

TEST(ExitCodeFor, FollowsTheCodeAndTheFault) {
    EXPECT_EQ(exit_code_for(fatal(codes::kSpecInvalid, "")), 78);
    EXPECT_EQ(exit_code_for(fatal(codes::kNotFound, "")), 78);
    EXPECT_EQ(exit_code_for(fatal(codes::kPermission, "")), 77);
    EXPECT_EQ(exit_code_for(retryable(codes::kIo, "")), 75);
    EXPECT_EQ(exit_code_for(fatal(codes::kDiskFull, "")), 75);
    EXPECT_EQ(exit_code_for(fatal(codes::kInternal, "")), 1);
}

}  // namespace
}  // namespace hios::cli
