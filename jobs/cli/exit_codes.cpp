#include "jobs/cli/exit_codes.hpp"

#include "jobs/spec/codes.hpp"
#include "pipeline/codes.hpp"
#include "stages/map/codes.hpp"

namespace hios::cli {

int exit_code_for(const Error& error) {
    if (error.code->id == codes::kPermission.id) return kPermissionDenied;
    // A path that leads nowhere stands in the spec or on the command line: trying again helps nobody.
    if (error.code->id == codes::kSpecInvalid.id || error.code->id == map::codes::kInvalid.id ||
        error.code->id == codes::kNotFound.id)
        return kInvalidSpec;
    const bool passing =
        error.fault == Fault::kRetry || error.code->id == codes::kDiskFull.id || error.code->id == codes::kIo.id;
    return passing ? kTemporary : kInternalError;
}

}  // namespace hios::cli
