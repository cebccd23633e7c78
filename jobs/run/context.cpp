#include "jobs/run/context.hpp"

#include <algorithm>

#include "jobs/run/feed.hpp"
#include "pipeline/byte_blocks.hpp"

namespace hios::jobs {
namespace {

// Bytes of documents in flight: a tenth of the memory allowed (their lines, index and spools take the
// rest), but no more than keeps the workers busy, so that memory does not grow with what is allowed.
std::uint64_t bytes_in_flight(const JobSpec& spec, unsigned threads) {
    return std::min<std::uint64_t>(spec.limits.memory / 10, (4ULL + 4ULL * threads) << 20);
}

// Buffers hold those documents, the lines made of them, and others: of shards that are not written yet, and kept for
// reuse.
std::uint64_t bytes_of_buffers(const JobSpec& spec, std::uint64_t in_flight) {
    return 2 * in_flight + std::min<std::uint64_t>(16 << 20, spec.limits.memory / 8);
}

}  // namespace

io::UnwrapLimits unwrap_limits(const JobSpec& spec) {
    return {spec.limits.archive_depth, spec.limits.expanded_size, spec.limits.expansion_ratio};
}

void run_pass(RunContext& context, const FeedSource& feed, StageSet stages, RunControl& control, PassKind kind) {
    const unsigned threads = context.threads();
    const std::uint64_t in_flight = bytes_in_flight(context.spec, threads);
    byte_blocks::make_arena(bytes_of_buffers(context.spec, in_flight));
    ByteBudget budget(in_flight, 64 + 16ULL * threads);
    control.set_on_stop([&] {
        if (control.failed()) budget.stop();
    });
    ReaderSettings settings;
    settings.unwrap = unwrap_limits(context.spec);
    settings.split.document_bytes = std::min<std::uint64_t>(context.document_bytes(), 0xF000'0000ULL);
    const unsigned io_threads = std::max(2U, threads);
    ReadAheadSettings ahead_settings;
    // Each I/O thread works on an item of many small objects: theirs, and half an item ahead.
    ahead_settings.objects = std::min<std::size_t>(64 + kItemObjects * io_threads, 384);
    ahead_settings.bytes = std::min(ahead_settings.bytes, context.spec.limits.memory / 32);
    ahead_settings.keep = &context.keep;
    ahead_settings.last = kind == PassKind::kLast;
    ReadAhead ahead(feed, context.source, context.error_zone, ahead_settings);
    context.ahead = &ahead;
    SourceReader reader([&](const PlannedObject& object) { return ahead.open(object); }, context.formats, settings,
                        budget, control, context.metrics);
    if (!stages.fetch) {
        stages.fetch = [&](const FeedItem& item, const EmitWork& emit) { reader.fetch(item, emit); };
    }
    const FeedSource items = [&](FeedItem& item) { return ahead.next(item); };
    if (context.engine == EngineKind::kSerial) {
        run_serial(items, stages, budget, control, context.metrics);
    } else {
        run_graph(items, stages, {threads, io_threads}, budget, control, context.metrics);
    }
    control.set_on_stop({});
    context.ahead = nullptr;
}

}  // namespace hios::jobs
