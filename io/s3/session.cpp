#include "io/s3/session.hpp"

#include "io/aws/credentials_chain.hpp"

namespace hios::s3 {

Outcome<std::shared_ptr<Session>> Session::open(const Settings& settings, Clock& clock,
                                                const aws::Environment& environment) {
    std::shared_ptr<Session> session(new Session());
    HIOS_TRY(session->config_, aws::load_config({settings.profile, settings.region}, environment));
    if (settings.attempts != 0) session->config_.retries.attempts = settings.attempts;
    http::CurlSettings curl;
    curl.ca_bundle = settings.ca_bundle.empty() ? session->config_.ca_bundle : settings.ca_bundle;
    curl.proxy = settings.proxy;
    session->client_ = std::make_unique<http::CurlClient>(std::move(curl));
    if (settings.credentials) {
        session->credentials_ = aws::fixed_credentials(*settings.credentials);
    } else if (!settings.anonymous) {
        session->credentials_ = aws::default_credentials(session->config_, *session->client_, clock);
    }
    session->caller_ =
        std::make_unique<aws::Caller>(*session->client_, session->credentials_.get(), clock, session->config_.retries);
    return session;
}

}  // namespace hios::s3
