#pragma once
// The shared files ~/.aws/config and ~/.aws/credentials. Source: AWS SDKs and Tools Reference Guide,
// "Shared config and credentials files".

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "io/aws/environment.hpp"
#include "pipeline/outcome.hpp"

namespace hios::aws {

// Setting -> value; a setting below another is "s3.addressing_style".
using Section = std::map<std::string, std::string, std::less<>>;

// "" when the section has no such setting.
std::string setting(const Section& section, std::string_view name);

class Profiles {
public:
    // Reads the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or those in ~/.aws. A
    // file that does not exist is empty; one that cannot be read or understood is aws.config.
    static Outcome<Profiles> load(const Environment& environment);
    // From texts, for tests.
    static Outcome<Profiles> parse(std::string_view config, std::string_view credentials);

    // Of the config file: [default], [profile NAME]; null when missing.
    [[nodiscard]] const Section* config(std::string_view profile) const;
    // Of the credentials file: [NAME].
    [[nodiscard]] const Section* credentials(std::string_view profile) const;
    [[nodiscard]] const Section* sso_session(std::string_view name) const;
    [[nodiscard]] const Section* services(std::string_view name) const;
    [[nodiscard]] bool knows(std::string_view profile) const;
    // Of both files; the credentials file wins.
    [[nodiscard]] std::string value(std::string_view profile, std::string_view name) const;

    // For messages: where the files are.
    [[nodiscard]] const std::string& config_path() const { return config_path_; }
    [[nodiscard]] const std::string& credentials_path() const { return credentials_path_; }

private:
    using Sections = std::map<std::string, Section, std::less<>>;

    static Outcome<Sections> parse_file(std::string_view text, const std::string& path);
    static const Section* find(const Sections& sections, std::string_view name);

    Sections config_;  // by the whole heading: "default", "profile x", "sso-session y", "services z"
    Sections credentials_;
    std::string config_path_ = "~/.aws/config";
    std::string credentials_path_ = "~/.aws/credentials";
};

// $HOME/.aws, or nothing without a home.
std::optional<std::filesystem::path> aws_folder(const Environment& environment);

}  // namespace hios::aws
