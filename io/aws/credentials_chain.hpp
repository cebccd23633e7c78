#pragma once
// The credentials of this run: found in the order of the SDKs, kept, and renewed before they expire.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

#include "io/aws/config.hpp"
#include "io/aws/credentials.hpp"
#include "io/http/client.hpp"
#include "pipeline/clock.hpp"

namespace hios::aws {

// Looks through every source once. aws.credentials names what was tried.
Outcome<Credentials> find_credentials(const Config& config, http::Client& client, Clock& clock);

// Asks `load` when it has nothing, and anew from fifteen minutes before the expiry on: one thread asks,
// the others go on with what there is. From ten minutes before it, they wait. Should the source fail,
// the old ones are used to their end.
class CachedCredentials final : public CredentialsProvider {
public:
    using Load = std::function<Outcome<Credentials>()>;
    // `clock` must outlive it.
    CachedCredentials(Load load, Clock& clock) : load_(std::move(load)), clock_(clock) {}

    Outcome<Credentials> get() override;
    void expire(const std::string& access_key_id) override;

private:
    [[nodiscard]] bool valid(TimePoint now) const;
    [[nodiscard]] bool due(TimePoint now) const;

    const Load load_;
    Clock& clock_;
    std::mutex mutex_;
    std::condition_variable loaded_;
    std::optional<Credentials> current_;
    bool loading_ = false;
    TimePoint asked_{};  // when `load` was last begun
    unsigned loads_ = 0;
    std::optional<Error> failure_;  // of the last load: those who waited for it do not ask again
};

// The chain behind the cache. `client` and `clock` must outlive it.
std::unique_ptr<CredentialsProvider> default_credentials(Config config, http::Client& client, Clock& clock);
// Keys that are given, never renewed.
std::unique_ptr<CredentialsProvider> fixed_credentials(Credentials credentials);

}  // namespace hios::aws
