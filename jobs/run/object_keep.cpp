#include "jobs/run/object_keep.hpp"

#include <algorithm>
#include <cstring>

namespace hios::jobs {

// What was read, and of an object that has grown since it was listed, the rest of the source.
class ObjectKeep::Reader final : public ByteSource {
public:
    Reader(std::shared_ptr<const Kept> kept, std::unique_ptr<ByteSource> rest)
        : kept_(std::move(kept)), rest_(std::move(rest)) {}

    Outcome<std::size_t> read(std::span<char> into) override {
        const std::size_t got = std::min(into.size(), kept_->size - at_);
        if (got == 0 && rest_ != nullptr) return rest_->read(into);
        if (got != 0) std::memcpy(into.data(), kept_->bytes.get() + at_, got);
        at_ += got;
        return got;
    }

private:
    const std::shared_ptr<const Kept> kept_;
    const std::unique_ptr<ByteSource> rest_;
    std::size_t at_ = 0;
};

bool ObjectKeep::take_room(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (bytes > capacity_ - used_) return false;
    used_ += bytes;
    return true;
}

void ObjectKeep::give_back(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    used_ -= bytes;
}

bool ObjectKeep::has(const PlannedObject& object) const {
    const std::lock_guard lock(mutex_);
    return kept_.contains(object.ordinal);
}

Outcome<std::unique_ptr<ByteSource>> ObjectKeep::keep(const PlannedObject& object, std::unique_ptr<ByteSource> source) {
    if (!take_room(object.size)) return source;
    auto kept = std::make_shared<Kept>();
    // One byte more, to see the end.
    const auto capacity = static_cast<std::size_t>(object.size) + 1;
    kept->bytes = std::make_unique_for_overwrite<char[]>(capacity);
    while (kept->size < capacity) {
        auto got = source->read({kept->bytes.get() + kept->size, capacity - kept->size});
        if (!got) {
            give_back(object.size);
            return fail(std::move(got).error());
        }
        if (*got == 0) break;
        kept->size += *got;
    }
    if (kept->size == capacity) {
        give_back(object.size);
        return std::make_unique<Reader>(std::move(kept), std::move(source));
    }
    {
        const std::lock_guard lock(mutex_);
        kept_.insert_or_assign(object.ordinal, kept);
    }
    return std::make_unique<Reader>(std::move(kept), nullptr);
}

std::unique_ptr<ByteSource> ObjectKeep::open(const PlannedObject& object, bool last) {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(object.ordinal);
    if (found == kept_.end()) return nullptr;
    std::shared_ptr<const Kept> kept = found->second;
    if (last) {
        kept_.erase(found);
        used_ -= object.size;
    }
    return std::make_unique<Reader>(std::move(kept), nullptr);
}

}  // namespace hios::jobs
