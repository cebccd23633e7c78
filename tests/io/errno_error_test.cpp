#include "io/errno_error.hpp"

#include <gtest/gtest.h>

#include <cerrno>

#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

TEST(ErrnoError, FullDiskMayPass) {
    for (const int number : {ENOSPC, EDQUOT}) {
        const Error error = error_from_errno(number, "write the file", "a", Fault::kFatal);
        EXPECT_EQ(error.code, &codes::kDiskFull);
        EXPECT_EQ(error.fault, Fault::kRetry);
    }
}

TEST(ErrnoError, MissingPermissionIsTheCallersToJudge) {
    for (const int number : {EACCES, EPERM, EROFS}) {
        EXPECT_EQ(error_from_errno(number, "write", "a", Fault::kFatal).fault, Fault::kFatal);
        EXPECT_EQ(error_from_errno(number, "read", "a", Fault::kReject).fault, Fault::kReject);
        EXPECT_EQ(error_from_errno(number, "read", "a", Fault::kReject).code, &codes::kPermission);
    }
}

TEST(ErrnoError, UnknownTroubleIsTheDisksAndMayPass) {
    const Error error = error_from_errno(EIO, "read the file", "a/b", Fault::kReject);
    EXPECT_EQ(error.code, &codes::kIo);
    EXPECT_EQ(error.fault, Fault::kRetry);
    EXPECT_EQ(error.what, "cannot read the file: Input/output error");
    EXPECT_EQ(error.where.document, "a/b");
}

TEST(ErrnoError, UnstorableNamesAreBadKeys) {
    for (const int number : {ENAMETOOLONG, ENOTDIR, EISDIR, ELOOP}) {
        EXPECT_EQ(error_from_errno(number, "write", "a", Fault::kFatal).code, &codes::kBadKey);
    }
}

}  // namespace
}  // namespace hios::io
