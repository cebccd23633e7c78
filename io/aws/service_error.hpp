#pragma once
// What a service answers when it refuses, in XML (S3, STS) and in JSON, and what to make of it.

#include <cstdint>
#include <string>
#include <string_view>

#include "io/http/message.hpp"
#include "pipeline/error.hpp"

namespace hios::aws {

struct ServiceError {
    int status = 0;
    std::string code;     // "NoSuchKey"; empty when the answer names none, as one to HEAD
    std::string message;  // the service's own words
    std::string region;   // where the bucket is, when told
    std::string request_id;
};

enum class ErrorFormat : std::uint8_t { kXml, kJson };

ServiceError parse_service_error(const http::ResponseHead& head, std::string_view body, ErrorFormat format);

// S3 answers some long calls with 200 and, at their end, an error (CopyObject, CompleteMultipartUpload).
bool is_error_document(std::string_view body);

enum class Remedy : std::uint8_t {
    kNone,          // the same call fails again
    kRetry,         // a passing failure
    kRetrySlower,   // too many calls
    kCorrectClock,  // sign with the server's time
    kRenew,         // the credentials have expired
};
// Source: the retry modes of the AWS SDKs and Tools Reference Guide, and botocore's list of codes.
Remedy remedy_of(const ServiceError& error);

// `action` completes "cannot ...": "list the bucket". `place` becomes where.document.
Error error_from_service(const ServiceError& error, std::string_view action, std::string place);

}  // namespace hios::aws
