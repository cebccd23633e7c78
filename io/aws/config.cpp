#include "io/aws/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "io/aws/codes.hpp"

namespace hios::aws {
namespace {

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

Outcome<void> take_attempts(Config& config) {
    const std::string text = config.value("AWS_MAX_ATTEMPTS", "max_attempts");
    if (text.empty()) return {};
    unsigned attempts = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), attempts);
    if (error != std::errc() || end != text.data() + text.size() || attempts == 0) {
        return fail(fatal(
            codes::kAwsConfig,
            fmt::format("AWS_MAX_ATTEMPTS or max_attempts of profile '{}' is no whole number from 1", config.profile)));
    }
    config.retries.attempts = attempts;
    return {};
}

}  // namespace

std::string domain_of_region(std::string_view region) {
    if (region.starts_with("cn-")) return "amazonaws.com.cn";
    if (region.starts_with("us-iso-")) return "c2s.ic.gov";
    if (region.starts_with("us-isob-")) return "sc2s.sgov.gov";
    if (region.starts_with("eusc-")) return "amazonaws.eu";
    return "amazonaws.com";
}

std::string Config::value(const std::string& variable, std::string_view setting_name) const {
    if (auto set = environment(variable)) return *set;
    return profiles.value(profile, setting_name);
}

std::optional<std::string> Config::endpoint_of(const std::string& service) const {
    if (is_true(value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls"))) return std::nullopt;
    if (const auto own = environment("AWS_ENDPOINT_URL_" + upper(service))) return without_slash(*own);
    if (const auto all = environment("AWS_ENDPOINT_URL")) return without_slash(*all);
    if (const Section* const services = profiles.services(profiles.value(profile, "services"))) {
        if (std::string own = setting(*services, service + ".endpoint_url"); !own.empty()) return without_slash(own);
    }
    if (std::string all = profiles.value(profile, "endpoint_url"); !all.empty()) return without_slash(all);
    return std::nullopt;
}

std::string Config::endpoint_or_default(const std::string& service) const {
    if (auto set = endpoint_of(service)) return *set;
    const std::string place = region.empty() ? "us-east-1" : region;
    return fmt::format("https://{}.{}.{}", service, place, domain_of_region(place));
}

Outcome<Config> load_config(const ConfigChoice& choice, const Environment& environment) {
    Config config;
    config.environment = environment;
    HIOS_TRY(config.profiles, Profiles::load(environment));
    config.profile_chosen = !choice.profile.empty();
    bool named = config.profile_chosen;
    if (config.profile_chosen) {
        config.profile = choice.profile;
    } else if (auto variable = environment("AWS_PROFILE")) {
        config.profile = *variable;
        named = true;
    } else if (auto older = environment("AWS_DEFAULT_PROFILE")) {
        config.profile = *older;
        named = true;
    }
    if (named && !config.profiles.knows(config.profile)) {
        return fail(fatal(codes::kAwsConfig,
                          fmt::format("the profile '{}' is neither in {} nor in {}", config.profile,
                                      config.profiles.config_path(), config.profiles.credentials_path()),
                          "Correct the name (AWS_PROFILE, or the job's profile), or add it: aws configure --profile."));
    }
    if (!choice.region.empty()) {
        config.region = choice.region;
    } else if (auto variable = environment("AWS_REGION")) {
        config.region = *variable;
    } else {
        config.region = config.value("AWS_DEFAULT_REGION", "region");
    }
    config.ca_bundle = config.value("AWS_CA_BUNDLE", "ca_bundle");
    HIOS_CHECK(take_attempts(config));
    return config;
}

}  // namespace hios::aws
