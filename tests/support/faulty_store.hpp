#pragma once
// A store that fails on demand, for tests of what happens then.

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "pipeline/object_store.hpp"

namespace hios::test {

enum class StoreCall : std::uint8_t { kList, kOpen, kRead, kPut, kPutFile, kHead, kRemove };

enum class When : std::uint8_t {
    kBefore,  // the call has no effect
    kAfter,   // the call takes effect, and only its answer is lost
};

// Passes every call on to `inner` (which must outlive it), but for those that were told to fail.
// kRead counts the reads of all streams opened through this store. Thread-safe.
class FaultyStore final : public ObjectStore {
public:
    explicit FaultyStore(ObjectStore& inner) : inner_(inner) {}

    // Lets the nth call of this kind (1 is the first since this store was made) and the `times - 1`
    // after it fail with `error`.
    void fail_call(StoreCall call, std::uint64_t nth, Error error, When when = When::kBefore, std::uint64_t times = 1);
    void heal();  // forgets all failures to come; counting goes on
    [[nodiscard]] std::uint64_t count(StoreCall call) const;

    Outcome<void> list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) override;
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override;
    Outcome<PutResult> put(const std::string& key, std::string_view bytes, PutOptions options) override;
    Outcome<PutResult> put_file(const std::string& key, const std::filesystem::path& path, PutOptions options) override;
    Outcome<ObjectInfo> head(const std::string& key) override;
    Outcome<void> remove(const std::string& key) override;
    [[nodiscard]] StoreCapabilities capabilities() const override { return inner_.capabilities(); }
    [[nodiscard]] std::string describe() const override { return inner_.describe(); }

private:
    class Source;

    struct Plan {
        StoreCall call;
        std::uint64_t first;
        std::uint64_t last;
        Error error;
        When when;
    };

    // Counts a call and says whether it is to fail.
    const Plan* begin(StoreCall call, Plan& into);
    template <class T, class Call>
    Outcome<T> pass(StoreCall kind, Call call);

    ObjectStore& inner_;
    mutable std::mutex mutex_;
    std::map<StoreCall, std::uint64_t> counts_;
    std::vector<Plan> plans_;
};

}  // namespace hios::test
