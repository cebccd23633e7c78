#pragma once
// The tables in data/fhir-r4 that are built into the program.

#include <string_view>

namespace hios::definitions {

extern const std::string_view kR4Text;
extern const std::string_view kUsCore311Text;
extern const std::string_view kUsCore501Text;
extern const std::string_view kUsCore610Text;
extern const std::string_view kUsCore700Text;

}  // namespace hios::definitions
