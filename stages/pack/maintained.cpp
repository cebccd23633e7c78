#include "stages/pack/maintained.hpp"

#include <algorithm>

#include "pipeline/codes.hpp"

namespace hios::pack {
namespace {

constexpr std::size_t kAtOnce = 4096;  // looked up, or read back from scratch

}  // namespace

Outcome<void> MaintainedList::add(const Maintained& one) {
    held_.push_back(one);
    ++size_;
    if (held_.size() < most_in_memory_) return {};
    if (spool_ == nullptr) {
        HIOS_TRY(spool_, spools_.create("maintained"));
    }
    HIOS_CHECK(spool_->append({reinterpret_cast<const char*>(held_.data()), held_.size() * sizeof(Maintained)}));
    held_.clear();
    return {};
}

Outcome<void> MaintainedList::finish() {
    if (spool_ == nullptr) return {};
    HIOS_CHECK(spool_->append({reinterpret_cast<const char*>(held_.data()), held_.size() * sizeof(Maintained)}));
    held_ = {};
    return spool_->flush();
}

Outcome<void> MaintainedList::read(std::uint64_t from, std::vector<Maintained>& into) const {
    into.resize(std::min<std::uint64_t>(into.size(), size_ - from));
    const std::span<char> bytes(reinterpret_cast<char*>(into.data()), into.size() * sizeof(Maintained));
    const std::lock_guard lock(mutex_);
    HIOS_TRY(const std::size_t got, spool_->read(from * sizeof(Maintained), bytes));
    if (got < bytes.size()) return fail(fatal(codes::kInternal, "a scratch file ends before its time"));
    return {};
}

Outcome<void> MaintainedList::for_each(const std::function<Outcome<void>(const Maintained&)>& take) const {
    for (const Maintained& one : held_) HIOS_CHECK(take(one));
    if (spool_ == nullptr) return {};
    std::vector<Maintained> block;
    for (std::uint64_t at = 0; at < size_; at += block.size()) {
        block.resize(kAtOnce);
        HIOS_CHECK(read(at, block));
        for (const Maintained& one : block) HIOS_CHECK(take(one));
    }
    return {};
}

Outcome<std::uint64_t> MaintainedList::first_not_before(const Key128& key) const {
    std::uint64_t low = 0;
    std::uint64_t high = size_;
    std::vector<Maintained> one;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        one.resize(1);
        HIOS_CHECK(read(middle, one));
        (one.front().key < key ? low : high) = one.front().key < key ? middle + 1 : middle;
    }
    return low;
}

Outcome<void> MaintainedList::raise(std::span<const Key128> keys, std::span<std::int64_t> times) const {
    if (keys.empty() || size_ == 0) return {};
    std::size_t wanted = 0;
    const auto merge = [&](const std::vector<Maintained>& records) {
        for (const Maintained& one : records) {
            while (wanted < keys.size() && keys[wanted] < one.key) ++wanted;
            if (wanted == keys.size()) return;
            if (keys[wanted] == one.key) times[wanted] = std::max(times[wanted], one.time_us);
        }
    };
    if (spool_ == nullptr) {
        merge(held_);
        return {};
    }
    HIOS_TRY(std::uint64_t at, first_not_before(keys.front()));
    std::vector<Maintained> block;
    while (at < size_ && wanted < keys.size()) {
        block.resize(kAtOnce);
        HIOS_CHECK(read(at, block));
        merge(block);
        at += block.size();
    }
    return {};
}

Outcome<void> MaintainedRule::take(const LatestVersion& version) {
    waiting_.push_back(version);
    return waiting_.size() < kAtOnce ? Outcome<void>{} : decide();
}

Outcome<void> MaintainedRule::finish() {
    HIOS_CHECK(decide());
    return list_.finish();
}

Outcome<void> MaintainedRule::decide() {
    keys_.clear();
    for (const LatestVersion& version : waiting_) keys_.push_back(version.key);
    times_.assign(keys_.size(), kNoTime);
    if (before_ != nullptr && !keys_.empty()) HIOS_CHECK(before_->look_up(keys_, times_));
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        const LatestVersion& version = waiting_[i];
        if (!version.maintains) {
            if (times_[i] == kNoTime) continue;
            ++account_.already_maintained;
            stays_not_(version.place);
        } else if (version.time_us < times_[i]) {
            ++account_.outdated;
            stays_not_(version.place);
        } else {
            HIOS_CHECK(list_.add({version.key, version.time_us}));
        }
    }
    waiting_.clear();
    return {};
}

}  // namespace hios::pack
