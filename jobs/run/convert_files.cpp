#include "jobs/run/convert_files.hpp"

#include <algorithm>

#include "jobs/run/conversion.hpp"
#include "jobs/run/gather.hpp"
#include "pipeline/lane_pool.hpp"

namespace hios::jobs {
namespace {

// Lines of the documents in [from, most), those of one document together.
template <class Line>
void give_documents(const Work& work, std::uint32_t from, std::uint32_t most, Line&& line) {
    std::vector<std::pair<std::size_t, std::size_t>> at(work.lanes.size());  // line and byte
    for (std::uint32_t document = 0; document < most; ++document) {
        for (std::size_t lane = 0; lane < work.lanes.size(); ++lane) {
            const LaneBlock& block = work.lanes[lane];
            auto& [number, byte] = at[lane];
            for (; number < block.lines.size() && block.lines[number].document == document; ++number) {
                if (document >= from) line(block.bytes.view().substr(byte, block.lines[number].length - 1));
                byte += block.lines[number].length;
            }
        }
    }
}

}  // namespace

Outcome<ConvertedCounts> convert_files(const JobSpec& spec, const std::vector<InputFile>& inputs,
                                       const std::filesystem::path& scratch,
                                       const std::function<void(std::string_view)>& line,
                                       const std::function<void(const Error&)>& rejected, RunControl& control,
                                       const ConvertOptions& options) {
    InputStore store(inputs);
    io::FileSpoolFactory spools(scratch);
    Metrics metrics;
    RunContext context(spec, store, store, spools, metrics,
                       options.observer != nullptr ? EngineKind::kSerial : EngineKind::kGraph);
    context.observer = options.observer;
    const auto objects = plan_inputs(inputs, store);
    fhir::ConditionalIndex index;
    HIOS_CHECK(gather_index(
        context, [&] { return feed_from(objects); }, [](fhir::ConditionalIndex&) { return Outcome<void>{}; }, control,
        index));

    ConvertedCounts counts;
    LanePool lanes;
    Conversion convert(context, &index, &lanes);
    StageSet stages;
    stages.convert = [&](Work& work) { convert(work); };
    stages.pack = [&](Work& work, const EmitSeal&) {
        const auto most = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(work.documents.size(), options.most_documents - counts.documents));
        const auto from = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(most, options.skip_documents - std::min(options.skip_documents, counts.documents)));
        counts.documents += most;
        if (counts.documents == options.most_documents) control.request_stop(false);
        counts.unresolved += work.unresolved.size();
        const auto give = [&](std::string_view text) {
            line(text);
            ++counts.resources;
        };
        if (options.most_documents != UINT64_MAX) {
            give_documents(work, from, most, give);
        } else {
            for (const LaneBlock& block : work.lanes) {
                std::size_t at = 0;
                for (const LineRecord& record : block.lines) {
                    give(block.bytes.view().substr(at, record.length - 1));
                    at += record.length;
                }
            }
        }
        for (const Reject& reject : work.rejects) {
            if (reject.document < from || reject.document >= most) continue;
            rejected(reject.error);
            ++counts.rejects;
        }
        for (const ObjectEnd& object : work.objects) {
            if (!object.unreadable) continue;
            rejected(*object.unreadable);
            ++counts.rejects;
        }
        lanes.give_back(work);
    };
    run_pass(context, feed_from(objects), stages, control);
    if (auto failure = control.failure()) return fail(std::move(*failure));
    return counts;
}

}  // namespace hios::jobs
