// hios-bench-map: rows a second that a compiled map turns into NDJSON, on one core and without reading files; once
// without validation, once at the level structure-only. Rows are made up from a seed: the 28 columns of Synthea's
// patients, or its conditions. Prints one JSON object.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "stages/map/compiler.hpp"
#include "stages/map/flat_columns.hpp"
#include "stages/map/machine.hpp"
#include "stages/map/test_runner.hpp"
#include "stages/validate/validator.hpp"

namespace hios {
namespace {

constexpr std::size_t kRows = 4096;  // as many as lie in a worker's piece of a file

constexpr std::array<std::string_view, 28> kPatients{"Id",
                                                     "BIRTHDATE",
                                                     "DEATHDATE",
                                                     "SSN",
                                                     "DRIVERS",
                                                     "PASSPORT",
                                                     "PREFIX",
                                                     "FIRST",
                                                     "MIDDLE",
                                                     "LAST",
                                                     "SUFFIX",
                                                     "MAIDEN",
                                                     "MARITAL",
                                                     "RACE",
                                                     "ETHNICITY",
                                                     "GENDER",
                                                     "BIRTHPLACE",
                                                     "ADDRESS",
                                                     "CITY",
                                                     "STATE",
                                                     "COUNTY",
                                                     "FIPS",
                                                     "ZIP",
                                                     "LAT",
                                                     "LON",
                                                     "HEALTHCARE_EXPENSES",
                                                     "HEALTHCARE_COVERAGE",
                                                     "INCOME"};
constexpr std::array<std::string_view, 7> kConditions{"START",  "STOP", "PATIENT",    "ENCOUNTER",
                                                      "SYSTEM", "CODE", "DESCRIPTION"};

class Rows {
public:
    explicit Rows(std::span<const std::string_view> header) {
        for (std::size_t row = 0; row < kRows; ++row) {
            for (const std::string_view column : header) texts_.push_back(value(column));
        }
        for (const std::string& text : texts_) bytes_ += text.size() + 1;
        fields_.assign(texts_.begin(), texts_.end());
        width_ = header.size();
    }
    [[nodiscard]] std::span<const std::string_view> row(std::size_t i) const {
        return std::span(fields_).subspan(i % kRows * width_, width_);
    }
    [[nodiscard]] double bytes_per_row() const { return static_cast<double>(bytes_) / kRows; }

private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    template <std::size_t N>
    std::string one_of(const std::array<std::string_view, N>& texts) {
        return std::string(texts[below(N)]);
    }
    std::string uuid() {
        return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", random_() & 0xFFFFFFFF, random_() & 0xFFFF,
                           random_() & 0xFFF, random_() & 0xFFF, random_() & 0xFFFFFFFFFFFF);
    }
    std::string day() { return fmt::format("{}-{:02}-{:02}", 1930 + below(90), 1 + below(12), 1 + below(28)); }
    std::string name() {
        static constexpr std::array<std::string_view, 8> kNames{"Abbott", "Bashirian", "Cruickshank", "D'Amore",
                                                                "Erdman", "Faneuil",   "Gutierrez",   "Harber"};
        return one_of(kNames) + std::to_string(below(1000));
    }
    std::string value(std::string_view column) {
        if (column == "Id" || column == "PATIENT" || column == "ENCOUNTER") return uuid();
        if (column == "BIRTHDATE" || column == "START") return day();
        if (column == "DEATHDATE") return below(8) == 0 ? day() : "";
        if (column == "STOP") return below(2) == 0 ? day() : "";
        if (column == "SSN") return fmt::format("999-{:02}-{:04}", below(100), below(10000));
        if (column == "DRIVERS") return fmt::format("S999{:05}", below(100000));
        if (column == "PASSPORT") return below(4) == 0 ? "" : fmt::format("X{:08}X", below(100000000));
        if (column == "PREFIX") return one_of(std::array<std::string_view, 4>{"Mr.", "Mrs.", "Ms.", ""});
        if (column == "FIRST" || column == "MIDDLE" || column == "LAST") return name();
        if (column == "MAIDEN") return below(4) == 0 ? name() : "";
        if (column == "MARITAL") return one_of(std::array<std::string_view, 4>{"M", "S", "D", "W"});
        if (column == "RACE")
            return one_of(std::array<std::string_view, 5>{"white", "black", "asian", "native", "other"});
        if (column == "ETHNICITY") return one_of(std::array<std::string_view, 2>{"hispanic", "nonhispanic"});
        if (column == "GENDER") return one_of(std::array<std::string_view, 2>{"M", "F"});
        if (column == "BIRTHPLACE") return "Danvers  Massachusetts  US";
        if (column == "ADDRESS")
            return fmt::format("{} {} Street{}", below(999), name(), below(5) == 0 ? " \"A\"" : "");
        if (column == "CITY") return "Springfield";
        if (column == "STATE") return "Massachusetts";
        if (column == "COUNTY") return "Hampden County";
        if (column == "FIPS") return fmt::format("250{:02}", below(100));
        if (column == "ZIP") return fmt::format("01{:03}", below(1000));
        if (column == "LAT") return fmt::format("42.{:014}", random_() % 100000000000000);
        if (column == "LON") return fmt::format("-71.{:014}", random_() % 100000000000000);
        if (column == "CODE") return std::to_string(10000000 + below(90000000));
        if (column == "DESCRIPTION") return "Viral sinusitis (disorder)";
        if (column == "SYSTEM") return below(2) == 0 ? "" : "SNOMED-CT";
        if (column.starts_with("HEALTHCARE") || column == "INCOME")
            return fmt::format("{}.{:02}", below(200000), below(100));
        return "";
    }

