// Runs a fuzz target without libFuzzer, so that every compiler can: each seed as it is, then mutations
// of the seeds until the time is over. The sequence of mutations depends on --seed alone. An input that
// ends the process is written to <program>.crash; give that file as the only argument to run it again.

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Present when the program is built with a sanitizer: called before it ends the process.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizers' name
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSeedBytes = 1 << 20;
constexpr std::size_t kMaxMutantBytes = 64 << 10;  // small inputs run often, and find as much
constexpr unsigned kSecondsPerInput = 20;          // an input that takes longer counts as a hang

// What the signal handlers need; they may touch nothing that allocates.
const std::string* g_input = nullptr;
std::FILE* g_crash_file = nullptr;

void save_input() {
    if (g_input == nullptr || g_crash_file == nullptr) {
        return;
    }
    const int file = fileno(g_crash_file);
    std::size_t done = 0;
    while (done < g_input->size()) {
        const ssize_t written = ::write(file, g_input->data() + done, g_input->size() - done);
        if (written <= 0) {
            return;
        }
        done += static_cast<std::size_t>(written);
    }
    constexpr std::string_view kNote = "\nThe input that ended this program was saved to <program>.crash.\n";
    [[maybe_unused]] const ssize_t noted = ::write(STDERR_FILENO, kNote.data(), kNote.size());
}

void on_signal(int signal) {
    save_input();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void watch_for_crashes(const std::string& crash_path) {
    g_crash_file = std::fopen(crash_path.c_str(), "wb");
    std::signal(SIGALRM, on_signal);
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(save_input);  // the sanitizer's own handlers stay: they print the stack
        return;
    }
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) {
        std::signal(signal, on_signal);
    }
}

void run_one(const std::string& input) {
    // An exact heap copy, so that a read past the end is seen; never null, as with libFuzzer.
    const auto bytes = std::make_unique<std::uint8_t[]>(input.size());
    std::copy(input.begin(), input.end(), bytes.get());
    g_input = &input;
    ::alarm(kSecondsPerInput);
    LLVMFuzzerTestOneInput(bytes.get(), input.size());
    ::alarm(0);
    g_input = nullptr;
}

std::vector<std::string> read_seeds(const std::vector<fs::path>& paths) {
    std::vector<fs::path> files;
    for (const fs::path& path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            if (entry.is_regular_file() && entry.file_size() <= kMaxSeedBytes) {
                files.push_back(entry.path());
            }
        }
    }
    std::sort(files.begin(), files.end());  // a folder's order differs between machines

    std::vector<std::string> seeds;
    for (const fs::path& file : files) {
        std::string bytes(fs::file_size(file), '\0');
        if (!std::ifstream(file, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
            std::fprintf(stderr, "cannot read the seed %s\n", file.c_str());
            std::exit(2);
        }
        seeds.push_back(std::move(bytes));
    }
    return seeds;
}

class Mutator {
public:
    Mutator(const std::vector<std::string>& seeds, std::uint64_t seed) : seeds_(seeds), random_(seed) {}

    std::string next() {
        std::string mutant = seeds_[below(seeds_.size())];
        if (mutant.size() > kMaxMutantBytes) {
            mutant = mutant.substr(below(mutant.size() - kMaxMutantBytes), kMaxMutantBytes);
        }
        for (std::size_t rounds = 1 + below(8); rounds > 0; --rounds) {
            mutate(mutant);
        }
        mutant.resize(std::min(mutant.size(), kMaxMutantBytes));
        return mutant;
    }

private:
    void mutate(std::string& bytes) {
        if (bytes.empty()) {
            bytes.push_back(any_byte());
            return;
        }
        const std::size_t at = below(bytes.size());
        const std::size_t length = 1 + below(std::min<std::size_t>(bytes.size() - at, 64));
        switch (below(8)) {
            case 0:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
                break;
            case 1:
                bytes[at] = any_byte();
                break;
            case 2:
                bytes[at] = structural_byte();
                break;
            case 3:
                bytes.insert(at, 1, structural_byte());
                break;
            case 4:
                bytes.erase(at, length);
                break;
            case 5:
                bytes.insert(at, bytes.substr(at, length));
                break;
            case 6:
                bytes.resize(at);
                break;
            default: {
                const std::string& other = seeds_[below(seeds_.size())];
                const std::size_t from = below(other.size() + 1);
                bytes.insert(at, other, from, 1 + below(256));
            }
        }
    }

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
    char any_byte() { return static_cast<char>(below(256)); }
    // Bytes that mean something to the formats we read: JSON, lines, lengths.
    char structural_byte() {
        using namespace std::string_view_literals;
        constexpr std::string_view kBytes = "{}[]\":,\\\n\r\t -0e.\0\x7f\x80\xff"sv;
        return kBytes[below(kBytes.size())];
    }

    const std::vector<std::string>& seeds_;
    std::mt19937_64 random_;
};

struct Options {
    std::uint64_t seconds = 0;
    std::uint64_t seed = 1;
    std::vector<fs::path> paths;
};

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word != "--seconds" && word != "--seed") {
            options.paths.emplace_back(word);
            continue;
        }
        std::uint64_t& number = word == "--seconds" ? options.seconds : options.seed;
        const std::string_view text = i + 1 < argc ? argv[++i] : "";
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) {
            std::fprintf(stderr, "usage: %s [--seconds N] [--seed N] FILE_OR_FOLDER...\n", argv[0]);
            std::exit(2);
        }
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    const Options options = parse(argc, argv);
    const std::string crash_path = fs::path(argv[0]).filename().string() + ".crash";
    std::vector<std::string> seeds = read_seeds(options.paths);
    const std::size_t seed_count = seeds.size();
    seeds.emplace_back();  // the empty input, always
    watch_for_crashes(crash_path);

    for (const std::string& seed : seeds) {
        run_one(seed);
    }
    Mutator mutator(seeds, options.seed);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
    std::uint64_t mutants = 0;
    while (std::chrono::steady_clock::now() < end) {
        run_one(mutator.next());
        ++mutants;
    }
    std::printf("%zu seeds and %llu mutations ran without a finding\n", seed_count,
                static_cast<unsigned long long>(mutants));
    if (g_crash_file != nullptr) {
        std::fclose(g_crash_file);
        fs::remove(crash_path);
    }
    return 0;
}
