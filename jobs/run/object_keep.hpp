#pragma once
// The bytes of remote objects that a reading pass has fetched, kept in memory for the passes after it: what fits is
// fetched once a run instead of once a pass.

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "pipeline/feed.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Thread-safe. Objects go by their ordinals.
class ObjectKeep {
public:
    // `capacity` bytes are kept at the most.
    explicit ObjectKeep(std::uint64_t capacity) : capacity_(capacity) {}

    [[nodiscard]] bool has(const PlannedObject& object) const;

    // Reads `source` to its end and keeps it, when there is room for the object's listed size and it is no longer than
    // that; gives the same bytes back. An object that cannot be read to its end is not kept: its error is returned.
    Outcome<std::unique_ptr<ByteSource>> keep(const PlannedObject& object, std::unique_ptr<ByteSource> source);

    // Null: not kept. With `last` the room is given back: the object is asked for no more.
    std::unique_ptr<ByteSource> open(const PlannedObject& object, bool last);

private:
    struct Kept {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    class Reader;

    bool take_room(std::uint64_t bytes);
    void give_back(std::uint64_t bytes);

    const std::uint64_t capacity_;
    mutable std::mutex mutex_;
    std::unordered_map<std::uint32_t, std::shared_ptr<const Kept>> kept_;
    std::uint64_t used_ = 0;  // listed sizes of what is kept or being read
};

}  // namespace hios::jobs
