// Multipart uploads: create, part, copied part, abort and the listings. Completion is in s3_complete.cpp.

#include <algorithm>

#include <fmt/format.h>
#include <openssl/rand.h>

#include "jobs/sandbox/server/s3_body.hpp"
#include "jobs/sandbox/server/s3_copy_source.hpp"
#include "jobs/sandbox/server/s3_metadata.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kLargestPart = 5ULL << 30;
constexpr std::uint64_t kMostParts = 10'000;

std::string make_upload_id() {
    std::string bytes(32, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return to_hex(bytes);
}

Answer<Upload> find_upload(S3World& world, const S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_STORED(auto upload,
                world.files.find_upload(call.bucket, call.key, std::string(call.query.get("uploadId").value_or(""))));
    if (!upload) return refuse(refusal_of(WriteVerdict::kNoUpload, call, {}));
    return std::move(*upload);
}

Answer<std::uint32_t> part_number(const S3Call& call) {
    const std::string_view text = call.query.get("partNumber").value_or("");
    const auto number = parse_number(text);
    if (!number || *number < 1 || *number > kMostParts)
        return refuse(
            invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text));
    return static_cast<std::uint32_t>(*number);
}

DigestKind upload_checksum(const Upload& upload) {
    return checksum_named(value_of(upload.meta, "x-amz-checksum-algorithm")).value_or(DigestKind::kCrc64nvme);
}

}  // namespace

Answer<HttpReply> create_upload(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ALLOW(check_write_headers(call.http));
    Upload upload{make_upload_id(), call.bucket, call.key, world.now_ms(), {}};
    HIOS_ANSWER(upload.meta, metadata_of(world, call.http));
    HttpReply reply;
    const auto algorithm = call.http.header("x-amz-checksum-algorithm");
    const auto type = call.http.header("x-amz-checksum-type");
    if (algorithm) {
        const auto kind = checksum_named(*algorithm);
        if (!kind)
            return refuse(400, "InvalidRequest",
                          "Checksum algorithm provided is unsupported. Please try again with any "
                          "of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        const std::string chosen(type.value_or(*kind == DigestKind::kCrc64nvme ? "FULL_OBJECT" : "COMPOSITE"));
        const bool possible =
            chosen == "FULL_OBJECT" ? is_crc(*kind) : chosen == "COMPOSITE" && *kind != DigestKind::kCrc64nvme;
        if (!possible)
            return refuse(400, "InvalidRequest",
                          fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.", chosen,
                                      checksum_name(*kind)));
        upload.meta.emplace_back("x-amz-checksum-algorithm", checksum_name(*kind));
        upload.meta.emplace_back("x-amz-checksum-type", chosen);
        reply.add("x-amz-checksum-algorithm", std::string(checksum_name(*kind)));
        reply.add("x-amz-checksum-type", chosen);
    } else if (type) {
        return refuse(400, "InvalidRequest", "x-amz-checksum-type needs x-amz-checksum-algorithm.");
    }
    HIOS_STORED_CHECK(world.files.create_upload(upload));
    XmlWriter xml("InitiateMultipartUploadResult");
    xml.add("Bucket", call.bucket);
    xml.add("Key", call.key);
    xml.add("UploadId", upload.id);
    reply.body = xml.take();
    reply.add("Content-Type", "application/xml");
    for (const auto& [name, value] : upload.meta) {
        if (name.starts_with("x-amz-server-side-encryption")) reply.add(name, value);
    }
    return reply;
}

Answer<HttpReply> upload_part(S3World& world, S3Call& call) {
    HIOS_ANSWER(const Upload upload, find_upload(world, call));
    HIOS_ANSWER(const std::uint32_t number, part_number(call));
    const DigestKind kind = upload_checksum(upload);
    HIOS_STORED(BlobWriter blob, world.files.blobs().create());
    HIOS_ANSWER(const BodyDigests digests,
                read_body(call, kLargestPart, kind, [&blob](std::string_view bytes) { return blob.write(bytes); }));
    const bool chosen = !value_of(upload.meta, "x-amz-checksum-algorithm").empty();
    if (chosen && digests.kind != kind)
        return refuse(
            400, "InvalidRequest",
            fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                        checksum_name(kind), checksum_name(digests.kind)));
    const Part part{number,         blob.number(),
                    digests.size,   etag_of(upload.meta, digests.md5),
                    world.now_ms(), digests.kind == kind ? digests.checksum : std::string()};
    HIOS_STORED(const WriteVerdict verdict, world.files.put_part(upload.id, part));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, {}));
    blob.keep();
    HttpReply reply;
    reply.add("ETag", "\"" + part.etag + "\"");
    if (digests.checked) reply.add(checksum_header(digests.kind), digests.checksum);
    for (const auto& [name, value] : upload.meta) {
        if (name.starts_with("x-amz-server-side-encryption")) reply.add(name, value);
    }
    return reply;
}

