// The checked-in tables are what the generator makes of HL7's files, byte for byte.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/io/temp_folder.hpp"

namespace hios::definitions {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(CheckedInTables, AreWhatTheGeneratorMakes) {
    const fs::path reference = fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "reference" / "fhir-r4";
    if (!fs::exists(reference)) GTEST_SKIP() << reference << " is not there";
    const test::TempFolder folder;
    const std::string command =
        fmt::format("'{}' '{}' '{}'", HIOS_DEFINITIONS_PROGRAM, reference.string(), folder.path().string());
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        ++files;
        EXPECT_EQ(content(entry.path()) == content(fs::path(HIOS_DATA_DIR) / entry.path().filename()), true)
            << entry.path().filename() << " differs: run hios-definitions and look at the difference";
    }
    EXPECT_EQ(files, 5U);
}

}  // namespace
}  // namespace hios::definitions
