#include "tests/support/faulty_store.hpp"

#include <algorithm>
#include <limits>

namespace hios::test {

void FaultyStore::fail_call(StoreCall call, std::uint64_t nth, Error error, When when, std::uint64_t times) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - nth;
    plans_.push_back({call, nth, nth + std::min(times - 1, room), std::move(error), when});
}

void FaultyStore::heal() {
    const std::lock_guard lock(mutex_);
    plans_.clear();
}

std::uint64_t FaultyStore::count(StoreCall call) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(call);
    return found == counts_.end() ? 0 : found->second;
}

const FaultyStore::Plan* FaultyStore::begin(StoreCall call, Plan& into) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t number = ++counts_[call];
    for (const Plan& plan : plans_) {
        if (plan.call != call || number < plan.first || number > plan.last) continue;
        into = plan;
        return &into;
    }
    return nullptr;
}

template <class T, class Call>
Outcome<T> FaultyStore::pass(StoreCall kind, Call call) {
    Plan plan{};
    const Plan* const failing = begin(kind, plan);
    if (failing == nullptr) return call();
    if (failing->when == When::kAfter) {
        auto outcome = call();
        if (!outcome) return outcome;
    }
    return fail(failing->error);
}

class FaultyStore::Source final : public ByteSource {
public:
    Source(std::unique_ptr<ByteSource> inner, FaultyStore& store) : inner_(std::move(inner)), store_(store) {}

    Outcome<std::size_t> read(std::span<char> into) override {
        return store_.pass<std::size_t>(StoreCall::kRead, [&] { return inner_->read(into); });
    }

private:
    std::unique_ptr<ByteSource> inner_;
    FaultyStore& store_;
};

Outcome<void> FaultyStore::list(std::string_view prefix, const Visitor& visit, const Unreadable& unreadable) {
    return pass<void>(StoreCall::kList, [&] { return inner_.list(prefix, visit, unreadable); });
}

Outcome<std::unique_ptr<ByteSource>> FaultyStore::open(const std::string& key) {
    return pass<std::unique_ptr<ByteSource>>(StoreCall::kOpen, [&]() -> Outcome<std::unique_ptr<ByteSource>> {
        HIOS_TRY(auto source, inner_.open(key));
        return std::make_unique<Source>(std::move(source), *this);
    });
}

Outcome<PutResult> FaultyStore::put(const std::string& key, std::string_view bytes, PutOptions options) {
    return pass<PutResult>(StoreCall::kPut, [&] { return inner_.put(key, bytes, options); });
}

Outcome<PutResult> FaultyStore::put_file(const std::string& key, const std::filesystem::path& path,
                                         PutOptions options) {
    return pass<PutResult>(StoreCall::kPutFile, [&] { return inner_.put_file(key, path, options); });
}

Outcome<ObjectInfo> FaultyStore::head(const std::string& key) {
    return pass<ObjectInfo>(StoreCall::kHead, [&] { return inner_.head(key); });
}

Outcome<void> FaultyStore::remove(const std::string& key) {
    return pass<void>(StoreCall::kRemove, [&] { return inner_.remove(key); });
}

}  // namespace hios::test
