#pragma once
// Documents from files to lines in memory, without zones, ledger or import: `hios convert`.

#include <functional>
#include <string>
#include <vector>

#include "jobs/run/context.hpp"
#include "jobs/run/input_store.hpp"

namespace hios::jobs {

struct ConvertedCounts {
    std::uint64_t documents = 0;
    std::uint64_t resources = 0;
    std::uint64_t rejects = 0;
    std::uint64_t unresolved = 0;
};

struct ConvertOptions {
    std::uint64_t skip_documents = 0;           // not given out
    std::uint64_t most_documents = UINT64_MAX;  // behind these no more are given out; lines come in their order
    RowObserver* observer = nullptr;            // may be null
};

// `line` is called with each resource (no newline), in the order of documents, grouped by type within
// each piece of work; `rejected` with each reject. Conditional references resolve among the inputs.
Outcome<ConvertedCounts> convert_files(const JobSpec& spec, const std::vector<InputFile>& inputs,
                                       const std::filesystem::path& scratch,
                                       const std::function<void(std::string_view)>& line,
                                       const std::function<void(const Error&)>& rejected, RunControl& control,
                                       const ConvertOptions& options = {});

}  // namespace hios::jobs
