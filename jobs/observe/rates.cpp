#include "jobs/observe/rates.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace hios::observe {
namespace {

using Seconds = std::chrono::duration<double>;

std::uint64_t resident_bytes() {
    std::FILE* file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) return 0;
    unsigned long long total = 0;
    unsigned long long resident = 0;
    const int fields = std::fscanf(file, "%llu %llu", &total, &resident);
    std::fclose(file);
    return fields == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

double per_second(std::uint64_t before, std::uint64_t after, double seconds) {
    return seconds <= 0 || after < before ? 0 : static_cast<double>(after - before) / seconds;
}

}  // namespace

Look look_at(const Metrics& metrics, std::chrono::steady_clock::time_point now) {
    Look look;
    look.at = now;
    look.phase = metrics.phase;
    look.objects_listed = metrics.objects_listed;
    look.objects_total = metrics.objects_total;
    look.objects_done = metrics.objects_done;
    look.bytes_total = metrics.bytes_total;
    look.bytes_done = metrics.bytes_done;
    look.documents = metrics.documents;
    look.resources = metrics.resources;
    look.rejects = metrics.rejects;
    look.shards = metrics.shards;
    look.import_jobs_open = metrics.import_jobs_open;
    look.import_jobs_done = metrics.import_jobs_done;
    look.resources_imported = metrics.resources_imported;
    look.budget_used = metrics.budget_used;
    look.resident_bytes = resident_bytes();
    return look;
}

std::optional<double> share_done(const Look& look) {
    if (look.phase == Metrics::Phase::kListing || look.objects_total == 0) return std::nullopt;
    const double objects = static_cast<double>(look.objects_done) / static_cast<double>(look.objects_total);
    const double bytes =
        look.bytes_total == 0 ? objects : static_cast<double>(look.bytes_done) / static_cast<double>(look.bytes_total);
    return std::clamp((std::min(objects, 1.0) + std::min(bytes, 1.0)) / 2, 0.0, 1.0);
}

Rates RateWindow::add(const Look& look) {
    const auto share = share_done(look);
    if (!began_ && share && look.phase == Metrics::Phase::kRunning) began_ = look;
    looks_.push_back(look);
    while (looks_.size() > 2 && look.at - looks_[1].at >= width_) looks_.pop_front();

    const Look& first = looks_.front();
    const double seconds = Seconds(look.at - first.at).count();
    Rates rates;
    rates.bytes = per_second(first.bytes_done, look.bytes_done, seconds);
    rates.objects = per_second(first.objects_done, look.objects_done, seconds);
    rates.resources = per_second(first.resources, look.resources, seconds);
    rates.imported = per_second(first.resources_imported, look.resources_imported, seconds);
    if (!began_ || !share || look.phase != Metrics::Phase::kRunning) return rates;

    // The window follows changes, the whole run keeps the figure calm: the mean of both.
    const double run_seconds = Seconds(look.at - began_->at).count();
    const double run_speed = run_seconds > 0 ? (*share - share_done(*began_).value_or(0)) / run_seconds : 0;
    const auto first_share = share_done(first);
    const double window_speed = first_share && seconds > 0 ? (*share - *first_share) / seconds : run_speed;
    const double speed = (run_speed + window_speed) / 2;
    if (run_seconds < 1 || speed <= 0) return rates;
    const double left = (1 - *share) / speed;
    constexpr double kMost = 100.0 * 365 * 86400;
    rates.left = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(left, kMost) * 1000));
    return rates;
}

}  // namespace hios::observe
