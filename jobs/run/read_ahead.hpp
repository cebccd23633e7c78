#pragma once
// Objects of remote zones asked for before they are needed: requests are under way for the next items of a feed
// while earlier ones are read, so that few threads keep many requests in flight.

#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "io/remote_store.hpp"
#include "jobs/run/object_keep.hpp"
#include "pipeline/feed.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

struct ReadAheadSettings {
    // Both bound what is asked for but not yet opened; one object may always be.
    std::size_t objects = 96;
    std::uint64_t bytes = 16U << 20;
    // What it holds is not asked for; null: nothing is kept.
    ObjectKeep* keep = nullptr;
    bool last = true;  // the run's last pass: takes out of `keep`; earlier ones put in
};

// Stands between a feed and those who open its objects. Thread-safe but for next(), which belongs to one thread.
// The stores must outlive it. Objects of a store that is not remote are opened when they are asked for.
class ReadAhead {
public:
    ReadAhead(FeedSource feed, ObjectStore& source, ObjectStore& error_zone, const ReadAheadSettings& settings);
    ~ReadAhead();

    // As FeedSource: the same items in the same order.
    bool next(FeedItem& item);
    Outcome<std::unique_ptr<ByteSource>> open(const PlannedObject& object);

private:
    class Ahead;
    struct Waiting {
        std::unique_ptr<io::PendingObject> object;
        std::uint64_t bytes = 0;
    };

    [[nodiscard]] ObjectStore& store_of(const PlannedObject& object) const {
        return object.from_error_zone ? error_zone_ : source_;
    }
    [[nodiscard]] io::RemoteStore* remote_of(const PlannedObject& object) const {
        return object.from_error_zone ? remote_error_zone_ : remote_source_;
    }
    void take_item();
    void top_up();
    bool ask_for(const PlannedObject& object);
    Outcome<std::unique_ptr<ByteSource>> fetch(const PlannedObject& object);

    const FeedSource feed_;
    ObjectStore& source_;
    ObjectStore& error_zone_;
    io::RemoteStore* const remote_source_;  // null: not remote
    io::RemoteStore* const remote_error_zone_;
    const ReadAheadSettings settings_;

    std::mutex feeding_;  // taken before mutex_
    std::unique_ptr<Ahead> ahead_;
    std::mutex mutex_;
    std::unordered_map<std::uint32_t, Waiting> waiting_;  // by ordinal
    std::uint64_t bytes_ = 0;                             // of waiting_
    std::unordered_set<std::uint32_t> opened_;            // before they were asked for
};

}  // namespace hios::jobs
