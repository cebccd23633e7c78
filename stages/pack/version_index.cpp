#include "stages/pack/version_index.hpp"

#include <algorithm>
#include <bit>
#include <queue>
#include <span>
#include <tuple>

namespace hios::pack {
namespace {

constexpr std::size_t kReserveAtMost = 1U << 20;
constexpr std::uint32_t kRankBits = 0x7FFF'FFFFU;
constexpr std::size_t kReadAhead = 2048;  // versions read at once from each sorted run

}  // namespace

VersionIndex::VersionIndex(SpoolFactory& spools, std::uint64_t memory)
    : spools_(spools), most_in_memory_(std::max<std::size_t>(1024, memory / sizeof(Version))) {}

bool VersionIndex::before(const Version& a, const Version& b) {
    if (a.key != b.key) return std::tie(a.key.high, a.key.low) < std::tie(b.key.high, b.key.low);
    const auto age = [](const Version& v) {
        return std::tuple(v.time_us, v.order, std::uint32_t{v.rank}, v.place.shard, v.place.line);
    };
    return age(a) < age(b);
}

Outcome<void> VersionIndex::add(const Key128& key, std::int64_t time_us, std::uint32_t order, std::uint32_t rank,
                                LinePlace place, bool maintains) {
    if (versions_.size() >= most_in_memory_) HIOS_CHECK(spill());
    // All at once: memory that is not touched costs nothing, and growing step by step holds it twice.
    if (versions_.capacity() == 0) versions_.reserve(std::min(most_in_memory_, kReserveAtMost));
    versions_.push_back({key, time_us, order, rank & kRankBits, maintains, place});
    tells_latest_ = tells_latest_ || maintains || is_mention(time_us);
    return {};
}

Outcome<void> VersionIndex::spill() {
    std::sort(versions_.begin(), versions_.end(), before);
    HIOS_TRY(auto run, spools_.create("versions"));
    HIOS_CHECK(run->append({reinterpret_cast<const char*>(versions_.data()), versions_.size() * sizeof(Version)}));
    HIOS_CHECK(run->flush());
    runs_.push_back(std::move(run));
    versions_.clear();
    return {};
}

// A table of a part of each key (what looks like a repeat is sorted and then found to be none): most groups have no
// repeated id at all, and then need no sorting.
bool VersionIndex::may_have_repeats() const {
    const std::size_t slots = std::bit_ceil(versions_.size() * 2 + 1);
    std::vector<std::uint32_t> seen(slots, 0);
    for (const Version& version : versions_) {
        const std::uint32_t mark = static_cast<std::uint32_t>(version.key.high) | 1;
        std::size_t slot = version.key.low & (slots - 1);
        while (seen[slot] != 0) {
            if (seen[slot] == mark) return true;
            slot = (slot + 1) & (slots - 1);
        }
        seen[slot] = mark;
    }
    return false;
}

Outcome<void> VersionIndex::tell_latest(const Version& version, const Latest& latest) {
    if (!latest || version.place.shard == kNoShard) return {};
    if (!version.maintains && !is_mention(version.time_us)) return {};
    return latest({version.key, version.time_us, version.place, version.maintains});
}

Outcome<void> VersionIndex::latest_of_sorted(const Superseded& superseded, const Latest& latest) const {
    for (std::size_t i = 0; i < versions_.size(); ++i) {
        if (i + 1 == versions_.size() || versions_[i].key != versions_[i + 1].key) {
            HIOS_CHECK(tell_latest(versions_[i], latest));
        } else if (versions_[i].place.shard != kNoShard) {
            superseded(versions_[i].place);
        }
    }
    return {};
}

Outcome<void> VersionIndex::finish(const Superseded& superseded, const Latest& latest) {
    Outcome<void> outcome;
    if (!runs_.empty()) {
        outcome = merge(superseded, latest);
    } else if ((latest && tells_latest_) || may_have_repeats()) {
        std::sort(versions_.begin(), versions_.end(), before);
        outcome = latest_of_sorted(superseded, latest);
    }
    versions_.clear();
    runs_.clear();
    tells_latest_ = false;
    return outcome;
}

Outcome<void> VersionIndex::merge(const Superseded& superseded, const Latest& latest) {
    if (!versions_.empty()) HIOS_CHECK(spill());
    struct Run {
        Spool* spool;
        std::uint64_t offset = 0;
        std::vector<Version> ahead;
        std::size_t at = 0;
        Outcome<bool> next() {  // whether ahead[at] holds a version
            if (at < ahead.size()) return true;
            ahead.resize(kReadAhead);
            HIOS_TRY(const std::size_t got,
                     spool->read(offset, {reinterpret_cast<char*>(ahead.data()), kReadAhead * sizeof(Version)}));
            offset += got;
            ahead.resize(got / sizeof(Version));
            at = 0;
            return !ahead.empty();
        }
    };
    std::vector<Run> runs;
    for (auto& spool : runs_) runs.push_back({spool.get(), 0, {}, 0});
    const auto later = [&](std::size_t a, std::size_t b) {
        return before(runs[b].ahead[runs[b].at], runs[a].ahead[runs[a].at]);
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> queue(later);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        HIOS_TRY(const bool more, runs[i].next());
        if (more) queue.push(i);
    }
    bool has_previous = false;
    Version previous{};
    while (!queue.empty()) {
        const std::size_t i = queue.top();
        queue.pop();
        const Version version = runs[i].ahead[runs[i].at++];
        if (has_previous && previous.key != version.key) {
            HIOS_CHECK(tell_latest(previous, latest));
        } else if (has_previous && previous.place.shard != kNoShard) {
            superseded(previous.place);
        }
        previous = version;
        has_previous = true;
        HIOS_TRY(const bool more, runs[i].next());
        if (more) queue.push(i);
    }
    return has_previous ? tell_latest(previous, latest) : Outcome<void>{};
}

}  // namespace hios::pack
