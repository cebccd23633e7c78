#pragma once
// The objects that functions such as concept() make, as fragments of the language itself. A key with '~'
// does not count for vanishing while another has a computed value: no {"system": ...} stubs.

#include <string_view>

#include "stages/map/map_file.hpp"

namespace hios::map {

struct Shape {
    std::string_view type;  // of FHIR
    const Fragment* fragment = nullptr;
};

// Of a function of kind kShape; always there.
[[nodiscard]] const Shape& shape_of(std::string_view function);

}  // namespace hios::map
