#include "io/aws/credentials_chain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "io/aws/codes.hpp"
#include "io/aws/credential_sources.hpp"

namespace hios::aws {
namespace {

using namespace std::chrono_literals;

constexpr auto kRenewBefore = 15min;
constexpr auto kRenewWaiting = 10min;
// Between two attempts while the old credentials still hold.
constexpr auto kAskAgain = 30s;

class FixedCredentials final : public CredentialsProvider {
public:
    explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}
    Outcome<Credentials> get() override { return credentials_; }
    void expire(const std::string&) override {}

private:
    const Credentials credentials_;
};

}  // namespace

Outcome<Credentials> find_credentials(const Config& config, http::Client& client, Clock& clock) {
    std::vector<std::string> tried;
    const Surroundings around{config, client, clock, tried};
    const std::string& profile = config.profile;
    const std::vector<std::function<Found()>> sources{
        [&] { return config.profile_chosen ? Found(std::nullopt) : from_environment(around); },
        [&] { return from_assumed_role(around, profile); },
        [&] { return from_web_identity(around, profile); },
        [&] { return from_sso(around, profile); },
        [&] { return from_credentials_file(around, profile); },
        [&] { return from_process(around, profile); },
        [&] { return from_config_file(around, profile); },
        [&] { return from_container(around); },
        [&] { return from_instance(around); },
    };
    for (const auto& source : sources) {
        HIOS_TRY(auto found, source());
        if (found) return std::move(*found);
    }
    return fail(
        fatal(codes::kAwsCredentials, fmt::format("no AWS credentials were found; tried: {}", fmt::join(tried, "; "))));
}

bool CachedCredentials::valid(TimePoint now) const {
    return current_ && (!current_->expires || now < *current_->expires);
}

bool CachedCredentials::due(TimePoint now) const {
    return current_ && current_->expires && now >= *current_->expires - kRenewBefore && now >= asked_ + kAskAgain;
}

Outcome<Credentials> CachedCredentials::get() {
    std::unique_lock lock(mutex_);
    for (;;) {
        const TimePoint now = clock_.now();
        if (valid(now)) {
            const bool may_wait =
                !current_->expires || now < *current_->expires - kRenewWaiting || now < asked_ + kAskAgain;
            if (!due(now) || (loading_ && may_wait)) return *current_;
        }
        if (!loading_) break;
        const unsigned before = loads_;
        loaded_.wait(lock, [&] { return loads_ != before; });
        if (failure_ && !valid(clock_.now())) return fail(*failure_);
    }
    loading_ = true;
    asked_ = clock_.now();
    lock.unlock();
    Outcome<Credentials> loaded = load_();
    lock.lock();
    loading_ = false;
    ++loads_;
    failure_ = loaded ? std::nullopt : std::optional<Error>(loaded.error());
    loaded_.notify_all();
    if (loaded) {
        current_ = std::move(*loaded);
        const TimePoint now = clock_.now();
        if (valid(now)) return *current_;
        Error error = fatal(codes::kAwsExpired, fmt::format("the credentials of {} have expired", current_->source));
        current_.reset();
        return fail(std::move(error));
    }
    if (valid(clock_.now())) return *current_;
    return loaded;
}

void CachedCredentials::expire(const std::string& access_key_id) {
    const std::lock_guard lock(mutex_);
    // Another thread may have renewed them already.
    if (current_ && current_->access_key_id == access_key_id) current_.reset();
}

std::unique_ptr<CredentialsProvider> default_credentials(Config config, http::Client& client, Clock& clock) {
    return std::make_unique<CachedCredentials>(
        [config = std::move(config), &client, &clock] { return find_credentials(config, client, clock); }, clock);
}

std::unique_ptr<CredentialsProvider> fixed_credentials(Credentials credentials) {
    return std::make_unique<FixedCredentials>(std::move(credentials));
}

}  // namespace hios::aws
