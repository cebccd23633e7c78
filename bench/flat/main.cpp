// hios-bench-flat: how fast delimited text is split and read on one core, without files: a CSV of 28 columns
// like Synthea's patients is generated first, then read over and over. Prints one JSON object.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "stages/flat/chunk_scan.hpp"
#include "stages/flat/record_splitter.hpp"
#include "stages/flat/row_reader.hpp"

namespace hios::flat {
namespace {

constexpr std::size_t kColumns = 28;
constexpr std::size_t kChunk = 1 << 20;

// Every fifth row has quoted fields with commas and doubled quotes.
std::string generate(std::size_t rows) {
    std::mt19937_64 random(28);
    const auto word = [&](std::size_t size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + random() % 26);
        return text;
    };
    std::string csv;
    for (std::size_t column = 0; column < kColumns; ++column)
        csv += fmt::format("{}C{}", column > 0 ? "," : "", column);
    csv += '\n';
    for (std::size_t row = 0; row < rows; ++row) {
        const bool quoted = row % 5 == 0;
        csv += fmt::format("{}-{}-{}-{}-{},1970-01-{:02},,999-{:02}-{:04}", word(8), word(4), word(4), word(4),
                           word(12), row % 28 + 1, row % 100, row % 10000);
        for (std::size_t column = 4; column < kColumns; ++column) {
            if (quoted && column == 17) {
                csv += ",\"" + word(8) + ", " + word(6) + "\"";
            } else if (quoted && column == 16) {
                csv += ",\"" + word(4) + " \"\"" + word(4) + "\"\"\"";
            } else {
                csv += ',' + word(random() % 5 == 0 ? 0 : 3 + random() % 14);
            }
        }
        csv += '\n';
    }
    return csv;
}

struct Counted {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;  // of fields, so that no reading can be left out
    std::uint64_t faults = 0;
};

void read(RowReader& reader, const Block& block, Counted& counted) {
    reader.reset(block.bytes, block.offset, block.first_record);
    while (const Row* row = reader.next()) {
        ++counted.rows;
        counted.faults += row->fault ? 1U : 0U;
        for (const std::string_view field : row->fields) counted.bytes += field.size();
    }
}

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Of CPU time, for others may be at work on the machine.
template <class Work>
double median_seconds(int repeat, Work&& work) {
    std::vector<double> seconds;
    work();
    for (int i = 0; i < repeat; ++i) {
        const double begin = cpu_seconds();
        work();
        seconds.push_back(cpu_seconds() - begin);
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

int run_benchmark(int argc, char** argv) {
    const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000;
    const int repeat = argc > 2 ? std::atoi(argv[2]) : 7;
    const std::string csv = generate(rows);
    Dialect dialect;
    const Scanner scanner(dialect);
    RowReader reader(dialect);
    reader.set_columns(kColumns);
    Counted counted;
    std::uint64_t records = 0;

    const auto split = [&](const RecordSplitter::Emit& emit) {
        RecordSplitter splitter(dialect);
        for (std::size_t at = 0; at < csv.size(); at += kChunk) {
            splitter.feed(std::string_view(csv).substr(at, kChunk), emit);
        }
        splitter.finish(emit);
    };
    const double reading = median_seconds(repeat, [&] {
        counted = {};
        Block whole;
        whole.bytes = csv;
        read(reader, whole, counted);
    });
    const double splitting =
        median_seconds(repeat, [&] { split([&](const Block& block) { records = block.first_record; }); });
    const double both = median_seconds(repeat, [&] {
        counted = {};
        split([&](const Block& block) { read(reader, block, counted); });
    });
    const double scanning = median_seconds(repeat, [&] {
        State state;
        for (std::size_t at = 0; at < csv.size(); at += kChunk) {
            state = resolve(state, scan_chunk(scanner, std::string_view(csv).substr(at, kChunk))).end;
        }
        records += static_cast<std::uint64_t>(state.place);
    });
    if (counted.rows != rows + 1 || counted.faults != 0 || records == 0) {
        std::cerr << "the rows read are not the rows generated\n";
        return 1;
    }
    const auto gigabytes = static_cast<double>(csv.size()) / 1e9;
    const auto million_rows = static_cast<double>(rows + 1) / 1e6;
    fmt::print(
        "{{\"rows\":{},\"bytes\":{},\"field_bytes\":{},\"read_mrows_per_second\":{:.2f},\"read_gb_per_second\":{:.2f},"
        "\"split_gb_per_second\":{:.2f},\"split_and_read_mrows_per_second\":{:.2f},"
        "\"split_and_read_gb_per_second\":{:.2f},\"chunk_scan_gb_per_second\":{:.2f}}}\n",
        rows + 1, csv.size(), counted.bytes, million_rows / reading, gigabytes / reading, gigabytes / splitting,
        million_rows / both, gigabytes / both, gigabytes / scanning);
    return 0;
}

}  // namespace
}  // namespace hios::flat

int main(int argc, char** argv) {
    return hios::flat::run_benchmark(argc, argv);
}
