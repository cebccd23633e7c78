#pragma once
// The in-memory twin of a store, for tests: same contract, and every access is written down.
// Thread-safe.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/object_store.hpp"

namespace hios::io {

class MemoryStore final : public ObjectStore {
public:
    enum class Call : std::uint8_t { kList, kOpen, kPut, kPutFile, kHead, kRemove };
    struct Access {
        Call call;
        std::string key;  // the prefix for kList
        bool operator==(const Access&) const = default;
    };

    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override;
    // A stream keeps the bytes of its opening, whatever is put or removed afterwards.
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override;
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override;
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) override;
    Outcome<ObjectInfo> head(const std::string& key) override;
    Outcome<void> remove(const std::string& key) override;
    [[nodiscard]] StoreCapabilities capabilities() const override;
    [[nodiscard]] std::string describe() const override;

    // For tests; none of these is written down.
    [[nodiscard]] std::vector<Access> accesses() const;
    [[nodiscard]] std::size_t count(Call call) const;
    void forget_accesses();
    [[nodiscard]] std::vector<std::string> keys() const;
    [[nodiscard]] std::string bytes(const std::string& key) const;  // "" when missing
    void set_modified_ns(const std::string& key, std::int64_t modified_ns);

private:
    struct Object {
        std::shared_ptr<const std::string> bytes;
        std::int64_t modified_ns = 0;
    };

    void note(Call call, std::string_view key);
    Outcome<PutResult> store(const std::string& key, std::string bytes, PutOptions options);

    mutable std::mutex mutex_;
    std::map<std::string, Object, std::less<>> objects_;  // std::string compares as unsigned bytes
    std::vector<Access> accesses_;
    std::int64_t writes_ = 0;  // stands for time, so that tests repeat exactly
};

}  // namespace hios::io
