#include "jobs/run/leftovers.hpp"

#include <filesystem>
#include <vector>

#include "io/keys.hpp"
#include "io/remote_store.hpp"

namespace hios::jobs {
namespace {

void remove_partial_files(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<fs::path> found;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        if (at->path().filename().native().starts_with(io::kPartialPrefix)) found.push_back(at->path());
    }
    for (const fs::path& path : found) fs::remove(path, error);
}

}  // namespace

void remove_leftovers(ObjectStore& zone, const std::string& uri, const std::string& run) {
    if (auto* const remote = dynamic_cast<io::RemoteStore*>(&zone)) {
        (void)remote->abandon_uploads(run + "/");
    } else {
        remove_partial_files(std::filesystem::path(uri) / run);
    }
}

}  // namespace hios::jobs
