#pragma once
// What went wrong, who must act, where, and how to mend it.
//
// No patient data may stand in `what`, `mend` or `Where::path`: texts name the place (byte range,
// field), never the value. The raw bytes of a reject live in the error zone only.

#include <cstdint>
#include <string>
#include <string_view>

namespace hios {

// Who must act on an error.
enum class Fault : std::uint8_t {
    kReject,  // the data is at fault: error zone, the run goes on
    kRetry,   // transport or a passing shortage: may go through later (exit code 75 when it ends a run)
    kFatal,   // credentials, permission, disk, job spec: stop admission, drain, end
};

// One stable error code. Instances are constants in the folder that raises them; every one is listed
// in jobs/codes.cpp, which `hios explain` prints. The id is part of HIOS' public interface.
struct Code {
    std::string_view id;       // "json.syntax"
    std::string_view meaning;  // one sentence: what the code says of the data or the surroundings
    std::string_view mend;     // one sentence: what to do about it
};

// A place in the input. Offsets are bytes in the decoded document's object (after decompression).
struct Where {
    std::string document;      // object key, or key!/member for archive members
    std::uint64_t offset = 0;  // first byte
    std::uint64_t length = 0;  // 0 = a point
    std::string path;          // "entry[3].resource", "line 17", ""
};

struct Error {
    Fault fault = Fault::kReject;
    const Code* code = nullptr;  // never null in an Error that leaves the function that made it
    std::string what;            // the sentence for this case; no values from documents
    std::string mend;            // empty: code->mend holds
    Where where;

    [[nodiscard]] std::string_view how_to_mend() const { return mend.empty() ? code->mend : std::string_view(mend); }
};

[[nodiscard]] inline Error reject(const Code& code, std::string what, Where where = {}) {
    return Error{Fault::kReject, &code, std::move(what), {}, std::move(where)};
}
[[nodiscard]] inline Error fatal(const Code& code, std::string what, std::string mend = {}) {
    return Error{Fault::kFatal, &code, std::move(what), std::move(mend), {}};
}
[[nodiscard]] inline Error retryable(const Code& code, std::string what, std::string mend = {}) {
    return Error{Fault::kRetry, &code, std::move(what), std::move(mend), {}};
}

// One line for people: "json.syntax: a comma is missing (a.json, bytes 17-18). Mend: ...".
[[nodiscard]] std::string to_text(const Error& error);

}  // namespace hios
