#pragma once
// What a part looks like that no format reads, for the sentence that tells why.

#include <string>
#include <string_view>

namespace hios::split {

// With its article: "a PDF", by the signs at its beginning; "" when they are nobody's.
[[nodiscard]] std::string_view file_kind(std::string_view head);
// "the text is not JSON; it looks like a PDF"
[[nodiscard]] std::string why_not_json(std::string_view head);

}  // namespace hios::split
