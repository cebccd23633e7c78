#include "jobs/import/services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "jobs/import/codes.hpp"
#include "jobs/import/healthlake/open.hpp"
#include "jobs/sandbox/sandbox_service.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

using namespace std::chrono_literals;

Outcome<std::unique_ptr<ImportService>> make_none(const JobSpec&, ObjectStore&) {
    return nullptr;
}

Outcome<std::unique_ptr<ImportService>> make_sandbox(const JobSpec& spec, ObjectStore& staging) {
    sandbox::SandboxSettings settings;
    settings.database =
        spec.import.datastore.empty() ? spec.state / "sandbox.sqlite" : std::filesystem::path(spec.import.datastore);
    std::error_code error;
    if (settings.database.has_parent_path())
        std::filesystem::create_directories(settings.database.parent_path(), error);
    if (error) {
        return fail(fatal(codes::kPermission, fmt::format("the sandbox's folder {} cannot be made: {}",
                                                          settings.database.parent_path().string(), error.message())));
    }
    return sandbox::SandboxService::open(std::move(settings), staging);
}

constexpr std::array kServices{
    ServiceEntry{"sandbox", "a local service in one SQLite file that behaves as AWS HealthLake's imports do",
                 Pace{5ms, 200ms, 20ms, 1s}, make_sandbox},
    // A job takes a minute at least, and Describe is held to 10 calls a second for all who ask.
    ServiceEntry{"healthlake", "AWS HealthLake", Pace{5s, 60s, 2s, 60s}, healthlake::open_service},
    ServiceEntry{"none", "stage the shards and import nothing", Pace{}, make_none},
};

const ServiceEntry* find_service(std::string_view name) {
    const auto found = std::find_if(kServices.begin(), kServices.end(),
                                    [name](const ServiceEntry& entry) { return entry.name == name; });
    return found == kServices.end() ? nullptr : &*found;
}

}  // namespace

std::span<const ServiceEntry> import_services() {
    return kServices;
}

Outcome<std::unique_ptr<ImportService>> make_import_service(const JobSpec& spec, ObjectStore& staging) {
    if (const ServiceEntry* entry = find_service(spec.import.service); entry != nullptr)
        return entry->make(spec, staging);
    std::string names;
    for (const ServiceEntry& entry : kServices) names += fmt::format("{}{}", names.empty() ? "" : ", ", entry.name);
    return fail(fatal(codes::kImportServiceUnknown,
                      fmt::format("import.service is '{}', which is none of: {}", spec.import.service, names)));
}

Pace pace_of(const JobSpec& spec) {
    const ServiceEntry* entry = find_service(spec.import.service);
    Pace pace = entry != nullptr ? entry->pace : Pace{};
    if (spec.import.poll > 0ms) {
        pace.poll_longest = spec.import.poll;
        pace.poll_first = std::min(pace.poll_first, pace.poll_longest);
    }
    return pace;
}

}  // namespace hios::jobs
