#pragma once
// A site's patches on another map (docs/mapping-language.md, "Overrides"): applied to its templates before they are
// compiled, so that they cost nothing afterwards and every message names the file that wrote the element.

#include "stages/map/map_file.hpp"

namespace hios::map {

// Applies the overrides of `patch` whose `on` is the name or the source format of `base` ("hl7v2"). Later
// calls win over earlier ones. Tables, fragments and tests of `patch` come along; its own win.
// Paths: name.family, category[0], identifier[+] (append), telecom[system=email].value (the item that has
// this literal, made when there is none).
void apply_overrides(const MapFile& patch, MapFile& base, Problems& problems);

}  // namespace hios::map
