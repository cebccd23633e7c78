#pragma once
// YAML (and so JSON) into a Document. Beyond stages/yaml: duplicate keys are problems, merge keys (<<) are applied,
// aliases and nesting are capped, and common slips get a word of help.

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "jobs/spec/document.hpp"

namespace hios::jobs {

inline constexpr std::size_t kMaxSpecBytes = 1U << 20;  // more is not a job spec
inline constexpr int kMaxSpecDepth = 32;
inline constexpr std::size_t kMaxSpecNodes = 20'000;  // after aliases: "billion laughs" ends here

// `source` names the text in places ("job.yaml"). An empty text is null.
tl::expected<Document, std::vector<Problem>> read_yaml(std::string_view text, const std::string& source);

// The value a plain (unquoted) YAML scalar stands for: null, boolean, number or text.
nlohmann::json plain_scalar(const std::string& text);

}  // namespace hios::jobs
