#pragma once
// The maps of documents: read from their files, joined, changed by a site's overrides, compiled with the address
// space of their format.

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "stages/builtin/files.hpp"
#include "stages/map/compiler.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::builtin {

// Whether a map's own tests are read, too: they are a third of the files, and a run does not need them.
enum class Tests : std::uint8_t { kRead, kLeftOut };

// All files of a format as one map, named after it. What is wrong goes to `problems`.
[[nodiscard]] map::MapFile join(map::SourceFormat format, std::span<const File> files, map::Problems& problems,
                                Tests tests = Tests::kRead);

// Compiles a map of documents; `settings.space` is set here. Immutable, shared between threads.
[[nodiscard]] map::CompiledMap compile_documents(const map::MapFile& map, map::CompileSettings settings,
                                                 map::Problems& problems);

// Runs the tests that the map's files carry. `recompile` makes the map with settings that a test gives: called once
// for all tests that give the same. `wanted`: only these; null: all.
using Recompile = std::function<map::CompiledMap(const map::CompileSettings::Choices&)>;
[[nodiscard]] std::vector<map::TestResult> run_document_tests(
    const map::CompiledMap& map, const Recompile& recompile,
    const std::function<bool(const map::MapTest&)>& wanted = {});

}  // namespace hios::builtin
