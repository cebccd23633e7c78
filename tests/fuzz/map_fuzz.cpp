// The input is a map file: reading and compiling it must end soon, name a place for everything that is wrong,
// and what compiles must write JSON lines, the same twice. Each line is also tried as an expression.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/compiler.hpp"
#include "stages/map/expression.hpp"
#include "stages/map/flat_columns.hpp"
#include "stages/map/json_document.hpp"
#include "stages/map/machine.hpp"
#include "stages/map/overrides.hpp"
#include "stages/map/test_runner.hpp"

namespace hios {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

std::string run(const map::Program& program, const map::FlatColumns& columns, std::string_view filler) {
    map::ColumnBinding binding;
    std::vector<std::string_view> fields;
    for (std::size_t i = 0; i < columns.names().size(); ++i) {
        binding.columns.push_back(static_cast<std::uint32_t>(i));
        fields.push_back(i % 3 == 2 ? std::string_view() : filler);
    }
    map::FlatRow row(binding);
    row.set(fields);
    map::Machine machine(program, "fuzz");
    ByteBuffer out;
    if (!machine.run(row, out)) {
        check(out.empty() && !map::to_text(machine.reject()).empty());
        return "reject";
    }
    map::JsonDocument document;
    for (const map::Emitted& one : machine.emitted()) {
        check(one.begin + one.length <= out.size() && out.view()[one.begin + one.length - 1] == '\n');
        check(document.read(out.view().substr(one.begin, one.length)));
        check(document.node(0).kind == map::JsonNode::Kind::kObject);
    }
    return std::string(out.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const map::Place place{nullptr, 1, 1};
    for (std::size_t begin = 0, lines = 0; begin < input.size() && lines < 64; ++lines) {
        const std::size_t end = std::min(input.find('\n', begin), input.size());
        map::Problems problems;
        const auto parsed = map::parse_expression(input.substr(begin, end - begin), place, problems);
        check((parsed == nullptr) == problems.failed());
        begin = end + 1;
    }

    map::Problems problems;
    auto maps = map::read_map_file(input, "fuzz.yaml", problems);
    for (std::size_t i = 0; i < maps.size() && i < 4; ++i) {
        if (i > 0) map::apply_overrides(maps[i], maps[0], problems);
        const auto compiled = map::compile(maps[i], {}, problems);
        if (problems.failed()) break;
        (void)map::run_tests(compiled);
        for (const map::Program& program : compiled.programs) {
            const auto* columns = dynamic_cast<const map::FlatColumns*>(program.space.get());
            if (columns == nullptr) continue;
            for (const std::string_view filler : {"1", "2020-01-02", "a;b|\"\\\n\x01", ""})
                check(run(program, *columns, filler) == run(program, *columns, filler));
        }
    }
    for (const map::Problem& problem : problems.all()) check(!problem.what.empty() && !map::to_text(problem).empty());
    return 0;
}

}  // namespace hios
