#include "jobs/run/read_ahead.hpp"

#include <algorithm>
#include <deque>

namespace hios::jobs {

// What was taken from the feed: items not yet given on, and objects not yet asked for, also of items given on.
class ReadAhead::Ahead {
public:
    std::deque<FeedItem> items;
    std::deque<PlannedObject> objects;
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
    if (ahead_->items.empty()) take_item();
    if (ahead_->items.empty()) return false;
    item = std::move(ahead_->items.front());
    ahead_->items.pop_front();
    top_up();
    return true;
}

// `feeding_` is held.
void ReadAhead::take_item() {
    FeedItem item;
    if (ahead_->ended || !feed_(item)) {
        ahead_->ended = true;
        return;
    }
    for (const PlannedObject& object : item.objects) {
        const bool kept = settings_.keep != nullptr && settings_.keep->has(object);
        if (!kept && remote_of(object) != nullptr) ahead_->objects.push_back(object);
    }
    ahead_->items.push_back(std::move(item));
}

// Asks for objects in the feed's order until enough is under way. `feeding_` is held.
void ReadAhead::top_up() {
    for (;;) {
        if (!ahead_->objects.empty()) {
            if (!ask_for(ahead_->objects.front())) return;
            ahead_->objects.pop_front();
        } else {
            // Objects that are not asked for count nowhere; items of these must not pile up.
            if (ahead_->ended || ahead_->items.size() >= settings_.objects) return;
            take_item();
        }
    }
}

// False: enough is under way.
bool ReadAhead::ask_for(const PlannedObject& object) {
    io::RemoteStore& remote = *remote_of(object);
    const std::lock_guard lock(mutex_);
    if (opened_.erase(object.ordinal) != 0) return true;
    if (waiting_.size() >= settings_.objects || bytes_ >= settings_.bytes) return false;
    Waiting waiting{remote.begin_open(object.key), std::min(object.size, remote.read_ahead_bytes())};
    bytes_ += waiting.bytes;
    waiting_.insert_or_assign(object.ordinal, std::move(waiting));
    return true;
}

// Of a remote object.
Outcome<std::unique_ptr<ByteSource>> ReadAhead::fetch(const PlannedObject& object) {
    std::unique_ptr<io::PendingObject> asked;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = waiting_.find(object.ordinal); found != waiting_.end()) {
            asked = std::move(found->second.object);
            bytes_ -= found->second.bytes;
            waiting_.erase(found);
        } else {
            opened_.insert(object.ordinal);
        }
    }
    // The feeder may be waiting for the budget: whoever takes one asks for others. Who finds the feed taken goes on.
    if (const std::unique_lock lock(feeding_, std::try_to_lock); lock) top_up();
    return asked == nullptr ? store_of(object).open(object.key) : asked->open();
}

Outcome<std::unique_ptr<ByteSource>> ReadAhead::open(const PlannedObject& object) {
    if (remote_of(object) == nullptr) return store_of(object).open(object.key);
    if (settings_.keep == nullptr) return fetch(object);
    if (auto kept = settings_.keep->open(object, settings_.last)) return kept;
    HIOS_TRY(auto source, fetch(object));
    if (settings_.last) return source;
    return settings_.keep->keep(object, std::move(source));
}

}  // namespace hios::jobs
