#include "jobs/sandbox/server/healthlake_rules.hpp"

#include <cctype>
#include <map>
#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

namespace hios::sandbox {
namespace {

// As the service model writes them.
constexpr const char* kNames = R"(^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$)";
constexpr const char* kToken = R"(^[a-zA-Z0-9-]+$)";
constexpr const char* kS3Uri = R"(s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?)";
constexpr const char* kKmsKey =
    R"((arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?:kms:)?([a-z]{2}-[a-z]+(-[a-z]+)?-\d:)?(\d{12}:)?(((key/)?[a-zA-Z0-9-_]+)|(alias/[a-zA-Z0-9:/_-]+)))";
constexpr const char* kRoleArn = R"(arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+)";
constexpr const char* kAscii = R"(\p{ASCII}{0,8192})";

const re2::RE2& compiled(const char* pattern) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<re2::RE2>> known;
    const std::lock_guard guard(mutex);
    auto& expression = known[pattern];
    if (expression == nullptr) {
        std::string text = pattern;
        // RE2 has the class, but not under Java's name.
        if (text == kAscii) text = R"([\x00-\x7F]*)";
        expression = std::make_unique<re2::RE2>(text, re2::RE2::Quiet);
    }
    return *expression;
}

// Lengths count characters.
std::size_t characters(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

// "InputDataConfig.S3Uri" → "inputDataConfig.s3Uri"
std::string message_path(std::string_view path) {
    std::string result;
    bool first = true;
    for (const char c : path) {
        result += first ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : c;
        first = c == '.';
    }
    return result;
}

}  // namespace

const nlohmann::json* MemberRules::find(const char* path) const {
    const nlohmann::json* at = &request_;
    std::string_view rest = path;
    while (!rest.empty()) {
        const std::string_view name = rest.substr(0, rest.find('.'));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (!at->is_object()) return nullptr;
        const auto found = at->find(std::string(name));
        if (found == at->end() || found->is_null()) return nullptr;
        at = &*found;
    }
    return at;
}

std::string MemberRules::text(const char* path) const {
    const nlohmann::json* value = find(path);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

const std::string* MemberRules::text_at(const char* path) {
    const nlohmann::json* value = find(path);
    if (value == nullptr) return nullptr;
    if (!value->is_string()) {
        wrong_type_ = path;
        return nullptr;
    }
    return value->get_ptr<const std::string*>();
}

void MemberRules::broken(const char* path, const std::string& constraint) {
    broken_.push_back(fmt::format("Value at '{}' failed to satisfy constraint: {}", message_path(path), constraint));
}

void MemberRules::require(const char* path) {
    // What holds it is missed by itself.
    const std::string_view whole = path;
    const std::string holder(whole.substr(0, whole.rfind('.') == std::string_view::npos ? 0 : whole.rfind('.')));
    if (find(holder.c_str()) == nullptr) return;
    if (find(path) == nullptr)
        broken_.push_back(fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null",
                                      message_path(path)));
}

void MemberRules::structure(const char* path) {
    require(path);
    const nlohmann::json* value = find(path);
    if (value != nullptr && !value->is_object()) wrong_type_ = path;
}

void MemberRules::check_text(const char* path, std::size_t least, std::size_t most, const char* pattern) {
    const std::string* value = text_at(path);
    if (value == nullptr) return;
    const std::size_t count = characters(*value);
    if (count < least) broken(path, fmt::format("Member must have length greater than or equal to {}", least));
    if (count > most) broken(path, fmt::format("Member must have length less than or equal to {}", most));
    if (!re2::RE2::FullMatch(*value, compiled(pattern)))
        broken(path, fmt::format("Member must satisfy regular expression pattern: {}", pattern));
}

void MemberRules::datastore_id(const char* path) {
    require(path);
    check_text(path, 1, 32, kNames);
}
void MemberRules::job_id(const char* path) {
    require(path);
    check_text(path, 1, 32, kNames);
}
void MemberRules::job_name(const char* path) {
    check_text(path, 1, 64, kNames);
}
void MemberRules::datastore_name(const char* path) {
    check_text(path, 1, 256, kNames);
}
void MemberRules::client_token(const char* path) {
    check_text(path, 1, 64, kToken);
}
void MemberRules::s3_uri(const char* path) {
    require(path);
    check_text(path, 0, 1024, kS3Uri);
}
void MemberRules::kms_key(const char* path) {
    require(path);
    check_text(path, 1, 400, kKmsKey);
}
void MemberRules::role_arn(const char* path) {
    require(path);
    check_text(path, 20, 2048, kRoleArn);
}
void MemberRules::next_token(const char* path) {
    check_text(path, 0, 8192, kAscii);
}

void MemberRules::max_results(const char* path) {
    const nlohmann::json* value = find(path);
    if (value == nullptr) return;
    if (!value->is_number_integer()) {
        wrong_type_ = path;
        return;
    }
    const auto number = value->get<std::int64_t>();
    if (number < 1) broken(path, "Member must have value greater than or equal to 1");
    if (number > 500) broken(path, "Member must have value less than or equal to 500");
}

void MemberRules::time(const char* path) {
    const nlohmann::json* value = find(path);
    if (value != nullptr && !value->is_number()) wrong_type_ = path;
}

void MemberRules::one_of(const char* path, const std::vector<std::string>& values) {
    const std::string* value = text_at(path);
    if (value == nullptr) return;
    for (const std::string& one : values) {
        if (one == *value) return;
    }
    broken(path, fmt::format("Member must satisfy enum value set: [{}]", fmt::join(values, ", ")));
}

Answer<void> MemberRules::verdict() const {
    if (!wrong_type_.empty())
        return refuse(400, "SerializationException", fmt::format("{} has a value of the wrong type", wrong_type_));
    if (broken_.empty()) return {};
    return refuse(400, "ValidationException",
                  fmt::format("{} validation error{} detected: {}", broken_.size(), broken_.size() == 1 ? "" : "s",
                              fmt::join(broken_, "; ")));
}

}  // namespace hios::sandbox
