#pragma once
// The program's exit codes: part of its public interface. Never 0 when something was lost.

#include "pipeline/error.hpp"

namespace hios::jobs {

enum ExitCode : int {
    kDone = 0,               // all done, nothing rejected
    kInternalError = 1,      // HIOS itself failed
    kUsage = 2,              // the command line is wrong
    kSomeRejected = 3,       // done, some documents rejected within tolerance
    kToleranceExceeded = 4,  // too many documents rejected
    kImportFailed = 5,       // an import job failed or had errors
    kBudgetReached = 6,      // limits.max_duration reached; running again continues
    kUnbalanced = 7,         // the account does not balance
    kRunMissing = 10,        // no such run
    kLockHeld = 11,          // another run of this job is at work
    kTemporary = 75,         // a passing failure; try again
    kPermissionDenied = 77,  // permission or credentials
    kInvalidSpec = 78,       // the job spec is wrong or missing
    kInterrupted = 130,      // SIGINT; running again continues
    kTerminated = 143,       // SIGTERM; running again continues
};

// For an error that ends a run or a verb. Who knows more chooses otherwise.
int exit_code_for(const Error& error);

}  // namespace hios::jobs
