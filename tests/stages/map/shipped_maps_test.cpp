// The maps that HIOS ships compile without a word and pass their own tests.

#include <gtest/gtest.h>

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/shipped_maps.hpp"

namespace hios::map {
namespace {

TEST(ShippedMaps, CompileWithoutAWordAndPassTheirTests) {
    const auto files = shipped_map_files();
    for (const auto& path : files) {
        Problems problems;
        const auto maps = read_map_file(text_of(path), path.filename().string(), problems);
        EXPECT_FALSE(maps.empty()) << all_text(problems);
        TablesBeside tables(path);
        CompileSettings settings;
        settings.files = &tables;
        for (const MapFile& file : maps) {
            const CompiledMap map = compile(file, settings, problems);
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
    EXPECT_GE(files.size(), 1U);
}

}  // namespace
}  // namespace hios::map
