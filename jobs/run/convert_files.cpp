#include "jobs/run/convert_files.hpp"

#include <map>

#include "jobs/run/conversion.hpp"
#include "jobs/run/gather.hpp"

namespace hios::jobs {
Outcome<ConvertedCounts> convert_files(const JobSpec& spec, const std::vector<InputFile>& inputs,
                                       const std::filesystem::path& scratch,
                                       const std::function<void(std::string_view)>& line,
                                       const std::function<void(const Error&)>& rejected, RunControl& control) {
    InputStore store(inputs);
    io::FileSpoolFactory spools(scratch);
    Metrics metrics;
    RunContext context(spec, store, store, spools, metrics, EngineKind::kGraph);
    const auto objects = plan_inputs(inputs, store);
    fhir::ConditionalIndex index;
    HIOS_CHECK(gather_index(
        context, [&] { return feed_from(objects); }, [](fhir::ConditionalIndex&) { return Outcome<void>{}; }, control,
        index));

    ConvertedCounts counts;
    Conversion convert(context, &index, nullptr);
    StageSet stages;
    stages.convert = [&](Work& work) { convert(work); };
    stages.pack = [&](Work& work, const EmitSeal&) {
        counts.documents += work.documents.size();
        counts.unresolved += work.unresolved.size();
        for (const LaneBlock& block : work.lanes) {
            std::size_t at = 0;
            for (const LineRecord& record : block.lines) {
                line(block.bytes.view().substr(at, record.length - 1));
                at += record.length;
                ++counts.resources;
            }
        }
        for (const Reject& reject : work.rejects) {
            rejected(reject.error);
            ++counts.rejects;
        }
        for (const ObjectEnd& object : work.objects) {
            if (!object.unreadable) continue;
            rejected(*object.unreadable);
            ++counts.rejects;
        }
    };
    run_pass(context, feed_from(objects), stages, control);
    if (auto failure = control.failure()) return fail(std::move(*failure));
    return counts;
}

}  // namespace hios::jobs
