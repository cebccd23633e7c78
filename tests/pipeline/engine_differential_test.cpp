// The same stages give the same bytes under every engine, number of threads and timing.

#include "tests/pipeline/toy_job.hpp"

namespace hios::test {
namespace {

class Differential : public ::testing::TestWithParam<Wiring> {};
INSTANTIATE_TEST_SUITE_P(Wirings, Differential, ::testing::ValuesIn(every_graph_wiring()), wiring_name);

void expect_same_as_serial(const Input& input, ToySettings settings, const Wiring& wiring) {
    ToyJob serial(input, settings);
    serial.run({EngineKind::kSerial});
    ToyJob graph(input, settings);
    graph.run(wiring);
    EXPECT_EQ(graph.uploaded, serial.uploaded);
    EXPECT_EQ(graph.packed, serial.packed);
    EXPECT_EQ(graph.documents_packed, serial.documents_packed);
    EXPECT_EQ(graph.rejects_packed.size(), serial.rejects_packed.size());
}

TEST_P(Differential, TheGraphStagesWhatTheSerialLoopStages) {
    for (unsigned seed = 1; seed <= 4; ++seed) {
        SCOPED_TRACE(seed);
        expect_same_as_serial(random_input(seed, 120, 4, 700), {.jitter = seed}, GetParam());
    }
}

TEST_P(Differential, SoItIsUnderATightBudget) {
    expect_same_as_serial(random_input(21, 150, 5, 900), {.capacity = 1000, .window = 4, .jitter = 21, .piece = 100},
                          GetParam());
}

TEST_P(Differential, SoItIsWithGroupsOfOneLine) {
    expect_same_as_serial(random_input(22, 100, 2, 90), {.group_bytes = 1, .jitter = 22}, GetParam());
}

TEST_P(Differential, SoItIsWithOneGroupForAll) {
    expect_same_as_serial(random_input(23, 100, 3, 500), {.group_bytes = SIZE_MAX, .jitter = 23}, GetParam());
}

TEST(DifferentialTiming, OtherTimingsGiveTheSameBytes) {
    const Input input = random_input(24, 100, 3, 500);
    ToyJob first(input, {.jitter = 1});
    first.run({EngineKind::kGraph, 8, 8});
    for (unsigned timing = 2; timing <= 4; ++timing) {
        ToyJob next(input, {.jitter = timing});
        next.run({EngineKind::kGraph, 8, 8});
        EXPECT_EQ(next.uploaded, first.uploaded);
    }
}

}  // namespace
}  // namespace hios::test
