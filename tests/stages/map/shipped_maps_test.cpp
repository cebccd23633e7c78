// The maps that HIOS ships compile without a word and pass their own tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

namespace fs = std::filesystem;

TEST(ShippedMaps, CompileWithoutAWordAndPassTheirTests) {
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HIOS_SOURCE_DIR) / "data/maps/flat")) {
        if (entry.path().extension() != ".yaml") continue;
        ++files;
        std::stringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        Problems problems;
        const auto maps = read_map_file(text.str(), entry.path().filename().string(), problems);
        EXPECT_FALSE(maps.empty()) << all_text(problems);
        for (const MapFile& file : maps) {
            const CompiledMap map = compile(file, {}, problems);
            EXPECT_TRUE(problems.all().empty()) << all_text(problems);
            if (problems.failed()) continue;
            EXPECT_FALSE(map.tests.empty()) << file.name << " has no tests";
            for (const TestResult& result : run_tests(map)) {
                EXPECT_TRUE(result.passed) << to_text(result.place) << ": " << result.name;
                for (const Problem& failure : result.failures)
                    ADD_FAILURE() << to_text(failure) << "\n" << result.output;
            }
        }
    }
    EXPECT_GE(files, 1U);
}

}  // namespace
}  // namespace hios::map
