// Uploads in parts: create, send the parts on several threads, complete; abort on any failure.

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "io/aws/codes.hpp"
#include "io/aws/encoding.hpp"
#include "io/aws/xml.hpp"
#include "io/s3/checksum.hpp"
#include "io/s3/conditional.hpp"
#include "io/s3/digests.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/parts.hpp"
#include "io/s3/upload.hpp"

namespace hios::s3 {
namespace {

constexpr unsigned kMostRestarts = 3;

struct Part {
    std::string etag;
    std::string checksum;
};

class Multipart {
public:
    Multipart(Bucket& bucket, const Target& target, int file, std::uint64_t size)
        : bucket_(bucket),
          target_(target),
          file_(file),
          size_(size),
          part_size_(part_size_for(size, bucket.settings().part_size)) {
        parts_.resize(static_cast<std::size_t>(part_count(size, part_size_)));
    }

    // kRace: begin anew.
    Outcome<Conflict> run() {
        HIOS_CHECK(create());
        auto sent = send_parts(parts_.size(), bucket_.settings().parallel_parts,
                               [this](std::size_t index) { return send_part(index); });
        Outcome<Conflict> completed = sent ? complete() : Outcome<Conflict>(fail(std::move(sent).error()));
        if (!completed || (*completed != Conflict::kNone && *completed != Conflict::kOurs)) abort();
        return completed;
    }

    Outcome<void> begin_and_abort() {
        HIOS_CHECK(create());
        abort();
        return {};
    }
    [[nodiscard]] bool unknown_to_server() const { return unknown_to_server_; }

private:
    [[nodiscard]] Failure refused(const aws::Reply& reply, std::string_view action) const {
        return fail(object_error(*reply.error, action, target_.name));
    }

    Outcome<void> create() {
        Operation operation;
        operation.method = "POST";
        operation.key = target_.key;
        operation.query = {{"uploads", ""}};
        operation.headers = bucket_.creation_headers();
        operation.body = http::bytes_body({});
        if (bucket_.checksums()) operation.headers.push_back({"x-amz-checksum-algorithm", "CRC32"});
        add_mark(operation.headers, mark_);
        HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
        unknown_to_server_ = reply.error && reply.error->status == 501;
        if (reply.error) return refused(reply, "begin the upload");
        const auto root = aws::parse_xml(reply.body);
        upload_ = root ? std::string(root->text_of("UploadId")) : std::string();
        if (upload_.empty()) {
            Error error = fatal(codes::kAwsAnswer, "the answer to the begun upload holds no UploadId");
            error.where.document = target_.name;
            return fail(std::move(error));
        }
        return {};
    }

    Outcome<void> send_part(std::size_t index) {
        const std::uint64_t begin = index * part_size_;
        Operation operation;
        operation.method = "PUT";
        operation.key = target_.key;
        operation.query = {{"partNumber", std::to_string(index + 1)}, {"uploadId", upload_}};
        operation.body = http::file_body(file_, begin, std::min(part_size_, size_ - begin), target_.name);
        if (bucket_.checksums()) {
            HIOS_TRY(parts_[index].checksum, checksum_of(*operation.body));
            operation.headers.push_back({"x-amz-sdk-checksum-algorithm", "CRC32"});
            operation.headers.push_back({std::string(kChecksumHeader), parts_[index].checksum});
        }
        HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
        if (reply.error) return refused(reply, "write a part of the object");
        parts_[index].etag = http::find_header(reply.head.headers, "etag").value_or("");
        return {};
    }

    [[nodiscard]] std::string manifest() const {
        std::string xml = R"(<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            xml += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag>", i + 1,
                               aws::xml_escaped(parts_[i].etag));
            if (!parts_[i].checksum.empty())
                xml += fmt::format("<ChecksumCRC32>{}</ChecksumCRC32>", parts_[i].checksum);
            xml += "</Part>";
        }
        return xml + "</CompleteMultipartUpload>";
    }

