// hios-bench-validate: how many resources a second the validator checks, on one core and on several,
// without reading files: NDJSON is loaded first, then checked over and over. Prints one JSON object.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "stages/validate/validator.hpp"

namespace {

using hios::definitions::Table;
using hios::validate::Validator;

// All lines, each with the padding that the JSON index wants behind it.
struct Lines {
    std::string bytes;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    std::size_t text_bytes = 0;

    void add(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        std::string line;
        while (std::getline(in, line)) {
            if (line.empty()) continue;
            places.emplace_back(bytes.size(), line.size());
            text_bytes += line.size();
            bytes += line;
            bytes.append(hios::json::kPadding, '\0');
        }
    }
    [[nodiscard]] std::string_view operator[](std::size_t i) const {
        return std::string_view(bytes).substr(places[i].first, places[i].second);
    }
};

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr std::size_t kBlock = 256;  // lines that a thread takes at once, as in a job: neighbours in memory

struct Measured {
    double wall = 0;
    double cpu = 0;
    std::size_t with_issues = 0;
};

Measured measure(const Lines& lines, const hios::validate::Settings& settings, unsigned threads) {
    std::vector<std::size_t> found(threads, 0);
    const auto part = [&](unsigned number, Validator& validator) {
        std::size_t issues = 0;
        for (std::size_t begin = number * kBlock; begin < lines.places.size(); begin += threads * kBlock) {
            const std::size_t end = std::min(begin + kBlock, lines.places.size());
            for (std::size_t i = begin; i < end; ++i) {
                if (validator.is_plainly_right(lines[i])) continue;
                const auto checked = validator.check(
                    lines[i], [&](const hios::validate::Checked& one) { issues += one.issues.empty() ? 0U : 1U; });
                if (!checked) ++issues;
            }
        }
        found[number] = issues;
    };
    std::vector<std::unique_ptr<Validator>> validators;
    for (unsigned i = 0; i < threads; ++i) validators.push_back(std::make_unique<Validator>(Table::r4(), settings));
    const auto begin = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([&, i] { part(i, *validators[i]); });
    part(0, *validators[0]);
    for (std::thread& other : others) other.join();
    Measured result;
    result.cpu = cpu_seconds() - cpu;
    result.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (const std::size_t one : found) result.with_issues += one;
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    hios::validate::Settings settings;
    unsigned threads = 1;
    unsigned repeat = 5;
    Lines lines;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--level" && i + 1 < argc) {
            const auto level = hios::validate::level_named(argv[++i]);
            if (!level) {
                std::cerr << "unknown level\n";
                return 2;
            }
            settings.level = *level;
        } else if (argument == "--threads" && i + 1 < argc) {
            threads = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
        } else if (argument == "--repeat" && i + 1 < argc) {
            repeat = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
        } else {
            lines.add(argv[i]);
        }
    }
    if (lines.places.empty()) {
        std::cerr << "usage: hios-bench-validate [--level LEVEL] [--threads N] [--repeat N] FILE.ndjson...\n";
        return 2;
    }
    const auto begin = std::chrono::steady_clock::now();
    (void)Table::r4();
    const double load = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    measure(lines, settings, threads);  // warms caches and buffers
    std::vector<Measured> runs;
    for (unsigned i = 0; i < repeat; ++i) runs.push_back(measure(lines, settings, threads));
    std::sort(runs.begin(), runs.end(), [](const Measured& a, const Measured& b) { return a.wall < b.wall; });
    const Measured& median = runs[runs.size() / 2];
    const auto count = static_cast<double>(lines.places.size());
    fmt::print(
        "{{\"level\":\"{}\",\"threads\":{},\"resources\":{},\"bytes\":{},\"with_issues\":{},\"load_seconds\":{:.5f},"
        "\"wall_seconds\":{:.4f},\"cpu_seconds\":{:.4f},\"resources_per_second\":{:.0f},\"gb_per_second\":{:.3f}}}\n",
        hios::validate::to_string(settings.level), threads, lines.places.size(), lines.text_bytes, median.with_issues,
        load, median.wall, median.cpu, count / median.wall, static_cast<double>(lines.text_bytes) / median.wall / 1e9);
    return 0;
}
