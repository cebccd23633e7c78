#pragma once
// Map files to programs. Compiled once; what comes out is immutable and shared between threads.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stages/map/map_file.hpp"
#include "stages/map/program.hpp"

namespace hios::map {

struct CompiledMap {
    std::string name;
    SourceFormat format = SourceFormat::kNone;
    std::vector<Program> programs;  // one for each source table that something is made of
    std::map<std::string, std::shared_ptr<const LookupTable>, std::less<>> tables;
    std::vector<MapTest> tests;

    // The program of a source table ("" when there is one); null when nothing is made of it.
    [[nodiscard]] const Program* program(std::string_view from) const;
};

struct CompileSettings {
    // Makes the address space of a format that this folder does not read itself (HL7 v2, C-CDA); null: none.
    std::function<std::shared_ptr<AddressSpace>(const MapSource&, const std::string& from, Problems&)> space;
    // Reads tables from files; null: a map that names a file is an error.
    TableFiles* files = nullptr;
    // Maps whose fragments and tables may be used, too.
    std::vector<const MapFile*> libraries;
    // What setting('NAME') says: the job's choices. Unknown names have no value.
    using Choices = std::map<std::string, std::string, std::less<>>;
    Choices settings;
    // Columns that the files of a table are known to have: unknown names are then errors at once.
    std::map<std::string, std::vector<std::string>, std::less<>> columns;
    // Of documents: nothing is skipped for want of values, and no fragment is computed once for all that ask for it.
    // Slow; what comes out is the same, and tests see that it is.
    bool in_place = false;
};

// All findings go to `problems`; when it has failed(), the result must not be run.
[[nodiscard]] CompiledMap compile(const MapFile& map, const CompileSettings& settings, Problems& problems);

}  // namespace hios::map
