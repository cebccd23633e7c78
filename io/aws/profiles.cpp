#include "io/aws/profiles.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "io/aws/codes.hpp"

namespace hios::aws {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// A comment after a value begins with white space.
std::string_view without_comment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i) {
        if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t')) {
            return trimmed(value.substr(0, i));
        }
    }
    return value;
}

// "profile  x" and "profile x" are one heading.
std::string heading_of(std::string_view inside) {
    inside = trimmed(inside);
    const std::size_t gap = inside.find_first_of(" \t");
    if (gap == std::string_view::npos) return std::string(inside);
    return fmt::format("{} {}", inside.substr(0, gap), trimmed(inside.substr(gap)));
}

Failure bad_line(const std::string& path, int line, std::string_view what) {
    Error error = fatal(codes::kAwsConfig, std::string(what), "Correct the line: [profile NAME], or name = value.");
    error.where.document = path;
    error.where.path = fmt::format("line {}", line);
    return fail(std::move(error));
}

Outcome<std::string> file_text(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return std::string();
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in.is_open() || in.bad()) {
        Error error = fatal(codes::kAwsConfig,
                            fmt::format("the file cannot be read: {}", std::generic_category().message(errno)));
        error.where.document = path;
        return fail(std::move(error));
    }
    return text.str();
}

}  // namespace

std::string setting(const Section& section, std::string_view name) {
    const auto found = section.find(name);
    return found == section.end() ? std::string() : found->second;
}

std::optional<std::filesystem::path> aws_folder(const Environment& environment) {
    const auto home = environment("HOME");
    if (!home) return std::nullopt;
    return std::filesystem::path(*home) / ".aws";
}

Outcome<Profiles::Sections> Profiles::parse_file(std::string_view text, const std::string& path) {
    Sections sections;
    Section* section = nullptr;
    std::string parent;  // the setting that indented lines below it belong to
    int number = 0;
    while (!text.empty()) {
        const std::string_view raw = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), raw.size() + 1));
        ++number;
        const std::string_view line = trimmed(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            const std::size_t end = line.find(']');
            if (end == std::string_view::npos) return bad_line(path, number, "a heading has no ']'");
            section = &sections[heading_of(line.substr(1, end - 1))];
            parent.clear();
            continue;
        }
        const std::size_t equals = line.find('=');
        const bool nested = raw.front() == ' ' || raw.front() == '\t';
        if (section == nullptr) return bad_line(path, number, "a setting stands before the first [heading]");
        if (equals == std::string_view::npos) {
            if (nested) continue;  // the second line of a value that HIOS does not use
            return bad_line(path, number, "this is neither a [heading] nor a setting");
        }
        const std::string_view name = trimmed(line.substr(0, equals));
        const std::string_view value = without_comment(trimmed(line.substr(equals + 1)));
        if (nested && !parent.empty()) {
            (*section)[fmt::format("{}.{}", parent, name)] = value;
        } else {
            (*section)[std::string(name)] = value;
            parent = value.empty() ? name : std::string_view();
        }
    }
    return sections;
}

Outcome<Profiles> Profiles::parse(std::string_view config, std::string_view credentials) {
    Profiles profiles;
    HIOS_TRY(profiles.config_, parse_file(config, profiles.config_path_));
    HIOS_TRY(profiles.credentials_, parse_file(credentials, profiles.credentials_path_));
    return profiles;
}

Outcome<Profiles> Profiles::load(const Environment& environment) {
    Profiles profiles;
    const auto folder = aws_folder(environment);
    const auto path_of = [&](const char* variable, const char* file) {
        if (auto named = environment(variable)) {
            if (named->starts_with("~/") && folder) return (folder->parent_path() / named->substr(2)).string();
            return *named;
        }
        return folder ? (*folder / file).string() : std::string();
    };
    profiles.config_path_ = path_of("AWS_CONFIG_FILE", "config");
    profiles.credentials_path_ = path_of("AWS_SHARED_CREDENTIALS_FILE", "credentials");
    HIOS_TRY(const std::string config, file_text(profiles.config_path_));
    HIOS_TRY(const std::string credentials, file_text(profiles.credentials_path_));
    HIOS_TRY(profiles.config_, parse_file(config, profiles.config_path_));
    HIOS_TRY(profiles.credentials_, parse_file(credentials, profiles.credentials_path_));
    return profiles;
}

const Section* Profiles::find(const Sections& sections, std::string_view name) {
    const auto found = sections.find(name);
    return found == sections.end() ? nullptr : &found->second;
}

const Section* Profiles::config(std::string_view profile) const {
    if (const Section* const named = find(config_, fmt::format("profile {}", profile))) return named;
    return profile == "default" ? find(config_, "default") : nullptr;
}

const Section* Profiles::credentials(std::string_view profile) const {
    return find(credentials_, profile);
}

const Section* Profiles::sso_session(std::string_view name) const {
    return find(config_, fmt::format("sso-session {}", name));
}

const Section* Profiles::services(std::string_view name) const {
    return find(config_, fmt::format("services {}", name));
}

bool Profiles::knows(std::string_view profile) const {
    return config(profile) != nullptr || credentials(profile) != nullptr;
}

std::string Profiles::value(std::string_view profile, std::string_view name) const {
    for (const Section* const section : {credentials(profile), config(profile)}) {
        if (section == nullptr) continue;
        if (std::string found = setting(*section, name); !found.empty()) return found;
    }
    return {};
}

}  // namespace hios::aws
