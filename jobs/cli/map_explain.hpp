#pragma once
// The part of `hios map explain` that is about messages and documents.

#include <string>
#include <vector>

#include "jobs/cli/verb.hpp"
#include "jobs/maps/document_map.hpp"

namespace hios::cli {

// `text`: of one message or document; `lines`: the resources it became.
void explain_document(const jobs::DocumentMap& map, map::SourceFormat format, const std::string& text,
                      const std::vector<std::string>& lines, bool json, Context& context);

}  // namespace hios::cli
