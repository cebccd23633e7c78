#pragma once
// Region, endpoints and the other settings that AWS tools share, from explicit values, the environment
// and the profile, in this order. Source: AWS SDKs and Tools Reference Guide, "Settings reference".

#include <optional>
#include <string>

#include "io/aws/profiles.hpp"
#include "io/aws/retry.hpp"

namespace hios::aws {

struct Config {
    Environment environment = process_environment();
    Profiles profiles;
    std::string profile = "default";
    bool profile_chosen = false;  // by the job, not by a variable: then the environment's keys do not count
    std::string region;           // empty: none is set
    std::string ca_bundle;        // AWS_CA_BUNDLE, ca_bundle
    RetrySettings retries;        // attempts from AWS_MAX_ATTEMPTS, max_attempts

    // The endpoint someone set for this service, without '/' at its end: AWS_ENDPOINT_URL_<SERVICE>,
    // AWS_ENDPOINT_URL, the profile's services section, its endpoint_url. `service` as in the
    // variables' names, lower-case: "s3", "sts", "healthlake".
    [[nodiscard]] std::optional<std::string> endpoint_of(const std::string& service) const;
    // The set endpoint, or the service's own in the region.
    [[nodiscard]] std::string endpoint_or_default(const std::string& service) const;
    // A variable, else the profile's setting, else "".
    [[nodiscard]] std::string value(const std::string& variable, std::string_view setting_name) const;
};

// What a job may set itself; empty: the surroundings decide.
struct ConfigChoice {
    std::string profile;
    std::string region;
};

// aws.config for files that cannot be read, for an unknown chosen profile, and for numbers that are none.
Outcome<Config> load_config(const ConfigChoice& choice = {}, const Environment& environment = process_environment());

// "amazonaws.com", "amazonaws.com.cn", ...: the domain of a region's partition.
std::string domain_of_region(std::string_view region);

}  // namespace hios::aws
