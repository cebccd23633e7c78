#pragma once
// The maps of documents: read from their files, joined, changed by a site's overrides, compiled with the address
// space of their format.

#include <memory>
#include <span>
#include <string>

#include "stages/builtin/files.hpp"
#include "stages/map/compiler.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::builtin {

// All files of a format as one map, named after it. What is wrong goes to `problems`.
[[nodiscard]] map::MapFile join(map::SourceFormat format, std::span<const File> files, map::Problems& problems);

// Compiles a map of documents; `settings.space` is set here. Immutable, shared between threads.
[[nodiscard]] map::CompiledMap compile_documents(const map::MapFile& map, map::CompileSettings settings,
                                                 map::Problems& problems);

// Runs the tests that the map's files carry.
[[nodiscard]] std::vector<map::TestResult> run_document_tests(const map::CompiledMap& map);

}  // namespace hios::builtin
