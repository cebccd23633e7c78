#pragma once
// Writes the dictionary as the text in data/hl7v2; stages/hl7v2/dictionary/text.hpp describes it.

#include <string>

#include "data/hl7v2/generator/model.hpp"

namespace hios::hl7v2::generator {

// The lines below the head.
std::string write_lines(const Dictionary& dictionary);

}  // namespace hios::hl7v2::generator
