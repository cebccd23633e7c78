#pragma once
// The text of an element as a reader of the document would see it.

#include <string_view>

#include "stages/ccda/document.hpp"
#include "stages/map/scratch.hpp"

namespace hios::ccda {

// Texts longer than this, markup removed, are cut at a character (R4: a string has at most 1 MiB).
inline constexpr std::size_t kLongestText = 1U << 20;
// The same for what a reference leads to: many references may lead to one long text.
inline constexpr std::size_t kLongestReferenced = 64U << 10;

// An element's own character data, trimmed, runs of blanks as one; base64 (representation="B64") without any.
// `target`: what its reference leads to in the narrative, or kNoNode; its plain text is added, own text that is no part
// of it in front. Views of the document where nothing had to be changed, else in `scratch`.
// `cut` is set when some of it was too long, and else left alone.
[[nodiscard]] std::string_view element_text(const Document& document, NodeId node, NodeId target, map::Scratch& scratch,
                                            bool& cut);

// All text in an element: as element_text, its children included. Lines are kept where blocks, items, rows and
// br end; cells are divided by a blank.
[[nodiscard]] std::string_view plain_text(const Document& document, NodeId node, map::Scratch& scratch, bool& cut,
                                          std::size_t most = kLongestText);

}  // namespace hios::ccda
