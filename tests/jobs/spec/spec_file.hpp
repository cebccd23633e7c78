#pragma once
// A job spec in a folder of its own, for tests.

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "jobs/spec/loader.hpp"

namespace hios::jobs {

class SpecFile : public testing::Test {
protected:
    SpecFile() {
        std::string name = (std::filesystem::temp_directory_path() / "hios-spec-XXXXXX").string();
        folder_ = std::filesystem::canonical(::mkdtemp(name.data()));
    }
    ~SpecFile() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& text, const std::string& name = "job.yaml") const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }

    Outcome<JobSpec> load(const std::string& text, const std::vector<std::string>& sets = {}) const {
        return load_job(write(text), sets, [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional(found->second);
        });
    }

    // The lines of spec.invalid without the folder's path: "job.yaml:1:2: ...".
    std::string errors(const std::string& text, const std::vector<std::string>& sets = {}) const {
        const auto spec = load(text, sets);
        if (spec) return "was read";
        std::string what = spec.error().what;
        const std::string prefix = folder_.string() + "/";
        for (std::size_t at = what.find(prefix); at != std::string::npos; at = what.find(prefix))
            what.erase(at, prefix.size());
        return what;
    }

    std::filesystem::path folder_;
    std::map<std::string, std::string> variables_;
};

}  // namespace hios::jobs
