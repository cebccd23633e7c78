#pragma once
// A map compiled from text and run over rows, for tests.

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "stages/map/compiler.hpp"
#include "stages/map/flat_columns.hpp"
#include "stages/map/json_paths.hpp"
#include "stages/map/machine.hpp"
#include "stages/map/test_runner.hpp"

namespace hios::map {

inline std::string all_text(const Problems& problems) {
    std::string text;
    for (const Problem& one : problems.all()) text += to_text(one) + "\n";
    return text;
}

// What is wrong with the first map of a file; "" when nothing is.
inline std::string problems_of(const std::string& yaml, const CompileSettings& settings = {}) {
    Problems problems;
    const auto maps = read_map_file(yaml, "test.yaml", problems);
    if (!maps.empty()) (void)compile(maps[0], settings, problems);
    return all_text(problems);
}

class Mapping {
public:
    using Row = std::vector<std::pair<std::string, std::string>>;

    explicit Mapping(const std::string& yaml, const CompileSettings& settings = {}) {
        maps_ = read_map_file(yaml, "test.yaml", problems_);
        if (!maps_.empty()) map_ = compile(maps_[0], settings, problems_);
        EXPECT_FALSE(problems_.failed()) << all_text(problems_);
    }
    explicit Mapping(const MapFile& file) {
        map_ = compile(file, {}, problems_);
        EXPECT_FALSE(problems_.failed()) << all_text(problems_);
    }

    // The NDJSON of a row, or "reject: ..." as the machine says it.
    std::string run(const Row& row, const std::string& from = {}) {
        const Program* program = map_.program(from);
        if (problems_.failed() || program == nullptr) return "no program";
        const auto& columns = dynamic_cast<const FlatColumns&>(*program->space);
        std::vector<std::string_view> header;
        std::vector<std::string_view> fields;
        for (const auto& [name, value] : row) {
            header.push_back(name);
            fields.push_back(value);
        }
        ColumnBinding binding;
        for (const std::string& name : columns.names()) {
            const auto found = std::find(header.begin(), header.end(), name);
            binding.columns.push_back(found == header.end() ? kNoSlot
                                                            : static_cast<std::uint32_t>(found - header.begin()));
        }
        FlatRow view(binding);
        view.set(fields);
        return run_view(*program, view);
    }
    std::string run_json(const std::string& text) {
        const Program* program = map_.program("");
        if (problems_.failed() || program == nullptr) return "no program";
        JsonRow view(dynamic_cast<const JsonPaths&>(*program->space));
        if (!view.set(text)) return "no JSON";
        return run_view(*program, view);
    }
    std::string run_view(const Program& program, const SourceView& view) {
        machine_ = std::make_unique<Machine>(program, "test");
        ByteBuffer out;
        if (!machine_->run(view, out)) return "reject: " + to_text(machine_->reject());
        return std::string(out.view());
    }

    [[nodiscard]] const CompiledMap& map() const { return map_; }
    [[nodiscard]] const Machine& machine() const { return *machine_; }
    [[nodiscard]] const Problems& problems() const { return problems_; }

private:
    Problems problems_;
    std::vector<MapFile> maps_;
    CompiledMap map_;
    std::unique_ptr<Machine> machine_;
};

// A CSV map of one Patient template, whose lines stand under "emit: - resourceType: Patient". No id: the
// outputs stay readable.
inline std::string patient_map(const std::string& elements, const std::string& more = {}) {
    std::string yaml = "map: test\nsource: {format: csv}\n" + more + "emit:\n  - resourceType: Patient\n";
    std::string line;
    for (const char c : elements + "\n") {
        if (c != '\n') {
            line += c;
            continue;
        }
        if (!line.empty()) yaml += "    " + line + "\n";
        line.clear();
    }
    return yaml;
}

// The output of a Patient template of one row, without {"resourceType":"Patient", and }\n. The resource has one
// computed element that is always there, so that it does not vanish itself.
inline std::string patient(const std::string& elements, Mapping::Row row, const std::string& more = {}) {
    row.emplace_back("KEEP", "true");
    std::string out = Mapping(patient_map("active: =KEEP\n" + elements, more)).run(row);
    const std::string head = R"({"resourceType":"Patient","active":true)";
    if (!out.starts_with(head)) return out;
    out = out.substr(head.size(), out.size() - head.size() - 2);
    return out.starts_with(',') ? out.substr(1) : out;
}

}  // namespace hios::map
