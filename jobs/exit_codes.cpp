#include "jobs/exit_codes.hpp"

#include "io/aws/codes.hpp"
#include "io/codes.hpp"
#include "io/http/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/ledger/codes.hpp"
#include "jobs/spec/codes.hpp"
#include "pipeline/codes.hpp"
#include "stages/map/codes.hpp"

namespace hios::jobs {

int exit_code_for(const Error& error) {
    const auto is = [&error](const Code& code) { return error.code->id == code.id; };
    if (is(codes::kPermission) || is(codes::kAwsDenied) || is(codes::kAwsCredentials) || is(codes::kAwsExpired))
        return kPermissionDenied;
    // A path that leads nowhere stands in the spec or on the command line: trying again helps nobody.
    if (is(codes::kSpecInvalid) || is(map::codes::kInvalid) || is(codes::kNotFound)) return kInvalidSpec;
    if (is(codes::kAwsConfig) || is(codes::kAwsRefused) || is(codes::kAwsAnswer) || is(codes::kBadUri) ||
        is(codes::kHttpUrl) || is(codes::kHttpTls))
        return kInvalidSpec;
    if (error.fault == Fault::kRetry) return kTemporary;
    if (is(codes::kImportInvalid) || is(codes::kImportDatastore) || is(codes::kImportUnknownJob)) return kInvalidSpec;
    if (is(codes::kNoRun)) return kRunMissing;
    return is(codes::kDiskFull) || is(codes::kIo) || is(codes::kAwsClock) ? kTemporary : kInternalError;
}

}  // namespace hios::jobs
