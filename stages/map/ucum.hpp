#pragma once
// Whether a text is a code of UCUM (https://ucum.org, version 2.1, case sensitive), by its grammar and its units.
// How large a unit is, where its factor is exact, says stages/fhirpath/units.hpp.

#include <string_view>

namespace hios::map {

// Thread-safe. A code may be well formed and mean another thing than its writer did: MG is a megagauss.
[[nodiscard]] bool is_ucum(std::string_view text);

}  // namespace hios::map