    std::mt19937_64 random_{4711};  // NOLINT: the same rows every time
    std::vector<std::string> texts_;
    std::vector<std::string_view> fields_;
    std::size_t bytes_ = 0;
    std::size_t width_ = 0;
};

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Speed {
    double median = 0;  // CPU seconds of all rows
    double best = 0;
    std::size_t bytes = 0;  // of output
};

constexpr std::size_t kPadding = 128;  // what the validator may read behind a text

// `validator`: null for none. Ends the program when a row is rejected or not valid.
Speed measure(const map::Program& program, const Rows& rows, std::span<const std::string_view> header,
              std::size_t count, validate::Validator* validator) {
    const auto fail = [](const std::string& what) {
        std::cerr << what << '\n';
        std::exit(1);
    };
    const auto binding = dynamic_cast<const map::FlatColumns&>(*program.space).bind(header);
    if (!binding) fail(binding.error().what);
    map::Machine machine(program, "bench");
    map::FlatRow view(*binding);
    ByteBuffer out;
    Speed speed;
    std::vector<double> runs;
    for (int run = 0; run < 7; ++run) {
        speed.bytes = 0;
        const double begin = cpu_seconds();
        for (std::size_t i = 0; i < count; ++i) {
            view.set(rows.row(i));
            if (!machine.run(view, out)) fail(map::to_text(machine.reject()));
            if (validator != nullptr) {
                out.room(kPadding);
                for (const map::Emitted& line : machine.emitted()) {
                    const std::string_view text = out.view().substr(line.begin, line.length - 1);
                    if (validator->is_plainly_right(text)) continue;
                    const auto read = validator->check(text, [&](const validate::Checked& checked) {
                        if (!checked.issues.empty()) fail("a resource is not valid");
                    });
                    if (!read) fail("a resource cannot be read");
                }
            }
            if (out.size() > 1U << 20) {
                speed.bytes += out.size();
                out.clear();
            }
        }
        speed.bytes += out.size();
        out.clear();
        if (run > 0) runs.push_back(cpu_seconds() - begin);
    }
    std::sort(runs.begin(), runs.end());
    speed.median = runs[runs.size() / 2];
    speed.best = runs.front();
    return speed;
}

int run_benchmark(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: hios-bench-map synthea.yaml [patients|conditions] [ROWS]\n";
        return 2;
    }
    const std::string from = argc > 2 ? argv[2] : "patients";
    const std::size_t count = argc > 3 ? static_cast<std::size_t>(std::atoll(argv[3])) : 400'000;
    std::stringstream text;
    text << std::ifstream(argv[1]).rdbuf();
    (void)definitions::Table::r4();

    const double begin = cpu_seconds();
    map::Problems problems;
    const auto files = map::read_map_file(text.str(), argv[1], problems);
    if (files.empty()) problems.error({}, "the file holds no map");
    const map::CompiledMap compiled = files.empty() ? map::CompiledMap() : map::compile(files[0], {}, problems);
    bool passed = !problems.failed();
    if (passed) {
        for (const auto& result : map::run_tests(compiled)) passed = passed && result.passed;
    }
    const double compile_ms = (cpu_seconds() - begin) * 1e3;
    for (const auto& problem : problems.all()) std::cerr << map::to_text(problem) << '\n';
    const map::Program* program = compiled.program(from);
    if (!passed || program == nullptr) {
        std::cerr << "the map cannot be run\n";
        return 1;
    }
    const std::span<const std::string_view> header = from == "conditions"
                                                         ? std::span<const std::string_view>(kConditions)
                                                         : std::span<const std::string_view>(kPatients);
    const Rows rows(header);
    validate::Validator validator(definitions::Table::r4(), {});
    const Speed plain = measure(*program, rows, header, count, nullptr);
    const Speed checked = measure(*program, rows, header, count, &validator);
    const auto n = static_cast<double>(count);
    fmt::print(
        "{{\"from\":\"{}\",\"rows\":{},\"operations\":{},\"compile_and_test_ms\":{:.2f},\"rows_per_second\":{:.0f},"
        "\"best_rows_per_second\":{:.0f},\"structure_only_rows_per_second\":{:.0f},\"input_bytes_per_row\":{:.0f},"
        "\"output_bytes_per_row\":{:.0f},\"output_gb_per_second\":{:.3f}}}\n",
        program->from, count, program->ops.size(), compile_ms, n / plain.median, n / plain.best, n / checked.median,
        rows.bytes_per_row(), static_cast<double>(plain.bytes) / n,
        static_cast<double>(plain.bytes) / plain.median / 1e9);
    return 0;
}

}  // namespace
}  // namespace hios

int main(int argc, char** argv) {
    return hios::run_benchmark(argc, argv);
}
