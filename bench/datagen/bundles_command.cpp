// Commands bundles, ndjson and big-bundle: whole patient records and their providers.

#include <fmt/format.h>
#include <algorithm>

#include "bench/datagen/bundle.hpp"
#include "bench/datagen/chart.hpp"
#include "bench/datagen/commands.hpp"
#include "bench/datagen/ndjson.hpp"

namespace hios::bench {
namespace {

constexpr std::size_t kStreamBytes = 1 << 20;

using WriteProvider = void (*)(ResourceSink&, const Provider&);

// Conditional style: the providers stand in two batch Bundles of their own, which a server loads first.
void provider_bundle(const Options& options, const std::vector<Provider>& providers, std::string_view name,
                     std::initializer_list<WriteProvider> parts, FileStore& store, Summary& summary) {
    std::string text;
    BundleWriter bundle(text, options.layout, BundleType::kBatch, options.style);
    for (const Provider& provider : providers) {
        for (const WriteProvider part : parts) part(bundle, provider);
    }
    bundle.finish();
    store.put(fmt::format("{}{}.json", name, options.seed), text);
    summary.files += 1;
    summary.resources += bundle.entries();
    summary.distinct += bundle.entries();
    summary.bytes += text.size();
}

// Urn style: a patient's Bundle carries all providers the record may name, as every reference stays inside it.
std::vector<Provider> providers_of_patient(const std::vector<Provider>& all, std::uint64_t ordinal) {
    constexpr std::size_t kNear = 3;
    std::vector<Provider> near;
    for (std::size_t at = 0; at < std::min(kNear, all.size()); ++at) near.push_back(all[(ordinal + at) % all.size()]);
    return near;
}

// A sink that passes on to another and lets the caller act after each resource.
class DrainingSink final : public ResourceSink {
public:
    DrainingSink(BundleWriter& bundle, std::string& text, OutputFile& file, std::uint64_t& bytes)
        : bundle_(bundle), text_(text), file_(file), bytes_(bytes) {}
    JsonWriter& begin(std::string_view type, const Uuid& id, std::string_view if_none_exist) override {
        return bundle_.begin(type, id, if_none_exist);
    }
    void end() override {
        bundle_.end();
        if (text_.size() >= kStreamBytes) drain();
    }
    [[nodiscard]] References references() const override { return bundle_.references(); }
    void drain() {
        bytes_ += text_.size();
        file_.append(text_);
        text_.clear();
    }

private:
    BundleWriter& bundle_;
    std::string& text_;
    OutputFile& file_;
    std::uint64_t& bytes_;
};

}  // namespace

std::size_t Options::provider_count() const {
    if (providers > 0) return static_cast<std::size_t>(providers);
    return static_cast<std::size_t>(std::clamp<std::uint64_t>(patients / 3, 4, 400));
}

Summary write_bundles(const Options& options) {
    Summary summary;
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    const auto store = make_file_store(options.out, options.compression, options.archive, "bundles");
    if (options.style == References::kConditional) {
        provider_bundle(options, providers, "hospitalInformation", {write_organization, write_location}, *store,
                        summary);
        provider_bundle(options, providers, "practitionerInformation", {write_practitioner, write_practitioner_role},
                        *store, summary);
    }
    std::string text;
    for (std::uint64_t ordinal = 0; ordinal < options.patients; ++ordinal) {
        text.clear();
        BundleWriter bundle(text, options.layout, BundleType::kTransaction, options.style);
        Chart chart(options.seed, ordinal, bundle);
        const std::size_t resources = pick_resource_count(chart.rng, options.mean_resources);
        if (options.style == References::kUrn) {
            const std::vector<Provider> near = providers_of_patient(providers, ordinal);
            for (const Provider& provider : near) {
                write_organization(bundle, provider);
                write_location(bundle, provider);
                write_practitioner(bundle, provider);
            }
            summary.distinct += write_chart(chart, near, resources);
        } else {
            summary.distinct += write_chart(chart, providers, resources);
        }
        bundle.finish();
        store->put(fmt::format("{:06}_{}.json", ordinal, chart.patient.id.view()), text);
        summary.files += 1;
        summary.resources += bundle.entries();
        summary.bytes += text.size();
    }
    if (options.style == References::kUrn) {
        const std::size_t near = std::min<std::size_t>(3, providers.size());
        const auto reached =
            options.patients == 0 ? 0 : std::min<std::uint64_t>(providers.size(), options.patients + near - 1);
        summary.distinct += 3 * reached;
    }
    store->close();
    return summary;
}

Summary write_ndjson(const Options& options) {
    Summary summary;
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    NdjsonFolder folder(options.out, options.compression);
    for (const Provider& provider : providers) {
        for (const WriteProvider part :
             {write_organization, write_location, write_practitioner, write_practitioner_role}) {
            part(folder, provider);
            summary.resources += 1;
        }
    }
    for (std::uint64_t ordinal = 0; ordinal < options.patients; ++ordinal) {
        Chart chart(options.seed, ordinal, folder);
        const std::size_t resources = pick_resource_count(chart.rng, options.mean_resources);
        summary.resources += write_chart(chart, providers, resources);
    }
    folder.close();
    summary.files = folder.files();
    summary.distinct = summary.resources;
    summary.bytes = folder.bytes();
    return summary;
}

Summary write_big_bundle(const Options& options) {
    Summary summary;
    const std::vector<Provider> providers = make_providers(options.seed, options.provider_count());
    OutputFile file(options.out / ("big-bundle.json" + std::string(suffix(options.compression))), options.compression);
    std::string text;
    BundleWriter bundle(text, options.layout, BundleType::kTransaction, References::kUrn);
    DrainingSink sink(bundle, text, file, summary.bytes);
    for (const Provider& provider : providers) {
        write_organization(sink, provider);
        write_location(sink, provider);
        write_practitioner(sink, provider);
    }
    for (std::uint64_t ordinal = 0; bundle.entries() < options.entries; ++ordinal) {
        Chart chart(options.seed, ordinal, sink);
        const std::size_t left = static_cast<std::size_t>(options.entries - bundle.entries());
        write_chart(chart, providers, std::min(left, pick_resource_count(chart.rng, options.mean_resources)));
    }
    bundle.finish();
    sink.drain();
    file.close();
    summary.files = 1;
    summary.resources = bundle.entries();
    summary.distinct = bundle.entries();
    return summary;
}

}  // namespace hios::bench
