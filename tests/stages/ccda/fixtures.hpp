#pragma once
// The documents that the built-in maps carry as tests: each is made by hand and holds one rule.

#include <string>
#include <vector>

#include "stages/builtin/document_map.hpp"
#include "tests/support/source_maps.hpp"

namespace hios::ccda::test {

struct Fixture {
    std::string name;  // "ccda/problems.yaml:272 a problem that has ended"
    std::string document;
};

inline std::vector<Fixture> fixtures() {
    const hios::test::SourceMaps maps("ccda");
    map::Problems problems;
    std::vector<Fixture> all;
    for (const map::MapTest& one : builtin::join(map::SourceFormat::kCcda, maps.files(), problems).tests)
        if (one.message) all.push_back({to_text(one.place) + " " + one.name, one.message->text});
    return all;
}

}  // namespace hios::ccda::test
