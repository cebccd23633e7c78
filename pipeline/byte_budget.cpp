#include "pipeline/byte_budget.hpp"

#include <algorithm>

namespace hios {

void BytePermit::release() {
    if (budget_ != nullptr) budget_->give_back(feed_, bytes_);
    budget_ = nullptr;
    bytes_ = 0;
}

BytePermit BytePermit::share(std::uint64_t bytes) {
    const std::uint64_t taken = std::min(bytes, bytes_);
    bytes_ -= taken;
    return {budget_, feed_, taken};
}

ByteBudget::ByteBudget(std::uint64_t capacity, std::uint64_t items)
    : capacity_(capacity), items_(std::max<std::uint64_t>(items, 1)) {}

bool ByteBudget::admit(std::uint64_t feed) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || feed <= front_ || feed - front_ < items_; });
    return !stopped_;
}

bool ByteBudget::take(std::uint64_t feed, std::uint64_t bytes, std::uint64_t held) {
    std::unique_lock lock(mutex_);
    const auto place = waiting_.insert(feed);
    changed_.wait(lock, [&] {
        if (stopped_ || bytes == 0) return true;
        if (feed == *waiting_.begin() && used_ <= capacity_ && bytes <= capacity_ - used_) return true;
        if (feed > front_) return false;
        const auto own = used_by_.find(feed);
        const std::uint64_t mine = own == used_by_.end() ? 0 : own->second;
        return mine == held || mine + bytes <= capacity_;
    });
    waiting_.erase(place);
    if (!waiting_.empty()) changed_.notify_all();
    if (stopped_) return false;
    if (bytes == 0) return true;  // no entry in used_by_, which a permit for nothing would outlive
    used_ += bytes;
    used_by_[feed] += bytes;
    peak_ = std::max(peak_, used_);
    return true;
}

BytePermit ByteBudget::acquire(std::uint64_t feed, std::uint64_t bytes) {
    return take(feed, bytes, 0) ? BytePermit(this, feed, bytes) : BytePermit();
}

bool ByteBudget::extend(BytePermit& permit, std::uint64_t feed, std::uint64_t more) {
    if (!take(feed, more, permit.bytes_)) return false;
    permit.budget_ = this;
    permit.feed_ = feed;
    permit.bytes_ += more;
    return true;
}

void ByteBudget::advance_front(std::uint64_t feed) {
    const std::lock_guard lock(mutex_);
    front_ = std::max(front_, feed);
    changed_.notify_all();
}

void ByteBudget::give_back(std::uint64_t feed, std::uint64_t bytes) {
    if (bytes == 0) return;
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
    const auto own = used_by_.find(feed);
    own->second -= bytes;
    if (own->second == 0) used_by_.erase(own);
    changed_.notify_all();
}

void ByteBudget::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
}

std::uint64_t ByteBudget::used() const {
    const std::lock_guard lock(mutex_);
    return used_;
}

std::uint64_t ByteBudget::peak() const {
    const std::lock_guard lock(mutex_);
    return peak_;
}

}  // namespace hios
