#pragma once
// Objects of remote zones asked for before they are needed: requests are under way for the next items of a feed
// while earlier ones are read, so that few threads keep many requests in flight.

#include <memory>
#include <mutex>
#include <unordered_map>

#include "io/remote_store.hpp"
#include "pipeline/feed.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Both bound what is asked for but not yet opened; one item of the feed may always be.
struct ReadAheadSettings {
    std::size_t objects = 96;
    std::uint64_t bytes = 16U << 20;
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
    void top_up();
    void ask_for(const PlannedObject& object);

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
};

}  // namespace hios::jobs
