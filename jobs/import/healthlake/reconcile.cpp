#include "jobs/import/healthlake/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hios::healthlake {
namespace {

using jobs::ImportState;

struct NamedState {
    std::string_view name;
    ImportState state;
};
// CANCEL_FAILED too: the service's own waiter would wait for it for a day.
constexpr std::array<NamedState, 8> kStates{{{"SUBMITTED", ImportState::kSubmitted},
                                             {"QUEUED", ImportState::kQueued},
                                             {"IN_PROGRESS", ImportState::kInProgress},
                                             {"COMPLETED", ImportState::kCompleted},
                                             {"COMPLETED_WITH_ERRORS", ImportState::kCompletedWithErrors},
                                             {"FAILED", ImportState::kFailed},
                                             {"CANCEL_COMPLETED", ImportState::kFailed},
                                             {"CANCEL_FAILED", ImportState::kFailed}}};

void say(std::string& message, const std::string& more) {
    message += (message.empty() ? "" : " ") + more;
}

}  // namespace

ImportState state_of(const std::string& status) {
    const auto* found =
        std::find_if(kStates.begin(), kStates.end(), [&](const NamedState& one) { return one.name == status; });
    return found == kStates.end() ? ImportState::kInProgress : found->state;
}

jobs::ImportStatus status_of(const ImportJob& job) {
    jobs::ImportStatus status;
    status.state = state_of(job.status);
    status.message = job.message;
    if (job.status == "CANCEL_COMPLETED") say(status.message, "The import job was cancelled.");
    if (job.status == "CANCEL_FAILED") say(status.message, "Cancelling the import job failed; what it did is unknown.");
    if (job.counts) {
        status.scanned = job.counts->scanned;
        status.imported = job.counts->imported;
        status.failed = job.counts->failed;
    }
    return status;
}

void reconcile(jobs::ImportStatus& status, const jobs::ReportTotals& manifest) {
    if (!manifest.manifest_found) {
        if (status.state == ImportState::kFailed && status.message.empty())
            status.message = "HealthLake gives no reason and has written no report.";
        return;
    }
    const std::uint64_t failed = manifest.customer_errors + manifest.server_errors;
    const bool told = status.scanned + status.imported + status.failed > 0;
    // Describe counts customer errors only.
    const bool same = status.scanned == manifest.scanned && status.imported == manifest.imported &&
                      (status.failed == failed || status.failed == manifest.customer_errors);
    if (told && !same) {
        say(status.message,
            fmt::format("Describe counts {} scanned, {} imported, {} refused; the manifest, which holds, {}, {}, {}.",
                        status.scanned, status.imported, status.failed, manifest.scanned, manifest.imported, failed));
    }
    status.scanned = manifest.scanned;
    status.imported = manifest.imported;
    status.failed = failed;
    if (manifest.server_errors > 0)
        say(status.message, fmt::format("{} resources failed by the service's own fault; importing them again may do.",
                                        manifest.server_errors));
    if (status.state == ImportState::kCompleted && failed > 0) status.state = ImportState::kCompletedWithErrors;
    if (status.state == ImportState::kFailed && status.message.empty())
        status.message =
            fmt::format("HealthLake gives no reason; its report counts {} scanned, {} imported, {} refused.",
                        manifest.scanned, manifest.imported, failed);
}

}  // namespace hios::healthlake
