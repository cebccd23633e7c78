// Values of fragments are kept for the places of a document: they are computed once, and their faults count once.

#include <numeric>

#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

// Each result's fragments are asked for by two resources, of which the second comes when all of the first are made.
class KeptValues : public testing::Test {
protected:
    KeptValues() {
        std::string letters;
        for (int i = 0; i < 12; ++i) letters += fmt::format("substr(a, {}, 1) + ", i);
        std::string fragments;
        std::string members;
        for (std::uint64_t i = 0; i < kFragments; ++i) {
            fragments += fmt::format("  f{0}(a, b): \"={1}{2}'{0}'\"\n", i, i % 2 == 0 ? "num(b) + " : "", letters);
            members += fmt::format("      - {{display: \"=f{}(R-1, R-2)\"}}\n", i);
        }
        std::string emits;
        for (const char* const type : {"Observation", "DiagnosticReport"})
            emits += fmt::format(
                "  - $from: RESULT\n    resourceType: {0}\n    id: \"=id('{0}', R-1)\"\n"
                "    status: final\n    code:\n      coding:\n{1}",
                type, members);
        mapping_ = std::make_unique<Mapping>(
            "map: test\nsource: {format: hl7v2}\non_error: {value: drop}\nfragments:\n" + fragments + "emit:\n" + emits,
            toy_settings());
        program_ = mapping_->map().program("");
    }
    // How many values were dropped. What the two resources of a result have is the same.
    std::uint64_t dropped(std::size_t results, bool learns) {
        std::string text = "P|ann\nO|x";
        for (std::size_t i = 0; i < results; ++i)
            text += fmt::format("\nR|result {:05}|{}", i, i % 4 == 0 ? "no number" : "1");
        const ToyView view(dynamic_cast<const ToySpace&>(*program_->space), text);
        Machine machine(*program_, "test");
        if (learns) machine.learn_paths(1);
        ByteBuffer lines;
        EXPECT_TRUE(machine.run(view, lines));
        EXPECT_EQ(machine.emitted().size(), 2 * results);
        const auto coding = [&](std::size_t number) {
            const Emitted& line = machine.emitted()[number];
            const std::string_view whole = lines.view().substr(line.begin, line.length);
            return whole.substr(whole.find("\"coding\""));
        };
        for (std::size_t i = 0; i < results; ++i) EXPECT_EQ(coding(i), coding(results + i));
        const auto& counts = machine.counts().dropped;
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    }

    static constexpr std::uint64_t kFragments = 200;  // half of them read a number
    std::unique_ptr<Mapping> mapping_;
    const Program* program_ = nullptr;
};

TEST_F(KeptValues, FaultsCountOnceHoweverManyPlacesThereAre) {
    ASSERT_FALSE(mapping_->problems().failed()) << all_text(mapping_->problems());
    for (const bool learns : {false, true}) {
        EXPECT_EQ(dropped(8, learns), 2 * kFragments / 2);
        EXPECT_EQ(dropped(240, learns), 60 * kFragments / 2) << "more values than are kept";
    }
}

}  // namespace
}  // namespace hios::map
