// Command hl7v2: a feed of messages over a population of patients, in one file or in many.

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "bench/datagen/commands.hpp"
#include "bench/datagen/hl7v2_messages.hpp"

namespace hios::bench {
namespace {

constexpr std::size_t kMessageFlushBytes = 1 << 20;
constexpr std::uint64_t kMessageStream = 1ULL << 40U;  // apart from the patients' streams, which count from 0

const MessageKind& kind_of(const std::string& name, Rng& rng) {
    const auto& kinds = message_kinds();
    if (name != "mixed") {
        const auto* found =
            std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.name == name; });
        if (found == kinds.end())
            throw std::runtime_error(fmt::format("there is no message kind '{}'. Mend: mixed or one of --help", name));
        return *found;
    }
    std::uint64_t share = rng.below(100);
    for (const MessageKind& kind : kinds) {
        if (share < kind.share) return kind;
        share -= kind.share;
    }
    return kinds.front();
}

}  // namespace

Summary write_hl7v2(const Options& options) {
    Summary summary;
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    const std::uint64_t per_file = options.per_file > 0 ? options.per_file : std::max<std::uint64_t>(options.count, 1);
    std::string text;
    for (std::uint64_t first = 0; first < options.count; first += per_file) {
        OutputFile file(options.out / fmt::format("{:03}/messages-{:06}.hl7{}", summary.files / 1000, summary.files,
                                                  suffix(options.compression)),
                        options.compression);
        const std::uint64_t end = std::min(first + per_file, options.count);
        for (std::uint64_t number = first; number < end; ++number) {
            Rng rng(options.seed, kMessageStream + number);
            Episode episode;
            episode.message_number = number;
            episode.patient_number = rng.below(std::max<std::uint64_t>(options.patients, 1));
            Rng person(options.seed, episode.patient_number);
            const Patient patient = make_patient(person);
            episode.patient = &patient;
            episode.person = person;
            episode.provider = &rng.pick(providers);
            // Messages of a feed come in the order of their events.
            episode.moment = kWorldEnd - kYear + static_cast<std::int64_t>(number * 7);
            kind_of(options.kind, rng).write(text, rng, episode);
            if (text.size() < kMessageFlushBytes && number + 1 < end) continue;
            summary.bytes += text.size();
            file.append(text);
            text.clear();
        }
        file.close();
        ++summary.files;
    }
    summary.resources = options.count;
    summary.distinct = options.count;
    return summary;
}

}  // namespace hios::bench
