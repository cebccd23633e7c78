#pragma once
// Checks documents from files, without zones, ledger or import: `hios validate`.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "jobs/run/convert_files.hpp"
#include "stages/validate/validator.hpp"

namespace hios::jobs {

enum class ValidationOutput : std::uint8_t { kLines, kOutcomes, kNothing };

struct ValidationCounts {
    struct OfRule {
        bool error = true;
        std::uint64_t count = 0;
    };
    std::uint64_t documents = 0;
    std::uint64_t resources = 0;  // entries of Bundles too
    std::uint64_t with_errors = 0;
    std::uint64_t errors = 0;
    std::uint64_t warnings = 0;
    std::uint64_t unreadable = 0;  // documents that are no JSON, objects that cannot be read
    std::map<std::string, OfRule, std::less<>> by_rule;
};

// `write` gets the issues of a document's resources as text, in the order of documents; `unreadable`
// each document or object that could not be read. Both in one thread.
Outcome<ValidationCounts> validate_files(const JobSpec& spec, const std::vector<InputFile>& inputs,
                                         validate::Settings settings, ValidationOutput output,
                                         const std::filesystem::path& scratch,
                                         const std::function<void(std::string_view)>& write,
                                         const std::function<void(const Error&)>& unreadable, RunControl& control);

}  // namespace hios::jobs
