// The maps under data/maps: they compile without a word, and pass the tests they carry.

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "stages/builtin/document_map.hpp"

namespace hios::builtin {
namespace {

using map::SourceFormat;

// As they stand in the source tree, so that a changed map needs no build.
class Folder {
public:
    explicit Folder(const std::string& format) {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry :
             std::filesystem::directory_iterator(std::string(HIOS_SOURCE_DIR) + "/data/maps/" + format))
            if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths) {
            std::ostringstream text;
            text << std::ifstream(path).rdbuf();
            texts_.emplace_back(format + "/" + path.filename().string(), text.str());
        }
        for (const auto& [name, text] : texts_) files_.push_back({name, text});
    }
    [[nodiscard]] std::span<const File> files() const { return files_; }

private:
    std::vector<std::pair<std::string, std::string>> texts_;
    std::vector<File> files_;
};

class BuiltInMaps : public testing::TestWithParam<std::pair<const char*, SourceFormat>> {};

TEST_P(BuiltInMaps, CompileWithoutAWordAndPassTheirTests) {
    const auto [name, format] = GetParam();
    const Folder folder(name);
    map::Problems problems;
    const map::MapFile joined = join(format, folder.files(), problems);
    const map::CompiledMap compiled = compile_documents(joined, {}, problems);
    for (const map::Problem& one : problems.all()) ADD_FAILURE() << to_text(one);
    if (problems.failed()) return;
    for (const map::TestResult& result : run_document_tests(compiled)) {
        EXPECT_TRUE(result.passed) << to_text(result.place) << ": " << result.name << "\n" << result.output;
        for (const map::Problem& failure : result.failures) ADD_FAILURE() << to_text(failure);
    }
}

TEST_P(BuiltInMaps, SayTheSameWhenNothingIsSkippedAndNothingShared) {
    const auto [name, format] = GetParam();
    const Folder folder(name);
    map::Problems problems;
    const map::MapFile joined = join(format, folder.files(), problems);
    map::CompileSettings in_place;
    in_place.in_place = true;
    const auto fast = run_document_tests(compile_documents(joined, {}, problems));
    const auto slow = run_document_tests(compile_documents(joined, in_place, problems));
    ASSERT_FALSE(fast.empty());
    ASSERT_EQ(fast.size(), slow.size());
    for (std::size_t i = 0; i < fast.size(); ++i) EXPECT_EQ(fast[i].output, slow[i].output) << fast[i].name;
}

TEST_P(BuiltInMaps, AreThoseThatTheProgramCarries) {
    const auto [name, format] = GetParam();
    const Folder folder(name);
    ASSERT_EQ(files(format).size(), folder.files().size());
    for (std::size_t i = 0; i < files(format).size(); ++i) {
        EXPECT_EQ(files(format)[i].name, folder.files()[i].name);
        EXPECT_EQ(files(format)[i].text, folder.files()[i].text);
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, BuiltInMaps,
                         testing::Values(std::pair{"hl7v2", SourceFormat::kHl7v2},
                                         std::pair{"ccda", SourceFormat::kCcda}),
                         [](const auto& which) { return std::string(which.param.first); });

}  // namespace
}  // namespace hios::builtin
