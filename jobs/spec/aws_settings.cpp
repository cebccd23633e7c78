#include "jobs/spec/aws_settings.hpp"

#include <array>

#include "jobs/spec/spec_reader.hpp"

namespace hios::jobs {
namespace {

template <class Value>
struct Named {
    std::string_view name;
    Value value;
};
constexpr std::array kAddressings{Named{"auto", s3::Addressing::kAuto}, Named{"path", s3::Addressing::kPath},
                                  Named{"virtual", s3::Addressing::kVirtual}};
constexpr std::array kChecksums{Named{"auto", s3::Checksums::kAuto}, Named{"on", s3::Checksums::kOn},
                                Named{"off", s3::Checksums::kOff}};

// The schema's enum vouches for the word.
template <class Table, class Value>
void read_word(const SpecReader& reader, const std::string& pointer, const Table& table, Value& into) {
    std::string word;
    reader.text(pointer, word);
    for (const auto& [name, value] : table) {
        if (word == name) into = value;
    }
}

template <class Table, class Value>
std::string_view word_of(const Table& table, Value value) {
    for (const auto& entry : table) {
        if (entry.value == value) return entry.name;
    }
    return table.front().name;
}

void read_switch(const SpecReader& reader, const std::string& pointer, bool& into) {
    if (const nlohmann::json* value = reader.find(pointer); value != nullptr) into = value->get<bool>();
}

// One for all services, or one for each.
void read_endpoints(const SpecReader& reader, AwsSettings& into) {
    const nlohmann::json* endpoint = reader.find("/aws/endpoint");
    if (endpoint == nullptr) return;
    if (endpoint->is_string()) {
        into.s3_endpoint = into.healthlake_endpoint = endpoint->get<std::string>();
    } else {
        reader.text("/aws/endpoint/s3", into.s3_endpoint);
        reader.text("/aws/endpoint/healthlake", into.healthlake_endpoint);
    }
    for (std::string* url : {&into.s3_endpoint, &into.healthlake_endpoint}) {
        while (url->ends_with('/')) url->pop_back();
    }
}

void read_zone_key(const SpecReader& reader, const std::string& zone, std::string& into) {
    if (const nlohmann::json* value = reader.find(zone); value != nullptr && value->is_object())
        reader.text(zone + "/kms_key", into);
}

}  // namespace

bool is_s3(std::string_view uri) {
    return uri.starts_with("s3://");
}

AwsSettings read_aws(SpecReader& reader) {
    AwsSettings aws;
    reader.text("/aws/profile", aws.profile);
    reader.text("/aws/region", aws.region);
    read_endpoints(reader, aws);
    if (const nlohmann::json* file = reader.find("/aws/ca_bundle"); file != nullptr)
        aws.ca_bundle = reader.path("/aws/ca_bundle", file->get<std::string>());
    read_word(reader, "/aws/addressing", kAddressings, aws.addressing);
    read_word(reader, "/aws/checksums", kChecksums, aws.checksums);
    read_switch(reader, "/aws/conditional_create", aws.conditional_create);
    read_switch(reader, "/aws/requester_pays", aws.requester_pays);
    reader.text("/aws/expected_owner", aws.expected_owner);
    reader.text("/aws/storage_class", aws.storage_class);
    reader.text("/aws/encryption", aws.encryption);
    reader.text("/aws/kms_key", aws.kms_key);
    read_zone_key(reader, "/staging", aws.staging_kms_key);
    read_zone_key(reader, "/error", aws.error_kms_key);
    reader.number("/aws/attempts", aws.attempts);
    if (aws.encryption == "AES256") {
        if (!aws.kms_key.empty() || !aws.staging_kms_key.empty() || !aws.error_kms_key.empty())
            reader.problem("/aws/encryption", "AES256 takes no KMS key; leave kms_key out, or write aws:kms");
    } else if (aws.kms_key.empty()) {
        aws.kms_key = reader.variable("KMS_KEY_ID");
    }
    return aws;
}

io::StoreSettings store_settings(const AwsSettings& aws, Zone zone) {
    io::StoreSettings settings;
    s3::Settings& s3 = settings.s3;
    s3.profile = aws.profile;
    s3.region = aws.region;
    s3.endpoint = aws.s3_endpoint;
    s3.addressing = aws.addressing;
    s3.checksums = aws.checksums;
    s3.conditional_create = aws.conditional_create;
    s3.requester_pays = aws.requester_pays;
    s3.expected_owner = aws.expected_owner;
    s3.storage_class = aws.storage_class;
    s3.ca_bundle = aws.ca_bundle;
    s3.attempts = aws.attempts;
    s3.encryption = aws.encryption;
    const std::string& own = zone == Zone::kStaging ? aws.staging_kms_key : aws.error_kms_key;
    if (zone != Zone::kSource) s3.kms_key = own.empty() ? aws.kms_key : own;
    return settings;
}

aws::ConfigChoice config_choice(const AwsSettings& aws) {
    return {aws.profile, aws.region};
}

nlohmann::ordered_json aws_json(const AwsSettings& aws) {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    const auto text = [&](const char* key, const std::string& value) {
        if (!value.empty()) json[key] = value;
    };
    text("profile", aws.profile);
    text("region", aws.region);
    if (!aws.s3_endpoint.empty() && aws.s3_endpoint == aws.healthlake_endpoint) {
        json["endpoint"] = aws.s3_endpoint;
    } else {
        if (!aws.s3_endpoint.empty()) json["endpoint"]["s3"] = aws.s3_endpoint;
        if (!aws.healthlake_endpoint.empty()) json["endpoint"]["healthlake"] = aws.healthlake_endpoint;
    }
    text("ca_bundle", aws.ca_bundle);
    if (aws.addressing != s3::Addressing::kAuto) json["addressing"] = word_of(kAddressings, aws.addressing);
    if (aws.checksums != s3::Checksums::kAuto) json["checksums"] = word_of(kChecksums, aws.checksums);
    if (!aws.conditional_create) json["conditional_create"] = false;
    if (aws.requester_pays) json["requester_pays"] = true;
    text("expected_owner", aws.expected_owner);
    text("storage_class", aws.storage_class);
    text("encryption", aws.encryption);
    text("kms_key", aws.kms_key);
    if (aws.attempts != 0) json["attempts"] = aws.attempts;
    return json;
}

}  // namespace hios::jobs
