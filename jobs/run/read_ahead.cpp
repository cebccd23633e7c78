#include "jobs/run/read_ahead.hpp"

#include <algorithm>
#include <deque>

namespace hios::jobs {

// What was taken from the feed and not yet given on.
class ReadAhead::Ahead {
public:
    std::deque<FeedItem> items;
    bool ended = false;
};

ReadAhead::ReadAhead(FeedSource feed, ObjectStore& source, ObjectStore& error_zone, const ReadAheadSettings& settings)
    : feed_(std::move(feed)),
      source_(source),
      error_zone_(error_zone),
      remote_source_(dynamic_cast<io::RemoteStore*>(&source)),
      remote_error_zone_(dynamic_cast<io::RemoteStore*>(&error_zone)),
      settings_(settings),
      ahead_(std::make_unique<Ahead>()) {}

ReadAhead::~ReadAhead() = default;

bool ReadAhead::next(FeedItem& item) {
    if (remote_source_ == nullptr && remote_error_zone_ == nullptr) return feed_(item);
    const std::lock_guard lock(feeding_);
    top_up();
    if (ahead_->items.empty()) return false;
    item = std::move(ahead_->items.front());
    ahead_->items.pop_front();
    return true;
}

// Takes items from the feed until enough is under way, and one in any case. `feeding_` is held.
void ReadAhead::top_up() {
    const auto enough = [this] {
        const std::lock_guard lock(mutex_);
        return waiting_.size() >= settings_.objects || bytes_ >= settings_.bytes;
    };
    // Objects of a zone that is not remote count nowhere; items of these must not pile up.
    const std::size_t most_items = settings_.objects;
    while (!ahead_->ended && (ahead_->items.empty() || (ahead_->items.size() < most_items && !enough()))) {
        FeedItem item;
        if (!feed_(item)) {
            ahead_->ended = true;
            return;
        }
        for (const PlannedObject& object : item.objects) ask_for(object);
        ahead_->items.push_back(std::move(item));
    }
}

void ReadAhead::ask_for(const PlannedObject& object) {
    io::RemoteStore* const remote = object.from_error_zone ? remote_error_zone_ : remote_source_;
    if (remote == nullptr) return;
    Waiting waiting{remote->begin_open(object.key), std::min(object.size, remote->read_ahead_bytes())};
    const std::lock_guard lock(mutex_);
    bytes_ += waiting.bytes;
    waiting_.insert_or_assign(object.ordinal, std::move(waiting));
}

Outcome<std::unique_ptr<ByteSource>> ReadAhead::open(const PlannedObject& object) {
    std::unique_ptr<io::PendingObject> asked;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = waiting_.find(object.ordinal); found != waiting_.end()) {
            asked = std::move(found->second.object);
            bytes_ -= found->second.bytes;
            waiting_.erase(found);
        }
    }
    if (asked == nullptr) return store_of(object).open(object.key);
    // The feeder may be waiting for the budget: whoever takes one asks for others. Who finds the feed taken goes on.
    if (const std::unique_lock lock(feeding_, std::try_to_lock); lock) top_up();
    return asked->open();
}

}  // namespace hios::jobs
