#pragma once
// `aws` of a job spec, and what a zone says of its own encryption: how this job reaches AWS. Credentials never stand
// here: they come from where AWS tools keep them (io/aws/credentials_chain.hpp).

#include <string>

#include <nlohmann/json.hpp>

#include "io/aws/config.hpp"
#include "io/stores.hpp"

namespace hios::jobs {

class SpecReader;

// Empty texts: the surroundings decide (variables, profile), then AWS's own defaults.
struct AwsSettings {
    std::string profile;
    std::string region;
    std::string s3_endpoint;          // "http://127.0.0.1:9000"
    std::string healthlake_endpoint;  // the same for HealthLake
    std::string ca_bundle;            // a file, absolute
    s3::Addressing addressing = s3::Addressing::kAuto;
    s3::Checksums checksums = s3::Checksums::kAuto;
    bool conditional_create = true;
    bool requester_pays = false;
    std::string expected_owner;
    std::string storage_class;  // of what is written
    std::string encryption;     // of what is written: "AES256", "aws:kms", "aws:kms:dsse"
    std::string kms_key;        // of what is written, unless a zone names its own; default: KMS_KEY_ID
    std::string staging_kms_key;
    std::string error_kms_key;
    unsigned attempts = 0;  // of one call; 0: AWS_MAX_ATTEMPTS, else 8
};

// Who reads or writes: the two zones that are written may have keys of their own.
enum class Zone : std::uint8_t { kSource, kStaging, kError };

// "s3://bucket/prefix"; anything else is a folder.
bool is_s3(std::string_view uri);

// Also staging.kms_key and error.kms_key. What is wrong goes to reader.problems.
AwsSettings read_aws(SpecReader& reader);

// For io::open_store.
io::StoreSettings store_settings(const AwsSettings& aws, Zone zone);
// For aws::load_config, and so for the credentials of other services than S3.
aws::ConfigChoice config_choice(const AwsSettings& aws);

// For the description of a job: what differs from the defaults. It decides no byte of the output, so no digest holds
// it.
nlohmann::ordered_json aws_json(const AwsSettings& aws);

}  // namespace hios::jobs
