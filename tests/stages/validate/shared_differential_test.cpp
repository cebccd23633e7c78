// The fast checker and the slow one say the same of other people's resources, whole and spoilt.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "tests/stages/validate/differential.hpp"
#include "tests/stages/validate/mutator.hpp"
#include "tests/stages/validate/shared_files.hpp"

namespace hios::validate {
namespace {

namespace fs = std::filesystem;

// Files in the order of their names; documents of an NDJSON file are its first lines.
std::vector<std::string> shared_documents() {
    std::vector<fs::path> files;
    if (fs::exists(test::shared_samples())) {
        for (const auto& entry : fs::recursive_directory_iterator(test::shared_samples())) {
            const std::string name = entry.path().filename().string();
            const bool json = name.ends_with(".json") || name.ends_with(".json.gz") || name.ends_with(".ndjson");
            const std::string folder = entry.path().parent_path().filename().string();
            if (json && folder != "google-fhir-primitives" && folder != "negative-seeds") files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    constexpr std::size_t kLines = 50;
    std::vector<std::string> documents;
    for (const fs::path& file : files) {
        const std::string text = test::read_text(file);
        if (file.extension() != ".ndjson") {
            documents.push_back(text);
            continue;
        }
        std::istringstream lines(text);
        std::string line;
        for (std::size_t i = 0; i < kLines && std::getline(lines, line); ++i) documents.push_back(line);
    }
    return documents;
}

TEST(SharedDifferential, BothSayTheSameOfAllSamples) {
    const auto documents = shared_documents();
    if (documents.empty()) GTEST_SKIP() << test::shared_samples() << " is not there";
    test::Differential structure(Level::kStructureOnly);
    test::Differential strict(Level::kStrict);
    for (const std::string& document : documents) {
        structure.compare(document);
        strict.compare(document);
    }
    EXPECT_GT(structure.texts(), 700U);
}

TEST(SharedDifferential, BothSayTheSameOfSpoiltSamples) {
    const auto documents = shared_documents();
    if (documents.empty()) GTEST_SKIP() << test::shared_samples() << " is not there";
    test::Differential both(Level::kStrict);
    test::ResourceMutator mutator(4711);
    for (const std::string& document : documents) {
        const auto tree = test::parse_tree(document);
        if (!tree || document.size() > 20'000) continue;
        for (int round = 0; round < 8; ++round) both.compare(mutator.mutated(*tree));
    }
    EXPECT_GT(both.texts(), 4000U);
}

}  // namespace
}  // namespace hios::validate
