#pragma once
// Create-only writes: what they send, and what the answer means. A write that was repeated because its
// answer got lost finds its own object in the way; a mark in the object's metadata tells it from another's.

#include <optional>
#include <string>

#include "io/s3/upload.hpp"

namespace hios::s3 {

enum class Conflict : std::uint8_t {
    kNone,         // the error is about something else
    kExists,       // another's object is there
    kOurs,         // an earlier attempt of this very write went through
    kUnsupported,  // the server knows no conditional create: look first, then write
    kRace,         // another writer is at it: try again
};

// A fresh mark.
std::string write_mark();
void add_mark(http::Headers& headers, const std::string& mark);
void add_condition(http::Headers& headers);

// Whether the object is there, and whether it carries the mark.
struct Presence {
    bool exists = false;
    bool ours = false;
};
Outcome<Presence> presence_of(Bucket& bucket, const Target& target, const std::string& mark);

// `conditional`: the refused request carried the condition.
Outcome<Conflict> conflict_of(Bucket& bucket, const Target& target, const std::string& mark, bool conditional,
                              const aws::ServiceError& error);

}  // namespace hios::s3