    Outcome<Conflict> complete() {
        for (;;) {
            const bool conditional = target_.if_absent && bucket_.conditional_create();
            Operation operation;
            operation.method = "POST";
            operation.key = target_.key;
            operation.query = {{"uploadId", upload_}};
            operation.headers = {{"Content-Type", "application/xml"}};
            operation.body = http::bytes_body(manifest());
            operation.error_in_success = true;
            if (conditional) add_condition(operation.headers);
            HIOS_TRY(const aws::Reply reply, bucket_.call(operation));
            if (!reply.error) return Conflict::kNone;
            if (reply.error->code == "NoSuchUpload") {
                // The answer to an earlier attempt was lost, perhaps a good one; the transport repeats too.
                HIOS_TRY(const Presence presence, presence_of(bucket_, target_, mark_));
                if (presence.ours) return Conflict::kOurs;
            }
            HIOS_TRY(const Conflict conflict, conflict_of(bucket_, target_, mark_, conditional, *reply.error));
            if (conflict == Conflict::kNone) return refused(reply, "complete the upload");
            if (conflict != Conflict::kUnsupported) return conflict;
            bucket_.forget_conditional_create();
        }
    }

    // As well as it goes: what could not be aborted is left to the bucket's lifecycle rule.
    void abort() {
        Operation operation;
        operation.method = "DELETE";
        operation.key = target_.key;
        operation.query = {{"uploadId", upload_}};
        (void)bucket_.call(operation);
    }

    Bucket& bucket_;
    const Target& target_;
    const int file_;
    const std::uint64_t size_;
    const std::uint64_t part_size_;
    std::vector<Part> parts_;
    const std::string mark_ = write_mark();
    std::string upload_;
    bool unknown_to_server_ = false;
};

}  // namespace

Outcome<void> try_writing(Bucket& bucket, const Target& target) {
    Multipart upload(bucket, target, -1, 1);
    auto begun = upload.begin_and_abort();
    if (upload.unknown_to_server()) return {};
    // Also those of processes that were killed in between. Who may not list them leaves them to the bucket's rule.
    if (begun) {
        (void)abort_uploads(bucket, target.key);
        return {};
    }
    Error error = std::move(begun).error();
    if (error.fault == Fault::kReject) error.fault = Fault::kFatal;
    return fail(std::move(error));
}

Outcome<void> abort_uploads(Bucket& bucket, const std::string& prefix) {
    // Those that were aborted are not listed again; the second round would find only what resists.
    Operation list;
    list.query = {{"uploads", ""}, {"encoding-type", "url"}, {"prefix", prefix}};
    for (std::string before;;) {
        HIOS_TRY(const aws::Reply reply, bucket.call(list));
        if (reply.error) return fail(zone_error(*reply.error, "list the uploads under way", prefix));
        const auto root = aws::parse_xml(reply.body);
        if (!root) return {};
        const bool encoded = root->text_of("EncodingType") == "url";
        std::string first;
        for (const aws::XmlElement& element : root->children) {
            if (element.name != "Upload") continue;
            const std::string_view text = element.text_of("Key");
            const auto key = encoded ? aws::percent_decoded(text) : std::optional(std::string(text));
            const std::string upload(element.text_of("UploadId"));
            if (!key || !key->starts_with(prefix) || upload.empty()) continue;
            if (first.empty()) first = upload;
            Operation abort;
            abort.method = "DELETE";
            abort.key = *key;
            abort.query = {{"uploadId", upload}};
            (void)bucket.call(abort);
        }
        if (root->text_of("IsTruncated") != "true" || first == before) return {};
        before = first;
    }
}

Outcome<PutResult> put_parts(Bucket& bucket, const Target& target, int file, std::uint64_t size) {
    for (unsigned restarts = 0;; ++restarts) {
        if (target.if_absent) {
            // Spares the upload, and is all there is where the condition of a completion is not heeded.
            HIOS_TRY(const Presence presence, presence_of(bucket, target, {}));
            if (presence.exists) return PutResult::kExists;
        }
        Multipart upload(bucket, target, file, size);
        HIOS_TRY(const Conflict conflict, upload.run());
        if (conflict == Conflict::kNone || conflict == Conflict::kOurs) return PutResult::kCreated;
        if (conflict == Conflict::kExists) return PutResult::kExists;
        if (restarts == kMostRestarts) {
            Error error = retryable(codes::kAwsService, "another writer keeps writing the same object");
            error.where.document = target.name;
            return fail(std::move(error));
        }
        bucket.pause(restarts + 1);
    }
}

}  // namespace hios::s3
