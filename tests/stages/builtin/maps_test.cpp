// The maps under data/maps: they compile without a word, and pass the tests they carry.

#include <gtest/gtest.h>

#include <set>

#include "stages/builtin/document_map.hpp"
#include "stages/hl7v2/hl7v2_space.hpp"
#include "stages/hl7v2/message.hpp"
#include "tests/support/source_maps.hpp"

namespace hios::builtin {
namespace {

using map::SourceFormat;

Recompile recompile(const map::MapFile& joined, map::CompileSettings settings) {
    return [&joined, settings](const map::CompileSettings::Choices& choices) mutable {
        settings.settings = choices;
        map::Problems problems;
        return compile_documents(joined, settings, problems);
    };
}

class BuiltInMaps : public testing::TestWithParam<std::pair<const char*, SourceFormat>> {};

TEST_P(BuiltInMaps, CompileWithoutAWordAndPassTheirTests) {
    const auto [name, format] = GetParam();
    const test::SourceMaps folder(name);
    map::Problems problems;
    const map::MapFile joined = join(format, folder.files(), problems);
    const map::CompiledMap compiled = compile_documents(joined, {}, problems);
    for (const map::Problem& one : problems.all()) ADD_FAILURE() << to_text(one);
    if (problems.failed()) return;
    for (const map::TestResult& result : run_document_tests(compiled, recompile(joined, {}))) {
        EXPECT_TRUE(result.passed) << to_text(result.place) << ": " << result.name << "\n" << result.output;
        for (const map::Problem& failure : result.failures) ADD_FAILURE() << to_text(failure);
    }
}

TEST_P(BuiltInMaps, SayTheSameWhenNothingIsSkippedAndNothingShared) {
    const auto [name, format] = GetParam();
    const test::SourceMaps folder(name);
    map::Problems problems;
    const map::MapFile joined = join(format, folder.files(), problems);
    map::CompileSettings in_place;
    in_place.in_place = true;
    const auto fast = run_document_tests(compile_documents(joined, {}, problems), recompile(joined, {}));
    const auto slow = run_document_tests(compile_documents(joined, in_place, problems), recompile(joined, in_place));
    ASSERT_FALSE(fast.empty());
    ASSERT_EQ(fast.size(), slow.size());
    for (std::size_t i = 0; i < fast.size(); ++i) EXPECT_EQ(fast[i].output, slow[i].output) << fast[i].name;
}

TEST_P(BuiltInMaps, AreThoseThatTheProgramCarries) {
    const auto [name, format] = GetParam();
    const test::SourceMaps folder(name);
    ASSERT_EQ(files(format).size(), folder.files().size());
    for (std::size_t i = 0; i < files(format).size(); ++i) {
        EXPECT_EQ(files(format)[i].name, folder.files()[i].name);
        EXPECT_EQ(files(format)[i].text, folder.files()[i].text);
    }
}

TEST_P(BuiltInMaps, AreTheSameProgramWithoutTheirTests) {
    const auto [name, format] = GetParam();
    map::Problems problems;
    const map::MapFile whole = join(format, files(format), problems);
    const map::MapFile lean = join(format, files(format), problems, Tests::kLeftOut);
    EXPECT_FALSE(whole.tests.empty());
    EXPECT_TRUE(lean.tests.empty());
    ASSERT_EQ(lean.emits.size(), whole.emits.size());
    for (std::size_t i = 0; i < whole.emits.size(); ++i)
        EXPECT_EQ(to_text(lean.emits[i].place), to_text(whole.emits[i].place));
    const map::CompiledMap one = compile_documents(whole, {}, problems);
    const map::CompiledMap other = compile_documents(lean, {}, problems);
    EXPECT_EQ(one.program("")->literals, other.program("")->literals);
    EXPECT_EQ(one.program("")->ops.size(), other.program("")->ops.size());
    EXPECT_FALSE(problems.failed());
}

TEST(BuiltInHl7v2Map, EachSegmentItReadsStandsInOneOfItsTests) {
    const test::SourceMaps folder("hl7v2");
    map::Problems problems;
    const map::MapFile joined = join(SourceFormat::kHl7v2, folder.files(), problems);
    map::CompileSettings all;
    for (const char* choice : {"message_header", "provenance", "source_document"}) all.settings[choice] = "true";
    const map::CompiledMap compiled = compile_documents(joined, all, problems);
    const auto& space = dynamic_cast<const hl7v2::Hl7v2Space&>(*compiled.program("")->space);
    std::set<std::string> tested;
    hl7v2::Message message;
    for (const map::MapTest& one : joined.tests) {
        ASSERT_FALSE(message.read(one.message->text, {})) << one.name;
        for (std::uint32_t i = 0; i < message.segment_count(); ++i) tested.emplace(message.segment(i).name());
    }
    for (const std::string& segment : space.segment_names())
        EXPECT_TRUE(tested.contains(segment)) << segment << ": no test under data/maps/hl7v2 has this segment";
    EXPECT_GE(space.segment_names().size(), 60U);
}

INSTANTIATE_TEST_SUITE_P(Formats, BuiltInMaps,
                         testing::Values(std::pair{"hl7v2", SourceFormat::kHl7v2},
                                         std::pair{"ccda", SourceFormat::kCcda}),
                         [](const auto& which) { return std::string(which.param.first); });

}  // namespace
}  // namespace hios::builtin
