#pragma once
// The bound on bytes in flight. Permits are taken by the threads that fetch, before they allocate,
// and travel with the bytes; stages that wait for something never hold one.

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace hios {

class ByteBudget;

// Gives its bytes back when destroyed. Movable; may be destroyed on any thread.
class BytePermit {
public:
    BytePermit() = default;
    BytePermit(ByteBudget* budget, std::uint64_t feed, std::uint64_t bytes)
        : budget_(budget), feed_(feed), bytes_(bytes) {}
    ~BytePermit() { release(); }
    BytePermit(const BytePermit&) = delete;
    BytePermit& operator=(const BytePermit&) = delete;
    BytePermit(BytePermit&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), feed_(other.feed_), bytes_(std::exchange(other.bytes_, 0)) {}
    BytePermit& operator=(BytePermit&& other) noexcept {
        std::swap(budget_, other.budget_);
        std::swap(feed_, other.feed_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    void release();
    // A permit of its own for so many of the bytes, or all there are.
    BytePermit share(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    friend class ByteBudget;
    ByteBudget* budget_ = nullptr;
    std::uint64_t feed_ = 0;
    std::uint64_t bytes_ = 0;
};

// Thread-safe. Feed items are admitted in order of their numbers, at most `items` counted from the one
// that everything waits for (the front). The front item never waits for later ones, which queue behind it
// (that would be a deadlock): it may have a capacity's worth of bytes of its own whatever the others
// hold, or one permit of any size. So in flight is at most a capacity, and another one or one huge
// document. Nobody overtakes one that waits for an earlier item: large documents would else wait until they are the
// front, and come on top. Who fetches an item holds one permit for it at most and extends that: with a second one in
// hand he might wait for himself.
class ByteBudget {
public:
    ByteBudget(std::uint64_t capacity, std::uint64_t items);

    // Waits until item `feed` may begin; false after stop().
    bool admit(std::uint64_t feed);
    // Waits until `bytes` may be taken for `feed`; an empty permit after stop().
    BytePermit acquire(std::uint64_t feed, std::uint64_t bytes);
    // Adds bytes to a permit that is held, under the same rule. False after stop().
    bool extend(BytePermit& permit, std::uint64_t feed, std::uint64_t more);
    // All items before `feed` have passed the point of order.
    void advance_front(std::uint64_t feed);
    // Ends all waiting, now and later.
    void stop();

    [[nodiscard]] std::uint64_t used() const;
    [[nodiscard]] std::uint64_t peak() const;
    [[nodiscard]] std::uint64_t capacity() const { return capacity_; }

private:
    friend class BytePermit;
    bool take(std::uint64_t feed, std::uint64_t bytes, std::uint64_t held);
    void give_back(std::uint64_t feed, std::uint64_t bytes);

    const std::uint64_t capacity_;
    const std::uint64_t items_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::multiset<std::uint64_t> waiting_;  // feed items
    std::uint64_t used_ = 0;
    std::unordered_map<std::uint64_t, std::uint64_t> used_by_;  // feed item → its bytes in flight
    std::uint64_t peak_ = 0;
    std::uint64_t front_ = 0;
    bool stopped_ = false;
};

}  // namespace hios
