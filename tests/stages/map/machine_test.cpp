// What the machine costs and counts.

#include "stages/map/machine.hpp"

#include <algorithm>
#include <map>

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

// A buffer for each type of resource.
class BufferByType final : public LineSink {
public:
    explicit BufferByType(const Program& program) : program_(program) {}
    ByteBuffer& lines_of(std::uint32_t resource) override { return buffers_[program_.resource_types[resource]]; }
    std::string_view text(const std::string& type) { return buffers_[type].view(); }

private:
    const Program& program_;
    std::map<std::string, ByteBuffer> buffers_;
};

TEST(Machine, LinesGoWhereTheSinkSaysAndThoseOfARejectAreTakenBack) {
    Mapping map(R"y(
map: several
source: {format: csv}
emit:
  - {resourceType: Patient, id: =K}
  - {resourceType: Basic, id: =K, code: {text: =N}, subject: "=ref('Patient', K)"}
  - {resourceType: Patient, id: "=K + '-2'", multipleBirthInteger: =int(N)}
)y");
    const Program& program = *map.map().program("");
    const std::vector<std::string_view> header{"K", "N"};
    const auto binding = dynamic_cast<const FlatColumns&>(*program.space).bind(header);
    Machine machine(program, "job");
    FlatRow row(*binding);
    BufferByType sink(program);
    const auto run = [&](std::string_view key, std::string_view number) {
        const std::vector<std::string_view> fields{key, number};
        row.set(fields);
        return machine.run(row, sink);
    };
    ASSERT_TRUE(run("a", "1"));
    const std::string patients(sink.text("Patient"));
    const std::string basics(sink.text("Basic"));
    EXPECT_EQ(std::count(patients.begin(), patients.end(), '\n'), 2);
    EXPECT_EQ(std::count(basics.begin(), basics.end(), '\n'), 1);
    for (const Emitted& line : machine.emitted())
        EXPECT_EQ(sink.text(std::string(line.type)).substr(line.begin, 16), "{\"resourceType\":");
    ASSERT_FALSE(run("b", "one"));
    EXPECT_TRUE(machine.emitted().empty());
    EXPECT_EQ(sink.text("Patient"), patients);
    EXPECT_EQ(sink.text("Basic"), basics);
    ASSERT_TRUE(run("c", "2"));
    EXPECT_TRUE(sink.text("Patient").starts_with(patients));
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
