#include "jobs/import/import_service.hpp"

namespace hios::jobs {

std::string_view to_string(ImportState state) {
    switch (state) {
        case ImportState::kSubmitted:
            return "SUBMITTED";
        case ImportState::kQueued:
            return "QUEUED";
        case ImportState::kInProgress:
            return "IN_PROGRESS";
        case ImportState::kCompleted:
            return "COMPLETED";
        case ImportState::kCompletedWithErrors:
            return "COMPLETED_WITH_ERRORS";
        case ImportState::kFailed:
            return "FAILED";
    }
    return "UNKNOWN";
}

}  // namespace hios::jobs
