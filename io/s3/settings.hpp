#pragma once
// What a job may say of an S3 zone; everything else comes from the surroundings, as with other AWS tools.

#include <cstdint>
#include <optional>
#include <string>

#include "io/aws/credentials.hpp"
#include "io/http/message.hpp"

namespace hios::s3 {

enum class Addressing : std::uint8_t {
    kAuto,     // virtual host where the bucket's name allows it and the endpoint is no address
    kPath,     // https://endpoint/bucket/key
    kVirtual,  // https://bucket.endpoint/key
};
enum class Checksums : std::uint8_t {
    kAuto,  // on for AWS, off elsewhere: other systems refuse them
    kOn,
    kOff,
};

struct Settings {
    std::string profile;   // chosen by the job: the environment's keys do not count then
    std::string region;    // empty: AWS_REGION, AWS_DEFAULT_REGION, the profile; else found out by a redirect
    std::string endpoint;  // "http://127.0.0.1:7480"; empty: AWS_ENDPOINT_URL_S3 and so on, else AWS
    Addressing addressing = Addressing::kAuto;
    bool anonymous = false;  // requests are not signed
    std::optional<aws::Credentials> credentials;

    std::string encryption;  // "AES256", "aws:kms", "aws:kms:dsse"; empty: the bucket's default
    std::string kms_key;     // id, ARN or alias; alone it means aws:kms
    bool bucket_key = true;  // with aws:kms: fewer calls of KMS
    bool requester_pays = false;
    std::string expected_owner;  // 12 digits: any other owner's bucket is refused
    std::string storage_class;   // empty: STANDARD
    Checksums checksums = Checksums::kAuto;
    bool conditional_create = true;  // false: for systems that ignore If-None-Match without saying so

    // Files beyond this many bytes are uploaded in parts of it (5 MiB to 5 GiB; made larger when 10 000
    // parts would not do).
    std::uint64_t part_size = 16 << 20;
    unsigned parallel_parts = 4;
    // Larger objects are read in ranges of this many bytes, so many of them ahead of the reader. One
    // open object holds at most range_size * parallel_ranges bytes, plus a network buffer for each.
    std::uint64_t range_size = 4 << 20;
    unsigned parallel_ranges = 4;

    unsigned attempts = 0;  // of one call; 0: AWS_MAX_ATTEMPTS, else 8
    http::Timeouts timeouts;
    std::string ca_bundle;  // empty: AWS_CA_BUNDLE, else the system's
    std::string proxy;      // empty: https_proxy and so on
};

}  // namespace hios::s3
