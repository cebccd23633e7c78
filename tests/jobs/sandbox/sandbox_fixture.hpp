#pragma once
// What the sandbox's tests share: staged lines, a service over them, and a look into its SQLite file.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "jobs/sandbox/sandbox_service.hpp"
#include "jobs/sqlite/sqlite.hpp"
#include "tests/jobs/sandbox/scratch_folder.hpp"

namespace hios::test {

inline std::string ndjson_line(const std::string& type, const std::string& id, const std::string& text = "") {
    return R"({"resourceType":")" + type + R"(","id":")" + id + R"(","text":")" + text + "\"}\n";
}

inline jobs::ImportRequest import_request(const std::string& token, const std::string& prefix) {
    return {token, "group", prefix, "run/report/", "strict"};
}

inline std::unique_ptr<sandbox::SandboxService> open_sandbox(const sandbox::SandboxSettings& settings,
                                                             ObjectStore& staging) {
    auto service = sandbox::SandboxService::open(settings, staging);
    if (!service) throw std::runtime_error(to_text(service.error()));
    return std::move(*service);
}

inline jobs::ImportStatus wait_for_end(jobs::ImportService& service, const std::string& job_id) {
    for (int i = 0; i < 60'000; ++i) {
        const auto status = service.describe(job_id);
        if (!status) throw std::runtime_error(to_text(status.error()));
        if (jobs::is_terminal(status->state)) return *status;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    throw std::runtime_error("the job does not end");
}

// All rows of `resource`, as "type id version line", in key order. The service must be closed.
inline std::vector<std::string> resources_in(const std::filesystem::path& file) {
    auto database = sqlite::Database::open(file);
    if (!database) throw std::runtime_error(to_text(database.error()));
    auto query = database->prepare("SELECT type, id, version, line FROM resource ORDER BY type, id");
    if (!query) throw std::runtime_error(to_text(query.error()));
    std::vector<std::string> rows;
    for (;;) {
        const auto row = query->step();
        if (!row) throw std::runtime_error(to_text(row.error()));
        if (!*row) return rows;
        rows.push_back(std::string(query->text(0)) + " " + std::string(query->text(1)) + " " +
                       std::to_string(query->integer(2)) + " " + std::string(query->text(3)));
    }
}

}  // namespace hios::test
