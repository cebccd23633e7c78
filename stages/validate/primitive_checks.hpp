#pragma once
// The parts of check_primitive (primitives.hpp), a family of types each.

#include <string_view>

#include "stages/validate/primitives.hpp"

namespace hios::validate {

// On text without escapes.
[[nodiscard]] PrimitiveFault check_date(std::string_view text);
[[nodiscard]] PrimitiveFault check_date_time(std::string_view text);
[[nodiscard]] PrimitiveFault check_instant(std::string_view text);
[[nodiscard]] PrimitiveFault check_time(std::string_view text);

[[nodiscard]] PrimitiveFault check_id(std::string_view text);
[[nodiscard]] PrimitiveFault check_canonical(std::string_view text);
[[nodiscard]] PrimitiveFault check_uri(std::string_view text);  // and url
[[nodiscard]] PrimitiveFault check_oid(std::string_view text);
[[nodiscard]] PrimitiveFault check_uuid(std::string_view text);

// On text as written: it can be megabytes long, and its lines may end in escapes.
[[nodiscard]] PrimitiveFault check_base64(std::string_view raw);

}  // namespace hios::validate
