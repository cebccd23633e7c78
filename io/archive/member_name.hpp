#pragma once
// What archive members' names tell.

#include <string>
#include <string_view>

namespace hios::io {

// The name as UTF-8 and without leading "./". Archives that do not say their charset hold UTF-8 or,
// where that cannot be, the IBM PC's code page 437 (zip) or ISO 8859-1 (tar). Stateless.
enum class NameCharset { kCodePage437, kLatin1 };
[[nodiscard]] std::string normal_member_name(std::string_view raw, NameCharset fallback);

// Absolute, with a drive letter, with a '..' part, or empty; '\' counts as a separator too.
[[nodiscard]] bool is_unsafe_member_name(std::string_view name);

// What macOS adds: __MACOSX/ folders, .DS_Store, AppleDouble files ("._name").
[[nodiscard]] bool is_macos_extra(std::string_view name);

}  // namespace hios::io
