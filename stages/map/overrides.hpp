#pragma once
// A site's patches on another map (docs/mapping-language.md, "Overrides"): applied to its templates before they are
// compiled, so that they cost nothing afterwards and every message names the file that wrote the element.

#include "stages/map/map_file.hpp"

namespace hios::map {

// The format of the documents whose built-in maps an override is on: by the format's name or that of one of its maps
// ("hl7v2/patient"), for all of them are one map; kNone: it is on another map.
[[nodiscard]] SourceFormat document_format(const Override& over);

// Whether `on` is the name or the source format of `base`, or the beginning of its name.
[[nodiscard]] bool concerns(const Override& over, const MapFile& base);

// Applies the overrides of `patch` that concern `base`. Later
// calls win over earlier ones. Tables, fragments and tests of `patch` come along; its own win.
// Paths: name.family, category[0], identifier[+] (append), telecom[system=email].value (the item that has
// this literal, made when there is none).
void apply_overrides(const MapFile& patch, MapFile& base, Problems& problems);

}  // namespace hios::map
