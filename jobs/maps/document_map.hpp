#pragma once
// The built-in maps of documents with a job's overrides and choices: compiled once, when a job meets the first
// document of the format.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "jobs/spec/job_spec.hpp"
#include "stages/map/compiler.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::jobs {

// Thread-safe.
class DocumentMap {
public:
    // `overrides`: map files with patches, applied in their order; those on other maps are left alone.
    DocumentMap(map::SourceFormat format, std::vector<map::MapFile> overrides,
                std::map<std::string, std::string, std::less<>> settings);

    // The compiled map; compiles it at the first call. What is wrong with the overrides is in problems().
    [[nodiscard]] const map::CompiledMap& compiled() const;
    // Null when the map cannot be run.
    [[nodiscard]] const map::Program* program() const;
    [[nodiscard]] const map::Problems& problems() const;

    // Runs the tests of the overrides; they may well change what the built-in ones expect. A test's settings stand
    // beside the job's, and before them.
    [[nodiscard]] std::vector<map::TestResult> run_tests() const;

    // The choices of a job as the maps ask for them: setting('zone').
    [[nodiscard]] static std::shared_ptr<const DocumentMap> make(const Hl7v2Spec& spec,
                                                                 std::vector<map::MapFile> overrides = {});
    [[nodiscard]] static std::shared_ptr<const DocumentMap> make(const CcdaSpec& spec,
                                                                 std::vector<map::MapFile> overrides = {});

private:
    void compile() const;
    [[nodiscard]] map::CompiledMap compile_with(const map::CompileSettings::Choices& choices,
                                                map::Problems& problems) const;

    const map::SourceFormat format_;
    const std::vector<map::MapFile> overrides_;
    const std::map<std::string, std::string, std::less<>> settings_;
    mutable std::once_flag once_;
    mutable map::CompiledMap compiled_;
    mutable map::Problems problems_;
};

}  // namespace hios::jobs
