#pragma once
// What a group (or a whole run) did, in numbers. The sums that must agree are in balanced().

#include <cstdint>
#include <map>
#include <string>

namespace hios::pack {

struct Account {
    struct Objects {
        std::uint64_t committed = 0;  // read, at least one document mapped (or none in it)
        std::uint64_t rejected = 0;   // unreadable, or every document rejected
    } objects;
    struct Documents {
        std::uint64_t read = 0;
        std::uint64_t mapped = 0;
        std::uint64_t rejected = 0;
    } documents;
    struct Resources {
        std::uint64_t made = 0;  // found in documents, whatever became of them
        std::uint64_t staged = 0;
        std::uint64_t rejected = 0;
        std::uint64_t superseded = 0;  // older versions, and conditional creates of what exists
        // Of the superseded, those that an earlier group or run has superseded:
        std::uint64_t already_maintained = 0;  // only mentioned, and maintained by an earlier document
        std::uint64_t outdated = 0;            // a later version was staged before
    } resources;
    struct References {
        std::uint64_t rewritten = 0;  // conditional ones included
        std::uint64_t conditional_resolved = 0;
        std::uint64_t unresolved = 0;
    } references;
    std::uint64_t skipped_entries = 0;  // Bundle entries that hold nothing to import
    std::uint64_t skipped_members = 0;  // of archives: what only packs the documents beside it
    std::uint64_t bytes_staged = 0;
    std::map<std::string, std::uint64_t> rejects_by_code;
    std::map<std::string, std::uint64_t> findings_by_rule;  // of validation: errors and warnings
    // What maps did, by MapTally::kind and name; empty without maps.
    std::map<std::string, std::map<std::string, std::uint64_t>> mapping;

    Account& operator+=(const Account& other);
    // documents = mapped + rejected; resources made = staged + rejected + superseded.
    [[nodiscard]] bool balanced() const;
};

}  // namespace hios::pack
