// Converts HL7's own R4 examples, when the samples lie beside the repository, and compares every
// decimal's text and every resource's content.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/stages/fhir/conversion.hpp"

namespace hios::fhir {
namespace {

namespace fs = std::filesystem;
using test::Conversion;

std::string read_file(const fs::path& path) {
    std::string text(fs::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

// The texts of all numbers, in order of the document.
std::vector<std::string> numbers_of(std::string_view text) {
    std::vector<std::string> numbers;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1U : 0U;
        } else if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9')) {
            const std::size_t end = std::min(text.find_first_not_of("+-.0123456789eE", i), text.size());
            numbers.emplace_back(text.substr(i, end - i));
            i = end - 1;
        }
    }
    return numbers;
}

// Links may be rewritten (their text ends in "Type/id"), and only they.
void compare(const nlohmann::json& source, const nlohmann::json& made, const std::string& path) {
    if (source.is_object() && made.is_object()) {
        for (const auto& [name, value] : source.items()) {
            ASSERT_TRUE(made.contains(name)) << path << "." << name;
            ASSERT_NO_FATAL_FAILURE(compare(value, made.at(name), path + "." + name));
        }
        const bool given_id = path.find_first_of(".[") == std::string::npos && !source.contains("id");
        ASSERT_EQ(source.size() + (given_id ? 1U : 0U), made.size()) << path;
    } else if (source.is_array() && made.is_array()) {
        ASSERT_EQ(source.size(), made.size()) << path;
        for (std::size_t i = 0; i < source.size(); ++i)
            ASSERT_NO_FATAL_FAILURE(compare(source[i], made[i], path + "[" + std::to_string(i) + "]"));
    } else if (source != made) {
        ASSERT_TRUE(source.is_string() && made.is_string()) << path;
        const std::string name = path.substr(path.rfind('.') + 1);
        ASSERT_TRUE(name == "reference" || name == "url" || name == "div" || name == "source" ||
                    name.substr(0, 5) == "value")
            << path;
    }
}

TEST(SharedSamples, Hl7ExamplesKeepContentAndDecimals) {
    const fs::path folder = fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "samples" / "fhir" / "hl7-r4-examples";
    if (!fs::is_directory(folder)) GTEST_SKIP() << "there is no folder " << folder << " with HL7's examples";
    std::size_t files = 0;
    std::size_t resources = 0;
    std::size_t decimals = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (file.path().extension() != ".json") continue;
        SCOPED_TRACE(file.path().filename().string());
        const std::string text = read_file(file.path());
        const auto source = nlohmann::json::parse(text);
        const Conversion made(text);
        ++files;
        std::vector<nlohmann::json> expected;
        if (source.at("resourceType") == "Bundle") {
            for (const auto& entry : source.value("entry", nlohmann::json::array())) {
                if (entry.contains("resource")) expected.push_back(entry.at("resource"));
            }
        } else {
            expected.push_back(source);
        }
        const DocumentAccount& account = made.account();
        ASSERT_EQ(account.made, made.lines().size() + account.rejected_resources)
            << testing::PrintToString(made.codes());
        for (const std::string& code : made.codes()) {
            EXPECT_TRUE(code == "fhir.bundle.nested" || code == "fhir.entry.delete" || code == "fhir.entry.patch")
                << code;
        }
        std::size_t next = 0;
        for (const test::Line& line : made.lines()) {
            const auto parsed = line.parsed();
            while (next < expected.size() && expected[next].at("resourceType") != parsed.at("resourceType")) ++next;
            ASSERT_LT(next, expected.size());
            ASSERT_NO_FATAL_FAILURE(compare(expected[next], parsed, parsed.at("resourceType")));
            const auto before =
                numbers_of(std::string_view(text).substr(line.record.source_offset, line.record.source_length));
            ASSERT_EQ(numbers_of(line.text), before);
            decimals += static_cast<std::size_t>(std::count_if(
                before.begin(), before.end(), [](const std::string& n) { return n.find('.') != std::string::npos; }));
            ++next;
            ++resources;
        }
    }
    EXPECT_GT(files, 0U);
    RecordProperty("files", std::to_string(files));
    RecordProperty("resources", std::to_string(resources));
    RecordProperty("decimals", std::to_string(decimals));
    EXPECT_GT(decimals, 0U);
}

}  // namespace
}  // namespace hios::fhir
