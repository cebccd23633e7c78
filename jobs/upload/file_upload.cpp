#include "jobs/upload/file_upload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "io/aws/codes.hpp"
#include "io/aws/digest.hpp"
#include "io/aws/xml.hpp"
#include "io/http/codes.hpp"
#include "io/s3/checksum.hpp"
#include "io/s3/compare.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"
#include "io/s3/parts.hpp"
#include "pipeline/codes.hpp"

namespace hios::upload {
namespace {

using s3::Algorithm;
using s3::OpenFile;
using s3::part_count;

// So that the service finds damage on the way: SHA-256 is kept with the object, MD5 is understood everywhere.
Outcome<std::string> add_digest(const s3::Bucket& bucket, s3::Operation& operation) {
    const Algorithm algorithm = bucket.checksums() ? Algorithm::kSha256 : Algorithm::kMd5;
    HIOS_TRY(const std::string digest, s3::digest_of(*operation.body, algorithm));
    std::string text = aws::base64({reinterpret_cast<const unsigned char*>(digest.data()), digest.size()});
    if (bucket.checksums()) {
        operation.headers.push_back({"x-amz-sdk-checksum-algorithm", "SHA256"});
        operation.headers.push_back({std::string(s3::kSha256Header), text});
    } else {
        operation.headers.push_back({"Content-MD5", text});
    }
    return text;
}

Error refusal(const aws::Reply& reply, std::string_view action, const OpenFile& file) {
    // The digest was taken before the bytes were sent.
    if (reply.error->code == "BadDigest" || reply.error->code == "XAmzContentSHA256Mismatch")
        return reject(codes::kChanged, "the file changed while it was sent", {file.name, 0, 0, {}});
    return s3::object_error(*reply.error, action, file.name);
}

Error stopped() {
    return retryable(codes::kHttpCancelled, "the upload was stopped");
}

Outcome<Sent> send_whole(s3::Bucket& bucket, const FileTarget& target, const OpenFile& file) {
    s3::Operation operation;
    operation.method = "PUT";
    operation.key = target.key;
    operation.headers = bucket.creation_headers();
    operation.body = http::file_body(file.descriptor, 0, file.size, file.name);
    HIOS_CHECK(add_digest(bucket, operation));
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (reply.error) return fail(refusal(reply, "write the object", file));
    return Sent{file.size, 0};
}

class PartsUpload {
public:
    PartsUpload(s3::Bucket& bucket, const FileTarget& target, const OpenFile& file, const std::atomic<bool>& stop)
        : bucket_(bucket), target_(target), file_(file), stop_(stop), id_(target.resume) {
        part_size_ = s3::part_size_for(file.size, bucket.settings().part_size);
        parts_.resize(static_cast<std::size_t>(part_count(file.size, part_size_)));
    }

    Outcome<Sent> run() {
        if (!id_.empty()) HIOS_CHECK(take_up());
        if (id_.empty()) HIOS_CHECK(create());
        auto done = s3::send_parts(parts_.size(), bucket_.settings().parallel_parts,
                                   [this](std::size_t index) -> Outcome<void> {
                                       if (!parts_[index].etag.empty()) return {};  // an earlier call sent it
                                       if (stop_) return fail(stopped());
                                       return send_part(index);
                                   });
        if (done && stop_) done = fail(stopped());
        if (done) done = complete();
        if (done) return Sent{sent_, reused_};
        const Error& error = done.error();
        if (error.fault != Fault::kRetry || error.code->id == codes::kHttpCancelled.id)
            (void)abort_upload(bucket_, target_.key, id_);
        return fail(std::move(done).error());
    }

private:
    struct Part {
        std::string etag;
        std::string checksum;  // SHA-256 in base64, when checksums are sent
    };

    // Keeps the parts that hold the file's bytes. An upload that has none, was begun otherwise than create() does, or
    // is gone, is left alone: it may be another process's.
    Outcome<void> take_up() {
        const auto stored = list_parts(bucket_, target_.key, id_);
        if (!stored && stored.error().fault == Fault::kRetry) return fail(stored.error());
        const std::string algorithm = bucket_.checksums() ? "SHA256" : "";
        if (!stored || stored->parts.empty() || stored->algorithm != algorithm) {
            id_.clear();
            return {};
        }
        for (const auto& [number, part] : stored->parts) {
            if (number == 0 || number > parts_.size()) continue;
            HIOS_TRY(const bool same, is_stored(number - 1, part));
            if (!same) continue;
            parts_[number - 1] = {part.etag, part.checksum};
            reused_ += length_of(number - 1);
        }
        return {};
    }

