#include "jobs/import/healthlake/field_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "jobs/import/codes.hpp"

namespace hios::healthlake {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_token_character(char c) {
    return is_alphanumeric(c) || c == '-';
}

// ^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$ - of letters outside ASCII none is taken: HIOS makes no such name, and telling
// letters from symbols there takes Unicode's tables.
bool is_name_character(char c) {
    return is_alphanumeric(c) || std::string_view(" _.:/=+-%@").find(c) != std::string_view::npos;
}

template <class Allowed>
bool all(std::string_view text, Allowed allowed) {
    return std::all_of(text.begin(), text.end(), allowed);
}

// `text` is at most 2048 bytes: std::regex recurses for each of them.
bool matches(std::string_view text, const std::regex& pattern) {
    return std::regex_match(text.begin(), text.end(), pattern);
}

bool has_length(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most;
}

FieldCheck check_id(std::string_view text, const char* mend) {
    if (!has_length(text, 1, 32)) return FieldProblem{"must be 1 to 32 characters", mend};
    if (!all(text, is_name_character)) return FieldProblem{"holds a character that no id has", mend};
    return std::nullopt;
}

}  // namespace

FieldCheck check_datastore_id(std::string_view text) {
    if (text.starts_with("arn:"))
        return FieldProblem{"is an ARN, not an id", "Give what stands after the last '/' of the data store's ARN."};
    if (text.find("://") != std::string_view::npos)
        return FieldProblem{"is a URL, not an id", "Give the part after /datastore/ of the data store's endpoint."};
    return check_id(text, "Give the data store's id: 32 hexadecimal digits, as its page or ListFHIRDatastores shows.");
}

FieldCheck check_job_id(std::string_view text) {
    return check_id(text, "Give the id that StartFHIRImportJob answered.");
}

FieldCheck check_job_name(std::string_view text) {
    constexpr const char* kMend = "Name the job with letters, digits, spaces and _.:/=+-%@ alone.";
    if (!has_length(text, 1, 64)) return FieldProblem{"must be 1 to 64 characters", kMend};
    if (!all(text, is_name_character)) return FieldProblem{"holds a character that no job name may have", kMend};
    return std::nullopt;
}

FieldCheck check_client_token(std::string_view text) {
    if (has_length(text, 1, 64) && all(text, is_token_character)) return std::nullopt;
    return FieldProblem{"must be 1 to 64 characters of [A-Za-z0-9-]", {}};
}

FieldCheck check_s3_uri(std::string_view text) {
    static const std::regex kPattern(R"(s3://[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](/.*)?)");
    if (text.size() > 1024)
        return FieldProblem{"must be at most 1024 characters", "Shorten the zone's prefix or the job's name."};
    if (!text.starts_with("s3://"))
        return FieldProblem{"is no S3 location",
                            "HealthLake reads from S3 alone: make staging.uri s3://bucket/prefix."};
    if (!matches(text, kPattern))
        return FieldProblem{"names no bucket that HealthLake takes",
                            "Use a bucket of 3 to 63 lower-case letters, digits, dots and hyphens."};
    return std::nullopt;
}

FieldCheck check_kms_key(std::string_view text) {
    static const std::regex kPattern(
        R"((arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?:kms:)?([a-z]{2}-[a-z]+(-[a-z]+)?-\d:)?(\d{12}:)?)"
        R"((((key/)?[a-zA-Z0-9_-]+)|(alias/[a-zA-Z0-9:/_-]+)))");
    constexpr const char* kMend =
        "Give a KMS key's id, its ARN, or an alias (alias/name): HealthLake writes no report without one.";
    if (text.empty()) return FieldProblem{"is missing", kMend};
    if (text.size() > 400) return FieldProblem{"must be at most 400 characters", kMend};
    if (!matches(text, kPattern)) return FieldProblem{"is no KMS key", kMend};
    return std::nullopt;
}

FieldCheck check_role_arn(std::string_view text) {
    static const std::regex kPattern(R"(arn:aws(-[^:]+)?:iam::[0-9]{12}:role/[^\n]+)");
    constexpr const char* kMend =
        "Give the ARN of the role that HealthLake takes on: arn:aws:iam::<12 digits>:role/<name>.";
    if (text.empty()) return FieldProblem{"is missing", kMend};
    // The least length, 20, is what the pattern has anyway.
    if (text.size() > 2048) return FieldProblem{"must be at most 2048 characters", kMend};
    if (!matches(text, kPattern)) return FieldProblem{"is no role's ARN", kMend};
    return std::nullopt;
}

FieldCheck check_validation_level(std::string_view text) {
    if (text == "strict" || text == "structure-only" || text == "minimal") return std::nullopt;
    return FieldProblem{"must be strict, structure-only or minimal", {}};
}

std::string to_job_name(std::string_view name, std::size_t most) {
    std::string result(name.substr(0, most));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return !is_name_character(c); }, '-');
    return result.empty() ? "job" : result;
}

Outcome<void> require(std::string_view field, const FieldCheck& check) {
    if (!check) return {};
    return fail(fatal(codes::kImportInvalid, fmt::format("{} {}", field, check->what), check->mend));
}

}  // namespace hios::healthlake
