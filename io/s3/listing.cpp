#include "io/s3/listing.hpp"

#include <fmt/format.h>

#include <charconv>

#include "io/aws/codes.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"
#include "io/s3/errors.hpp"

namespace hios::s3 {
namespace {

Failure no_page(const Bucket& bucket, std::string_view what) {
    Error error = fatal(codes::kAwsAnswer, fmt::format("the listing {}", what));
    error.where.document = bucket.urls().of(bucket.region(), {}, {});
    return fail(std::move(error));
}

// A listing with encoding-type=url writes a space as '+' or %20 and a plus as %2B.
std::optional<std::string> decoded(std::string_view text, bool encoded) {
    if (!encoded) return std::string(text);
    std::string spaced(text);
    for (char& c : spaced) {
        if (c == '+') c = ' ';
    }
    return aws::percent_decoded(spaced);
}

Outcome<ObjectInfo> object_of(const Bucket& bucket, const aws::XmlElement& element, bool encoded) {
    ObjectInfo info;
    auto key = decoded(element.text_of("Key"), encoded);
    const std::string_view size = element.text_of("Size");
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), info.size);
    const auto modified = aws::parse_iso8601(element.text_of("LastModified"));
    if (!key || key->empty() || error != std::errc() || end != size.data() + size.size() || !modified) {
        return no_page(bucket, "holds an object without key, size or time");
    }
    info.key = std::move(*key);
    info.etag = etag_of(element.text_of("ETag"));
    // Whole seconds: HEAD tells no more.
    info.modified_ns =
        std::chrono::nanoseconds(std::chrono::floor<std::chrono::seconds>(modified->time_since_epoch())).count();
    return info;
}

}  // namespace

std::string etag_of(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return std::string(text);
}

Outcome<Page> list_page(Bucket& bucket, const std::string& prefix, const std::string& token, unsigned limit) {
    Operation operation;
    // Encoded, as XML 1.0 cannot carry every byte of a key.
    operation.query = {{"list-type", "2"}, {"encoding-type", "url"}};
    if (!prefix.empty()) operation.query.emplace_back("prefix", prefix);
    if (!token.empty()) operation.query.emplace_back("continuation-token", token);
    if (limit != 0) operation.query.emplace_back("max-keys", std::to_string(limit));
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (reply.error) {
        return fail(zone_error(*reply.error, "list the bucket", bucket.urls().of(bucket.region(), {}, {})));
    }
    const auto root = aws::parse_xml(reply.body);
    if (!root || root->name != "ListBucketResult") return no_page(bucket, "is not that of S3");
    const bool encoded = root->text_of("EncodingType") == "url";
    Page page;
    page.objects.reserve(root->children.size());
    for (const aws::XmlElement& element : root->children) {
        if (element.name != "Contents") continue;
        HIOS_TRY(auto info, object_of(bucket, element, encoded));
        page.objects.push_back(std::move(info));
    }
    if (root->text_of("IsTruncated") == "true") {
        page.next = root->text_of("NextContinuationToken");
        if (page.next.empty() || page.next == token) return no_page(bucket, "goes on but does not say from where");
    }
    return page;
}

}  // namespace hios::s3
