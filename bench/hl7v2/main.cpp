// hios-bench-hl7v2: messages a second that are split, read and given to maps, on one core and in memory. Prints one
// JSON object a line.

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bench/hl7v2/messages.hpp"
#include "stages/hl7v2/escapes.hpp"
#include "stages/hl7v2/message_view.hpp"
#include "stages/hl7v2/splitter.hpp"

namespace hios {
namespace {

constexpr unsigned kMessages = 2000;  // as many as lie in a worker's piece of a file
constexpr int kRuns = 7;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The best of several runs over all messages, `rounds` times each.
void measure(const std::string& what, const std::vector<std::string>& messages, int rounds,
             const std::function<std::size_t(const std::string&)>& work) {
    double best = 1e9;
    std::size_t found = 0;
    std::size_t bytes = 0;
    for (const std::string& message : messages) bytes += message.size();
    for (int run = 0; run < kRuns; ++run) {
        const double begin = cpu_seconds();
        for (int round = 0; round < rounds; ++round) {
            for (const std::string& message : messages) found += work(message);
        }
        best = std::min(best, cpu_seconds() - begin);
    }
    const auto count = static_cast<double>(messages.size()) * rounds;
    fmt::print(
        "{{\"what\":\"{}\",\"messages_per_second\":{:.0f},\"bytes_per_message\":{:.0f},\"mb_per_second\":{:.0f},"
        "\"found\":{}}}\n",
        what, count / best, static_cast<double>(bytes) / static_cast<double>(messages.size()),
        static_cast<double>(bytes) * rounds / best / 1e6, found);
}

void measure_kind(const std::string& kind, const std::vector<std::string>& messages) {
    hl7v2::Message message;
    measure(kind + " read", messages, 10, [&](const std::string& text) -> std::size_t {
        return message.read(text, {}) ? 0 : message.segment_count();
    });
    hl7v2::Unescaper unescaper;
    measure(kind + " read, all values decoded", messages, 5, [&](const std::string& text) -> std::size_t {
        if (message.read(text, {})) return 0;
        std::size_t bytes = 0;
        for (std::uint32_t s = 0; s < message.segment_count(); ++s) {
            const hl7v2::Segment segment = message.segment(s);
            for (std::uint32_t f = 1; f <= segment.field_count(); ++f)
                for (const hl7v2::Part& repetition : segment.field(f).parts())
                    for (const hl7v2::Part& component : repetition.parts())
                        for (const hl7v2::Part& part : component.parts())
                            bytes += unescaper.decode(message, part.text()).size();
        }
        return bytes;
    });

    hl7v2::Hl7v2Space space(std::make_shared<const hl7v2::Walk>(
        std::vector<hl7v2::GroupRule>{{"PATIENT", {"PID"}, {"NK1", "PV1", "AL1", "DG1", "IN1"}, {}},
                                      {"ORDER", {"ORC", "OBR"}, {"OBX"}, {"PATIENT"}}}));
    for (const char* address : {"MSH-10", "PID-3.1", "PID-5.1", "PV1-2", "OBX-5", "NTE-3"})
        (void)space.resolve(address, map::kNoSlot);
    hl7v2::MessageView view(space);
    map::Scratch scratch;
    measure(kind + " read, groups found", messages, 10, [&](const std::string& text) -> std::size_t {
        if (message.read(text, {})) return 0;
        view.set(message);
        return view.text(map::kWholeDocument, 0, scratch).size();
    });

    std::string file;
    for (const std::string& text : messages) file += text;
    measure(kind + " split (file of " + std::to_string(messages.size()) + ")", {file}, 10, [](const std::string& text) {
        std::size_t count = 0;
        hl7v2::Splitter splitter;
        const auto emit = [&](const hl7v2::MessageRange&) { ++count; };
        for (std::size_t at = 0; at < text.size(); at += 1U << 20)
            splitter.feed(std::string_view(text).substr(at, 1U << 20), emit);
        splitter.finish(emit);
        return count;
    });
}

int run_benchmark() {
    std::vector<std::string> admissions;
    std::vector<std::string> results;
    for (unsigned i = 0; i < kMessages; ++i) {
        admissions.push_back(bench::admission(i));
        results.push_back(bench::results(i));
    }
    measure_kind("ADT", admissions);
    measure_kind("ORU", results);
    std::string attachment = bench::admission(1) + "OBX|1|ED|||^^^Base64^";
    attachment.append(100'000'000, 'A');
    attachment += '\r';
    measure("100 MB in one field read", {attachment}, 1, [](const std::string& text) -> std::size_t {
        hl7v2::Message message;
        return message.read(text, {}) ? 0 : message.segment_count();
    });
    return 0;
}

}  // namespace
}  // namespace hios

int main() {
    return hios::run_benchmark();
}
