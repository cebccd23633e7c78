#pragma once
// Whether a text is UTF-8, at memory speed; text.hpp says where it is not.

#include <string_view>

namespace hios::json {

bool is_utf8(std::string_view text);

}  // namespace hios::json
