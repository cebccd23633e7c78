#pragma once
// Writes what goes to the error zone: reject records, the raw bytes to run again, unresolved
// references, deviations from a standard. One JSON object a line; the format is documented in docs/formats/reject.md.

#include <map>
#include <string>

#include "stages/pack/group.hpp"

namespace hios::pack {

// Raw bytes of documents larger than this are not copied: a retry reads the source again.
inline constexpr std::uint64_t kLargestRawCopy = 64ULL << 20;

// Belongs to one open group. Not thread-safe.
class ErrorRecords {
public:
    ErrorRecords(SpoolFactory& spools, Group& group) : spools_(spools), group_(group) {}

    // Records a reject of a document of `work`; keeps the document's bytes once.
    Outcome<void> add(const Work& work, const Reject& reject);
    // Records that an object could not be read at all.
    Outcome<void> add(const ObjectEnd& object, const Error& error);
    Outcome<void> add(const Work& work, const Unresolved& unresolved);
    Outcome<void> add(const Work& work, const DeviationRecord& deviation);

private:
    Outcome<Spool*> file(const std::string& key);
    Outcome<void> keep_raw(const Document& document, const Code& code, RejectedDocument& rejected);
    Outcome<void> write(const std::string& line);
    const std::string& raw_lines(const Document& document, const Code& code);

    SpoolFactory& spools_;
    Group& group_;
    std::map<std::string, std::size_t> files_;       // key → index in group_.error_files
    std::map<std::string, std::uint64_t> lines_in_;  // raw .ndjson files: lines so far
    std::uint64_t last_document_ = UINT64_MAX;
    std::uint32_t lines_object_ = UINT32_MAX;
    std::string lines_name_;
    std::map<std::string_view, std::string> lines_files_;  // code → key, of that part
    std::uint32_t last_object_ = UINT32_MAX;
};

}  // namespace hios::pack
