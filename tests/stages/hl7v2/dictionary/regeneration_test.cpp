// The checked-in dictionary is what the generator makes of its sources, byte for byte.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/io/temp_folder.hpp"

namespace hios::hl7v2::dictionary {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(CheckedInDictionary, IsWhatTheGeneratorMakes) {
    const fs::path reference = fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "reference" / "hl7v2-dictionary";
    if (!fs::exists(reference)) GTEST_SKIP() << reference << " is not there";
    const test::TempFolder folder;
    const fs::path made = folder.path() / "dictionary.tsv";
    const std::string command =
        fmt::format("'{}' '{}' '{}'", HIOS_HL7V2_DICTIONARY_PROGRAM, reference.string(), made.string());
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_TRUE(content(made) == content(fs::path(HIOS_DATA_DIR) / "dictionary.tsv"))
        << "run hios-hl7v2-dictionary and look at the difference";
}

}  // namespace
}  // namespace hios::hl7v2::dictionary
