#pragma once
// Runs the tests that a map file carries: a row in, expected paths or a reject out.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stages/map/compiler.hpp"
#include "stages/map/machine.hpp"

namespace hios::map {

struct TestResult {
    std::string name;
    Place place;
    bool passed = false;
    std::vector<Problem> failures;  // what differs, with the place of the expectation
    std::string output;             // the NDJSON that the map made; test rows hold no patients
};

struct TestSettings {
    // Makes the view of a test's `message` (HL7 v2, C-CDA); null when it cannot be read.
    std::function<std::unique_ptr<SourceView>(const Program&, const std::string& message)> view;
    std::string id_namespace = "test";
    // The map compiled with the settings of a test. Null: its tests cannot give any.
    std::function<const CompiledMap&(const CompileSettings::Choices&)> with;
    std::function<bool(const MapTest&)> wanted;  // null: all are
};

// In the order of the file. The map must have compiled without errors.
[[nodiscard]] std::vector<TestResult> run_tests(const CompiledMap& map, const TestSettings& settings = {});

}  // namespace hios::map