    Outcome<bool> is_stored(std::size_t index, const StoredPart& part) {
        if (part.size != length_of(index)) return false;
        const Algorithm algorithm = bucket_.checksums() ? Algorithm::kSha256 : Algorithm::kMd5;
        HIOS_TRY(const std::string digest, s3::digest_of(*body_of(index), algorithm));
        const std::string told = bucket_.checksums() ? part.checksum : s3::etag_of(part.etag);
        return s3::spelled(digest, algorithm) == told;
    }

    Outcome<void> create() {
        s3::Operation operation;
        operation.method = "POST";
        operation.key = target_.key;
        operation.query = {{"uploads", ""}};
        operation.headers = bucket_.creation_headers();
        operation.body = http::bytes_body({});
        if (bucket_.checksums()) operation.headers.push_back({"x-amz-checksum-algorithm", "SHA256"});
        HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
        if (reply.error) return fail(refusal(reply, "begin the upload", file_));
        const auto root = aws::parse_xml(reply.body);
        id_ = root ? std::string(root->text_of("UploadId")) : std::string();
        if (!id_.empty()) return {};
        Error error = fatal(codes::kAwsAnswer, "the answer to the begun upload holds no UploadId");
        error.where.document = file_.name;
        return fail(std::move(error));
    }

    [[nodiscard]] std::uint64_t length_of(std::size_t index) const {
        return std::min(part_size_, file_.size - index * part_size_);
    }
    [[nodiscard]] std::shared_ptr<http::Body> body_of(std::size_t index) const {
        return http::file_body(file_.descriptor, index * part_size_, length_of(index), file_.name);
    }

    Outcome<void> send_part(std::size_t index) {
        s3::Operation operation;
        operation.method = "PUT";
        operation.key = target_.key;
        operation.query = {{"partNumber", std::to_string(index + 1)}, {"uploadId", id_}};
        operation.body = body_of(index);
        HIOS_TRY(std::string digest, add_digest(bucket_, operation));
        HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
        if (reply.error) return fail(refusal(reply, "write a part of the object", file_));
        parts_[index].etag = http::find_header(reply.head.headers, "etag").value_or("");
        if (bucket_.checksums()) parts_[index].checksum = std::move(digest);
        sent_ += length_of(index);
        return {};
    }

    Outcome<void> complete() {
        std::string xml = R"(<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            xml += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag>", i + 1,
                               aws::xml_escaped(parts_[i].etag));
            if (bucket_.checksums()) xml += fmt::format("<ChecksumSHA256>{}</ChecksumSHA256>", parts_[i].checksum);
            xml += "</Part>";
        }
        s3::Operation operation;
        operation.method = "POST";
        operation.key = target_.key;
        operation.query = {{"uploadId", id_}};
        operation.headers = {{"Content-Type", "application/xml"}};
        operation.body = http::bytes_body(xml + "</CompleteMultipartUpload>");
        operation.error_in_success = true;
        HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
        if (!reply.error) return {};
        // Its answer may have got lost when an earlier attempt completed it; the next call's comparison tells.
        if (reply.error->code == "NoSuchUpload") return object_is_there();
        return fail(refusal(reply, "complete the upload", file_));
    }

    Outcome<void> object_is_there() {
        HIOS_TRY(const auto told, s3::ask_about(bucket_, {target_.key, file_.name}));
        if (told) {
            HIOS_TRY(const bool same, s3::same_bytes(*told, file_, bucket_.settings().part_size));
            if (same) return {};
        }
        Error error = retryable(codes::kAwsService, "the upload was ended by someone else");
        error.where.document = file_.name;
        return fail(std::move(error));
    }

    s3::Bucket& bucket_;
    const FileTarget& target_;
    const OpenFile& file_;
    const std::atomic<bool>& stop_;
    std::string id_;
    std::uint64_t part_size_ = 0;
    std::vector<Part> parts_;  // a part that has its ETag is in the bucket
    std::atomic<std::uint64_t> sent_{0};
    std::uint64_t reused_ = 0;
};

}  // namespace

Outcome<Sent> send_file(s3::Bucket& bucket, const FileTarget& target, const OpenFile& file,
                        const std::atomic<bool>& stop) {
    if (file.size <= bucket.settings().part_size) return send_whole(bucket, target, file);
    return PartsUpload(bucket, target, file, stop).run();
}

}  // namespace hios::upload
