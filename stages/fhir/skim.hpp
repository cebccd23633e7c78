#pragma once
// A look over a document's bytes at memory speed, without parsing: does it ask for identifiers, and
// could it hold resources that are asked for? So the gathering pass parses only what it must.

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/work.hpp"
#include "stages/fhir/resource_types.hpp"

namespace hios::fhir {

using TypeSet = std::bitset<kResourceTypes.size()>;

struct Skimmed {
    TypeSet types;                  // of resources in the text; contained ones count too
    TypeSet wanted_types;           // that conditional references name
    bool conditional = false;       // a conditional create or update may be in it
    std::vector<WantedKey> wanted;  // what strings of the form Type?identifier=... ask for
};

// Says too much rather than too little: any string of the right form counts, wherever it stands. Only
// texts that hide the words themselves behind escapes ("resource\u0054ype") are not seen.
// Adds to `into` what begins in [begin, end) of `text`; `scratch` is reused between calls.
void skim(std::string_view text, std::size_t begin, std::size_t end, Skimmed& into, std::string& scratch);

}  // namespace hios::fhir
