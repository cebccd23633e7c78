// The fast reader and the splitter against the slow reader, on thousands of texts from seeds.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "stages/flat/chunk_scan.hpp"
#include "tests/stages/flat/dialects.hpp"
#include "tests/stages/flat/slow_reader.hpp"

namespace hios::test {
namespace {

using namespace hios::flat;

std::vector<std::size_t> random_ends(RandomText& random, std::size_t size, std::size_t pieces) {
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < pieces; ++i) ends.push_back(random.below(size + 1));
    std::sort(ends.begin(), ends.end());
    return ends;
}

TEST(FlatDifferential, EveryDialectReadsLikeTheSlowReader) {
    for (const auto& [name, dialect, columns] : dialects()) {
        SCOPED_TRACE(name);
        ASSERT_TRUE(check(dialect));
        RandomText random(1);
        for (int i = 0; i < 1500; ++i) {
            const std::string text = random.text(random.below(300));
            ASSERT_EQ(read_whole(dialect, text, columns), read_slowly(dialect, text, columns)) << text;
        }
    }
}

TEST(FlatDifferential, TextsOfManyWindowsReadLikeTheSlowReader) {
    for (const auto& [name, dialect, columns] : dialects()) {
        SCOPED_TRACE(name);
        RandomText random(2);
        for (int i = 0; i < 6; ++i) {
            const std::string text = random.text(20'000 + random.below(40'000));
            ASSERT_TRUE(read_whole(dialect, text, columns) == read_slowly(dialect, text, columns)) << i;
        }
    }
}

TEST(FlatDifferential, CutAtEveryByteAFileHasTheSameRows) {
    for (const auto& [name, dialect, columns] : dialects()) {
        SCOPED_TRACE(name);
        RandomText random(3);
        for (int i = 0; i < 40; ++i) {
            const std::string text = random.text(random.below(160));
            const ReadRows expected = read_slowly(dialect, text, columns);
            for (std::size_t cut = 0; cut <= text.size(); ++cut) {
                ASSERT_EQ(read_pieces(dialect, text, {cut}, columns), expected) << "cut at " << cut << " of " << text;
            }
            std::vector<std::size_t> all(text.size());
            std::iota(all.begin(), all.end(), 0);
            ASSERT_EQ(read_pieces(dialect, text, all, columns), expected) << "byte by byte: " << text;
        }
    }
}

TEST(FlatDifferential, CutAnywhereAFileHasTheSameRows) {
    for (const auto& [name, dialect, columns] : dialects()) {
        SCOPED_TRACE(name);
        RandomText random(4);
        for (int i = 0; i < 300; ++i) {
            const std::string text = random.text(random.below(600));
            const auto ends = random_ends(random, text.size(), 1 + random.below(20));
            ASSERT_EQ(read_pieces(dialect, text, ends, columns), read_slowly(dialect, text, columns)) << text;
        }
    }
}

TEST(FlatDifferential, BothKernelsFindWhatTheAutomatonFinds) {
    for (const auto& [name, dialect, columns] : dialects()) {
        if (!dialect.plain()) continue;
        SCOPED_TRACE(name);
        const Automaton automaton(dialect);
        const PlainSyntax syntax(dialect);
        RandomText random(5);
        for (int i = 0; i < 2000; ++i) {
            const std::string text = random.text(random.below(400));
            const State from{static_cast<Place>(random.below(kStartPlaces)), 0, false};
            if (!dialect.quotes() && (from.place == Place::kQuoted || from.place == Place::kQuoteSeen)) continue;
            std::vector<std::uint32_t> expected(text.size() + kSlack);
            State end = from;
            Findings found;
            const std::size_t at = random.below(text.size() + 1);
            expected.resize(static_cast<std::size_t>(
                automaton.index(text, at, text.size(), end, found, expected.data()) - expected.data()));
            for (const Kernel* each : {&kernel(), &baseline_kernel()}) {
                std::vector<std::uint32_t> positions(text.size() + kSlack);
                State reached = from;
                Findings seen;
                positions.resize(static_cast<std::size_t>(
                    each->index(syntax, text.data(), at, text.size(), reached, seen, positions.data()) -
                    positions.data()));
                ASSERT_EQ(positions, expected) << text;
                ASSERT_TRUE(reached == end && seen.nul == found.nul && seen.odd_quote == found.odd_quote) << text;
                ASSERT_TRUE(each->scan(syntax, text, from) == automaton.scan(text, from)) << text;
            }
        }
    }
}

TEST(FlatDifferential, BothKernelsFindTheBytesAskedFor) {
    RandomText random(8);
    for (int i = 0; i < 500; ++i) {
        const std::string block = random.text(kBlock);
        const std::string needles = random.text(random.below(6));
        std::uint64_t expected = 0;
        for (std::size_t k = 0; k < kBlock; ++k)
            expected |= std::uint64_t{needles.find(block[k]) != std::string::npos ? 1U : 0U} << k;
        ASSERT_EQ(kernel().find(needles, block.data()), expected);
        ASSERT_EQ(baseline_kernel().find(needles, block.data()), expected);
    }
}

TEST(FlatDifferential, ChunksScannedApartResolveToTheScanOfTheWhole) {
    for (const auto& [name, dialect, columns] : dialects()) {
        if (!dialect.plain()) continue;
        SCOPED_TRACE(name);
        const Scanner scanner(dialect);
        RandomText random(6);
        for (int i = 0; i < 200; ++i) {
            const std::string text = random.text(i < 195 ? random.below(300) : 50'000);
            const Path whole = scanner.automaton().scan(text, {});
            const auto ends = random_ends(random, text.size(), 2);
            const std::string_view view = text;
            const ChunkScan a = scan_chunk(scanner, view.substr(0, ends[0]));
            const ChunkScan b = scan_chunk(scanner, view.substr(ends[0], ends[1] - ends[0]));
            const ChunkScan c = scan_chunk(scanner, view.substr(ends[1]));
            ASSERT_TRUE(resolve({}, join(join(a, b), c)) == whole);
            ASSERT_TRUE(resolve({}, join(a, join(b, c))) == whole);
            ASSERT_TRUE(resolve(resolve(resolve({}, a).end, b).end, c).end == whole.end);
        }
    }
}

}  // namespace
}  // namespace hios::test
