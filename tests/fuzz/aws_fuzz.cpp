// Reads any bytes as what AWS and its users write: the XML and JSON of answers, shared config files, times, and a URL
// to sign. Whatever is escaped or encoded must be read back as it was, and a URL signed twice is the same.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "io/aws/encoding.hpp"
#include "io/aws/profiles.hpp"
#include "io/aws/service_error.hpp"
#include "io/aws/signer.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"

namespace hios {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

// Characters that XML cannot hold, and line ends, which its readers change.
bool keeps_in_xml(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) return false;
    }
    return true;
}

void sign(std::string_view text) {
    static aws::Signer signer;
    const aws::SigningScope scope{.service = "s3", .region = "eu-central-1", .path = aws::PathRule::kAsSent};
    aws::Credentials credentials;
    credentials.access_key_id = "AKID";
    credentials.secret_access_key = "secret";
    http::Request request;
    request.url = "https://bucket.example/" + aws::encode_path(text) + "?" +
                  aws::canonical_query({{std::string(text), std::string(text)}});
    const aws::TimePoint now{};
    const auto first = signer.sign(request, aws::kUnsignedPayload, scope, credentials, now);
    check(first.size() == 64 && signer.sign(request, aws::kUnsignedPayload, scope, credentials, now) == first);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)aws::parse_xml(text);
    if (keeps_in_xml(text)) {
        const auto root = aws::parse_xml("<a>" + aws::xml_escaped(text) + "</a>");
        check(root && root->text == text);
    }
    http::ResponseHead head;
    head.status = 403;
    for (const auto format : {aws::ErrorFormat::kXml, aws::ErrorFormat::kJson}) {
        const aws::ServiceError error = aws::parse_service_error(head, text, format);
        (void)aws::remedy_of(error);
        check(!aws::error_from_service(error, "list the bucket", "s3://bucket").what.empty());
    }
    (void)aws::is_error_document(text);
    (void)aws::Profiles::parse(text, text);
    (void)aws::parse_iso8601(text);
    (void)aws::parse_http_date(text);
    (void)aws::percent_decoded(text);
    (void)aws::parse_query(text);
    (void)aws::normalized_path(text);
    check(aws::percent_decoded(aws::encode_component(text)) == text);
    sign(text);
    return 0;
}

}  // namespace hios
