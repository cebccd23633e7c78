#pragma once
// One translation from the operating system's error numbers to error codes.

#include <string>
#include <string_view>

#include "pipeline/outcome.hpp"

namespace hios::io {

// `action` completes "cannot ...": "open the file". `denied` says who must act on missing permission:
// kReject when one object of many is concerned, kFatal when nothing can be written. Stateless.
Error error_from_errno(int number, std::string_view action, std::string_view key, Fault denied);

}  // namespace hios::io
