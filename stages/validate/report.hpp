#pragma once
// Issues in words: OperationOutcome for programs, one line each for people. Places and definitions
// only; no values of the document.

#include <string>
#include <string_view>

#include "stages/validate/validator.hpp"

namespace hios::validate {

// A place in the part the document stands in; all from the part's beginning.
struct Place {
    std::uint64_t line = 1;    // from 1
    std::uint64_t column = 1;  // bytes, from 1
    std::uint64_t offset = 0;  // bytes, from 0
};

// Where a document begins, to tell places of its bytes. Not thread-safe.
class Places {
public:
    // `line` and `offset` of the document's first byte; the text that was checked begins `shift` bytes
    // behind it.
    Places(std::string_view document, std::uint64_t line, std::uint64_t offset, std::size_t shift = 0)
        : document_(document), line_(line), offset_(offset), shift_(shift) {}
    // Of a text that was made from the document: all of it has one place.
    static Places all_at(std::uint64_t line, std::uint64_t offset) {
        Places places({}, line, offset);
        places.one_ = true;
        return places;
    }
    // Going on or back costs the bytes in between.
    [[nodiscard]] Place at(std::uint32_t offset);

private:
    std::string_view document_;
    std::uint64_t line_;
    std::uint64_t offset_;
    std::size_t shift_ = 0;
    bool one_ = false;
    std::size_t known_ = 0;       // up to here lines are counted
    std::size_t line_begin_ = 0;  // where the line of known_ begins
    std::uint64_t lines_before_ = 0;
};

// "validate.missing", "obs-6".
[[nodiscard]] std::string_view rule_id(const instance::Issue& issue);
// "Patient.name[0]", "Bundle.entry[3].resource.name[0]" (FHIRPath).
[[nodiscard]] std::string expression_of(const definitions::Table& table, const Checked& checked,
                                        const instance::Issue& issue);
// What is wrong, with the names at hand; ends in a full stop.
[[nodiscard]] std::string sentence_of(const definitions::Table& table, const instance::Issue& issue);
[[nodiscard]] std::string_view severity_name(instance::Severity severity);

// An OperationOutcome (R4 operationoutcome.html) of all issues, on one line without its end. `source`
// names the document. Rule: details.coding[0].code; place: diagnostics and extensions.
void append_outcome(std::string& into, const definitions::Table& table, std::string_view source, const Checked& checked,
                    Places& places);

// "a.json:3:14: error: Patient.name[0]: ... [rule]" for each issue, each with its line end.
void append_lines(std::string& into, const definitions::Table& table, std::string_view source, const Checked& checked,
                  Places& places);

}  // namespace hios::validate
