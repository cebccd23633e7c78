#include "jobs/run/zones.hpp"

#include <algorithm>

#include "io/remote_store.hpp"

namespace hios::jobs {
namespace {

constexpr std::uint64_t kLeastRange = 256U << 10;

}  // namespace

const std::string& uri_of(const JobSpec& spec, Zone zone) {
    switch (zone) {
        case Zone::kStaging:
            return spec.staging_uri;
        case Zone::kError:
            return spec.error_uri;
        case Zone::kSource:
            break;
    }
    return spec.source.uri;
}

Outcome<std::unique_ptr<ObjectStore>> open_zone(const JobSpec& spec, Zone zone) {
    const io::StoreMode mode = zone == Zone::kSource ? io::StoreMode::kRead : io::StoreMode::kCreate;
    io::StoreSettings settings = store_settings(spec.aws, zone);
    // What is read ahead of each open object is memory too.
    settings.s3.range_size = std::clamp<std::uint64_t>(spec.limits.memory / 256, kLeastRange, settings.s3.range_size);
    return io::open_store(uri_of(spec, zone), mode, settings);
}

Outcome<void> try_writing(ObjectStore& zone) {
    auto* const remote = dynamic_cast<io::RemoteStore*>(&zone);
    return remote == nullptr ? Outcome<void>{} : remote->try_writing();
}

}  // namespace hios::jobs
