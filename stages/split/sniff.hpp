#pragma once
// Tells from the first bytes of a part how its documents are laid out.

#include <string_view>

#include "pipeline/work.hpp"

namespace hios::split {

// Bytes of a part that sniffing wants to see when there are as many.
inline constexpr std::size_t kSniffBytes = 64 * 1024;

// "\xEF\xBB\xBF" at the front: 3, else 0. JSON forbids it (RFC 8259, 8.1), exporters write it.
std::size_t byte_order_mark(std::string_view head);

// Whether a name says NDJSON (.ndjson, .jsonl, also with .gz or .zst behind).
bool named_ndjson(std::string_view name);

// kLine for NDJSON, kWhole for one JSON document, kUnknown for what is not JSON. `head` is the
// beginning of the part; `whole` says that it is all of it.
Shape sniff(std::string_view name, std::string_view head, bool whole);

}  // namespace hios::split
