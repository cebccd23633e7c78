#include "jobs/run/convert_files.hpp"

#include <map>

#include "io/local_store.hpp"
#include "io/memory_store.hpp"
#include "jobs/run/feed.hpp"
#include "jobs/run/gather.hpp"
#include "jobs/run/worker_pool.hpp"

namespace hios::jobs {
namespace {

// Local files under their absolute paths, and texts that came by standard input.
class InputStore final : public ObjectStore {
public:
    explicit InputStore(const std::vector<ConvertInput>& inputs) : files_("/", false) {
        for (const ConvertInput& input : inputs) {
            if (!input.path.empty()) continue;
            stored_ = texts_.put(input.name, input.bytes, {}).has_value() && stored_;
        }
    }
    Outcome<void> list(std::string_view, const Visitor&, const Unreadable&) override { return {}; }
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override { return store_of(key).open(key); }
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override {
        return texts_.put(key, bytes, options);
    }
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path,
                                PutOptions options) override {
        return texts_.put_file(key, path, options);
    }
    Outcome<ObjectInfo> head(const std::string& key) override { return store_of(key).head(key); }
    Outcome<void> remove(const std::string& key) override { return texts_.remove(key); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return {}; }
    [[nodiscard]] std::string describe() const override { return "the files named"; }

private:
    ObjectStore& store_of(const std::string& key) {
        if (texts_.head(key)) return texts_;
        return files_;
    }
    io::LocalStore files_;
    io::MemoryStore texts_;
    bool stored_ = true;
};

std::vector<PlannedObject> plan(const std::vector<ConvertInput>& inputs, ObjectStore& store) {
    std::vector<PlannedObject> objects;
    for (const ConvertInput& input : inputs) {
        PlannedObject& object = objects.emplace_back();
        object.ordinal = static_cast<std::uint32_t>(objects.size() - 1);
        object.name = input.name;
        object.key = input.path.empty() ? input.name
                                        : std::filesystem::absolute(input.path).lexically_normal().string().substr(1);
        if (const auto info = store.head(object.key)) object.size = info->size;
    }
    return objects;
}

}  // namespace

Outcome<ConvertedCounts> convert_files(const JobSpec& spec, const std::vector<ConvertInput>& inputs,
                                       const std::filesystem::path& scratch,
                                       const std::function<void(std::string_view)>& line,
                                       const std::function<void(const Error&)>& rejected, RunControl& control) {
    InputStore store(inputs);
    io::FileSpoolFactory spools(scratch);
    Metrics metrics;
    RunContext context(spec, store, store, spools, metrics, EngineKind::kGraph);
    const auto objects = plan(inputs, store);
    fhir::ConditionalIndex index;
    HIOS_CHECK(gather_index(
        context, [&] { return feed_from(objects); }, [](fhir::ConditionalIndex&) { return Outcome<void>{}; }, control,
        index));

    ConvertedCounts counts;
    WorkerPool<fhir::Converter> converters([&] {
        return std::make_unique<fhir::Converter>(fhir::ConvertSettings{context.read_settings(), &index, nullptr});
    });
    StageSet stages;
    stages.convert = [&](Work& work) { converters.with([&](fhir::Converter& converter) { converter.convert(work); }); };
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
