#include "jobs/upload/open_uploads.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "io/aws/codes.hpp"
#include "io/aws/time_text.hpp"
#include "io/aws/xml.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"

namespace hios::upload {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc() && end == text.data() + text.size();
}

Failure no_answer(std::string_view what, const std::string& place) {
    Error error = fatal(codes::kAwsAnswer, std::string(what));
    error.where.document = place;
    return fail(std::move(error));
}

}  // namespace

Outcome<std::vector<OpenUpload>> list_open_uploads(s3::Bucket& bucket, const std::string& prefix) {
    std::vector<OpenUpload> uploads;
    std::string key_marker;
    std::string id_marker;
    for (;;) {
        s3::Operation operation;
        operation.query = {{"uploads", ""}, {"encoding-type", "url"}};
        if (!prefix.empty()) operation.query.emplace_back("prefix", prefix);
        if (!key_marker.empty()) operation.query.emplace_back("key-marker", key_marker);
        if (!id_marker.empty()) operation.query.emplace_back("upload-id-marker", id_marker);
        HIOS_TRY(const aws::Reply reply, bucket.call(operation));
        if (reply.error) return fail(s3::zone_error(*reply.error, "list open uploads", prefix));
        const auto root = aws::parse_xml(reply.body);
        if (!root) return no_answer("the list of open uploads is not one of S3", prefix);
        const bool encoded = root->text_of("EncodingType") == "url";
        const auto key_of = [encoded](std::string_view text) {
            if (!encoded) return std::string(text);
            std::string spaced(text);
            std::replace(spaced.begin(), spaced.end(), '+', ' ');
            return aws::percent_decoded(spaced).value_or("");
        };
        for (const aws::XmlElement& element : root->children) {
            if (element.name != "Upload") continue;
            OpenUpload upload{key_of(element.text_of("Key")), std::string(element.text_of("UploadId")), {}};
            const auto begun = aws::parse_iso8601(element.text_of("Initiated"));
            if (upload.key.empty() || upload.id.empty() || !begun) continue;
            upload.begun = *begun;
            uploads.push_back(std::move(upload));
        }
        if (root->text_of("IsTruncated") != "true") break;
        std::string next = key_of(root->text_of("NextKeyMarker"));
        std::string next_id(root->text_of("NextUploadIdMarker"));
        if (next.empty() || (next == key_marker && next_id == id_marker))
            return no_answer("the list of open uploads goes on but does not say from where", prefix);
        key_marker = std::move(next);
        id_marker = std::move(next_id);
    }
    std::sort(uploads.begin(), uploads.end(), [](const OpenUpload& a, const OpenUpload& b) {
        return std::tie(a.key, a.begun, a.id) < std::tie(b.key, b.begun, b.id);
    });
    return uploads;
}

Outcome<StoredParts> list_parts(s3::Bucket& bucket, const std::string& key, const std::string& id) {
    StoredParts stored;
    std::string marker;
    for (;;) {
        s3::Operation operation;
        operation.key = key;
        operation.query = {{"uploadId", id}};
        if (!marker.empty()) operation.query.emplace_back("part-number-marker", marker);
        HIOS_TRY(const aws::Reply reply, bucket.call(operation));
        if (reply.error) return fail(s3::object_error(*reply.error, "list the parts of an open upload", key));
        const auto root = aws::parse_xml(reply.body);
        if (!root) return no_answer("the list of parts is not one of S3", key);
        stored.algorithm = root->text_of("ChecksumAlgorithm");
        for (const aws::XmlElement& element : root->children) {
            if (element.name != "Part") continue;
            std::uint32_t number = 0;
            StoredPart part{0, std::string(element.text_of("ETag")), std::string(element.text_of("ChecksumSHA256"))};
            if (!read_number(element.text_of("PartNumber"), number) || !read_number(element.text_of("Size"), part.size))
                return no_answer("the list of parts holds a part without number or size", key);
            stored.parts.insert_or_assign(number, std::move(part));
        }
        if (root->text_of("IsTruncated") != "true") return stored;
        std::string next(root->text_of("NextPartNumberMarker"));
        if (next.empty() || next == marker)
            return no_answer("the list of parts goes on but does not say from where", key);
        marker = std::move(next);
    }
}

Outcome<void> abort_upload(s3::Bucket& bucket, const std::string& key, const std::string& id) {
    s3::Operation operation;
    operation.method = "DELETE";
    operation.key = key;
    operation.query = {{"uploadId", id}};
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (!reply.error || reply.error->code == "NoSuchUpload") return {};
    return fail(s3::object_error(*reply.error, "end an open upload", key));
}

}  // namespace hios::upload