Answer<HttpReply> upload_part_copy(S3World& world, S3Call& call) {
    HIOS_ANSWER(const Upload upload, find_upload(world, call));
    HIOS_ANSWER(const std::uint32_t number, part_number(call));
    HIOS_ANSWER(const CopySource source, open_copy_source(world, call));
    const std::uint64_t size = source.object.object.size;
    std::uint64_t first = 0;
    std::uint64_t length = size;
    if (const auto range = call.http.header("x-amz-copy-source-range")) {
        const std::size_t dash = range->find('-');
        const auto from = range->starts_with("bytes=") && dash != std::string_view::npos
                              ? parse_number(range->substr(6, dash - 6))
                              : std::nullopt;
        const auto to = from ? parse_number(range->substr(dash + 1)) : std::nullopt;
        if (!from || !to || *to < *from || *to >= size)
            return refuse(
                invalid_argument("The x-amz-copy-source-range value must be of the form bytes=first-last "
                                 "where first and last are the zero-based offsets of the first and last bytes "
                                 "to copy",
                                 "x-amz-copy-source-range", *range));
        first = *from;
        length = *to - *from + 1;
    }
    Digest md5(DigestKind::kMd5);
    Digest checksum(upload_checksum(upload));
    HIOS_STORED(BlobWriter blob, world.files.blobs().create());
    HIOS_STORED_CHECK(copy_bytes(source.object, first, length, [&](std::string_view bytes) {
        md5.update(bytes);
        checksum.update(bytes);
        return blob.write(bytes);
    }));
    const Part part{number,         blob.number(),
                    length,         etag_of(upload.meta, md5.finish()),
                    world.now_ms(), to_base64(checksum.finish())};
    HIOS_STORED(const WriteVerdict verdict, world.files.put_part(upload.id, part));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, {}));
    blob.keep();
    XmlWriter xml("CopyPartResult");
    xml.add("LastModified", iso_time(part.modified_ms));
    xml.add("ETag", "\"" + part.etag + "\"");
    return xml_reply(xml.take());
}

Answer<HttpReply> abort_upload(S3World& world, S3Call& call) {
    HIOS_ANSWER(const Upload upload, find_upload(world, call));
    HIOS_STORED(const WriteVerdict verdict, world.files.end_upload(upload, nullptr, {}));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, {}));
    return HttpReply{204};
}

Answer<HttpReply> list_parts(S3World& world, S3Call& call) {
    HIOS_ANSWER(const Upload upload, find_upload(world, call));
    HIOS_STORED(const auto parts, world.files.parts(upload.id));
    const std::uint64_t after = parse_number(call.query.get("part-number-marker").value_or("0")).value_or(0);
    const std::uint64_t limit =
        std::min<std::uint64_t>(parse_number(call.query.get("max-parts").value_or("1000")).value_or(1000), 1000);
    XmlWriter xml("ListPartsResult");
    xml.add("Bucket", call.bucket);
    xml.add("Key", call.key);
    xml.add("UploadId", upload.id);
    xml.add("PartNumberMarker", after);
    xml.add("MaxParts", limit);
    std::uint64_t given = 0;
    std::uint32_t last = 0;
    bool truncated = false;
    for (const Part& part : parts) {
        if (part.number <= after) continue;
        if (given == limit) {
            truncated = true;
            break;
        }
        ++given;
        last = part.number;
        xml.open("Part");
        xml.add("PartNumber", std::uint64_t{part.number});
        xml.add("LastModified", iso_time(part.modified_ms));
        xml.add("ETag", "\"" + part.etag + "\"");
        xml.add("Size", part.size);
        xml.close("Part");
    }
    xml.add("NextPartNumberMarker", std::uint64_t{last});
    xml.add_flag("IsTruncated", truncated);
    xml.add("StorageClass", "STANDARD");
    return xml_reply(xml.take());
}

Answer<HttpReply> list_uploads(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    const std::string prefix(call.query.get("prefix").value_or(""));
    const bool encoded = call.query.get("encoding-type") == "url";
    const auto text = [encoded](const std::string& key) { return encoded ? listing_encode(key) : key; };
    HIOS_STORED(const auto uploads, world.files.uploads(call.bucket, prefix));
    const std::string key_marker(call.query.get("key-marker").value_or(""));
    const std::string id_marker(call.query.get("upload-id-marker").value_or(""));
    const std::uint64_t limit =
        std::min<std::uint64_t>(parse_number(call.query.get("max-uploads").value_or("1000")).value_or(1000), 1000);
    XmlWriter xml("ListMultipartUploadsResult");
    xml.add("Bucket", call.bucket);
    xml.add("KeyMarker", text(key_marker));
    xml.add("UploadIdMarker", id_marker);
    xml.add("Prefix", text(prefix));
    xml.add("MaxUploads", limit);
    if (encoded) xml.add("EncodingType", "url");
    std::uint64_t given = 0;
    const Upload* last = nullptr;
    bool behind = key_marker.empty();
    bool truncated = false;
    for (const Upload& upload : uploads) {
        // Behind the markers: of the marked key what comes after the marked upload.
        if (!behind) {
            behind = upload.key > key_marker;
            if (!behind) {
                behind = upload.key == key_marker && upload.id == id_marker;
                continue;
            }
        }
        if (given == limit) {
            truncated = true;
            break;
        }
        ++given;
        last = &upload;
        xml.open("Upload");
        xml.add("Key", text(upload.key));
        xml.add("UploadId", upload.id);
        xml.add("StorageClass", "STANDARD");
        xml.add("Initiated", iso_time(upload.created_ms));
        xml.close("Upload");
    }
    if (truncated && last != nullptr) {
        xml.add("NextKeyMarker", text(last->key));
        xml.add("NextUploadIdMarker", last->id);
    }
    xml.add_flag("IsTruncated", truncated);
    return xml_reply(xml.take());
}

}  // namespace hios::sandbox
