// What the machine costs and counts.

#include "stages/map/machine.hpp"

#include "tests/stages/map/allocations.hpp"
#include "tests/stages/map/mapping.hpp"

namespace hios::map {
namespace {

TEST(Machine, ASteadyStateAllocatesNothing) {
    Mapping map(R"y(
map: steady
source: {format: csv, columns: {D: date(M/d/yyyy), N: decimal}}
tables: {t: {a: b}}
emit:
  - resourceType: Observation
    id: =id('Observation', K, D)
    status: final
    code: "=concept('urn:x', lookup(t, C, upper(C)), trim(T))"
    subject: =ref('Patient', K)
    effectiveDateTime: =D
    valueQuantity: =quantity(N, 'mg')
    note: [{$each: "p in split(T, ' ')", text: "=p + '.'"}]
    category: [{$when: "=match(T, 'x+')", text: "=replace(T, 'x', 'y')"}]
)y");
    const Program& program = *map.map().program("");
    const auto& columns = dynamic_cast<const FlatColumns&>(*program.space);
    const std::vector<std::string_view> header{"K", "D", "N", "C", "T"};
    const auto binding = columns.bind(header);
    ASSERT_TRUE(binding);
    Machine machine(program, "job");
    FlatRow row(*binding);
    const std::vector<std::string_view> good{"key", "2/3/2019", "+1.50", "c", "a xx \"text\" of some words"};
    const std::vector<std::string_view> bad{"key", "2/30/2019", "+1.50", "c", "a"};
    ByteBuffer out;
    std::size_t after_warm_up = 0;
    for (int i = 0; i < 1000; ++i) {
        row.set(good);
        ASSERT_TRUE(machine.run(row, out));
        row.set(bad);
        ASSERT_FALSE(machine.run(row, out));
        out.clear();
        if (i == 10) after_warm_up = allocations();
    }
    EXPECT_EQ(allocations(), after_warm_up);
    EXPECT_EQ(machine.counts().rows, 2000U);
    EXPECT_EQ(machine.counts().rejects, 1000U);
    EXPECT_EQ(machine.counts().resources, 1000U);
}

TEST(Machine, CountsWhatEachElementGot) {
    Mapping map(patient_map("id: =id('Patient', K)\ngender: =G\nlanguage: =L"));
    const Program& program = *map.map().program("");
    const std::vector<std::string_view> header{"K", "G", "L"};
    const auto binding = dynamic_cast<const FlatColumns&>(*program.space).bind(header);
    Machine machine(program, "job");
    FlatRow row(*binding);
    ByteBuffer out;
    for (const std::string_view gender : {"male", "", "female"}) {
        const std::vector<std::string_view> fields{"1", gender, ""};
        row.set(fields);
        ASSERT_TRUE(machine.run(row, out));
    }
    std::map<std::string, std::uint64_t> written;
    for (std::size_t i = 0; i < program.leaves.size(); ++i)
        written[program.leaves[i].element] = machine.counts().written[i];
    EXPECT_EQ(written["Patient.id"], 3U);
    EXPECT_EQ(written["Patient.gender"], 2U);
    EXPECT_EQ(written["Patient.language"], 0U);
}

TEST(Machine, TheSameRowGivesTheSameBytesFromAnyMachine) {
    Mapping map(patient_map("id: =id('Patient', K)\ngender: =G"));
    EXPECT_EQ(map.run({{"K", "1"}, {"G", "male"}}), map.run({{"G", "male"}, {"K", "1"}}));
}

TEST(Machine, AShortRowHasEmptyFields) {
    Mapping map(patient_map("id: =id('Patient', K)\ngender: =G"));
    const Program& program = *map.map().program("");
    const std::vector<std::string_view> header{"K", "G"};
    const auto binding = dynamic_cast<const FlatColumns&>(*program.space).bind(header);
    FlatRow row(*binding);
    const std::vector<std::string_view> fields{"1"};
    row.set(fields);
    EXPECT_EQ(map.run_view(program, row).find("gender"), std::string::npos);
}

}  // namespace
}  // namespace hios::map
