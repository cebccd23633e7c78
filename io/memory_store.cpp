#include "io/memory_store.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "io/keys.hpp"
#include "io/local_source.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}

    Outcome<std::size_t> read(std::span<char> into) override {
        const std::size_t count = std::min(into.size(), bytes_->size() - offset_);
        if (count != 0) std::memcpy(into.data(), bytes_->data() + offset_, count);
        offset_ += count;
        return count;
    }

private:
    std::shared_ptr<const std::string> bytes_;
    std::size_t offset_ = 0;
};

ObjectInfo info_of(const std::string& key, const std::string& bytes, std::int64_t modified_ns) {
    return {key, bytes.size(), fmt::format("{:016x}-{}", XXH64(bytes.data(), bytes.size(), 0), bytes.size()),
            modified_ns};
}

Failure not_found(const std::string& key) {
    return fail(reject(codes::kNotFound, "there is no object of this key", {key, 0, 0, {}}));
}

}  // namespace

void MemoryStore::note(Call call, std::string_view key) {
    const std::lock_guard lock(mutex_);
    accesses_.push_back({call, std::string(key)});
}

Outcome<void> MemoryStore::list(std::string_view prefix, const Visitor& visit, const Unreadable&) {
    note(Call::kList, prefix);
    HIOS_CHECK(check_prefix(prefix));
    // The visitor runs without the lock, as it may call this store.
    std::string last;
    bool first = true;
    for (;;) {
        ObjectInfo info;
        {
            const std::lock_guard lock(mutex_);
            const auto found = first ? objects_.lower_bound(prefix) : objects_.upper_bound(last);
            if (found == objects_.end() || !found->first.starts_with(prefix)) return {};
            info = info_of(found->first, *found->second.bytes, found->second.modified_ns);
        }
        first = false;
        last = info.key;
        if (!visit(std::move(info))) return {};
    }
}

Outcome<std::unique_ptr<ByteSource>> MemoryStore::open(const std::string& key) {
    note(Call::kOpen, key);
    HIOS_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    if (found == objects_.end()) return not_found(key);
    return std::make_unique<MemorySource>(found->second.bytes);
}

Outcome<PutResult> MemoryStore::store(const std::string& key, std::string bytes, PutOptions options) {
    HIOS_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    if (options.if_absent && objects_.contains(key)) return PutResult::kExists;
    objects_[key] = {std::make_shared<const std::string>(std::move(bytes)), ++writes_};
    return PutResult::kCreated;
}

Outcome<PutResult> MemoryStore::put(const std::string& key, std::string_view bytes, PutOptions options) {
    note(Call::kPut, key);
    return store(key, std::string(bytes), options);
}

Outcome<PutResult> MemoryStore::put_file(const std::string& key, const std::filesystem::path& path,
                                         PutOptions options) {
    note(Call::kPutFile, key);
    HIOS_TRY(const auto source, open_local_source(path, key));
    std::string bytes;
    std::size_t filled = 0;
    for (;;) {
        bytes.resize(filled + (1 << 20));
        HIOS_TRY(const std::size_t got, source->read(std::span(bytes).subspan(filled)));
        if (got == 0) break;
        filled += got;
    }
    bytes.resize(filled);
    return store(key, std::move(bytes), options);
}

Outcome<ObjectInfo> MemoryStore::head(const std::string& key) {
    note(Call::kHead, key);
    HIOS_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    if (found == objects_.end()) return not_found(key);
    return info_of(key, *found->second.bytes, found->second.modified_ns);
}

Outcome<void> MemoryStore::remove(const std::string& key) {
    note(Call::kRemove, key);
    HIOS_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    objects_.erase(key);
    return {};
}

StoreCapabilities MemoryStore::capabilities() const {
    return {.conditional_create = true, .publishes_by_rename = false};
}

std::string MemoryStore::describe() const {
    return "memory";
}

std::vector<MemoryStore::Access> MemoryStore::accesses() const {
    const std::lock_guard lock(mutex_);
    return accesses_;
}

std::size_t MemoryStore::count(Call call) const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count_if(accesses_.begin(), accesses_.end(),
                                                  [call](const Access& access) { return access.call == call; }));
}

void MemoryStore::forget_accesses() {
    const std::lock_guard lock(mutex_);
    accesses_.clear();
}

std::vector<std::string> MemoryStore::keys() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (const auto& [key, object] : objects_) keys.push_back(key);
    return keys;
}

std::string MemoryStore::bytes(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? std::string() : *found->second.bytes;
}

void MemoryStore::set_modified_ns(const std::string& key, std::int64_t modified_ns) {
    const std::lock_guard lock(mutex_);
    if (const auto found = objects_.find(key); found != objects_.end()) found->second.modified_ns = modified_ns;
}

}  // namespace hios::io
