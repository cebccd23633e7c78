// PutObject, CopyObject, DeleteObject and DeleteObjects.

#include <pugixml.hpp>

#include "jobs/sandbox/server/s3_body.hpp"
#include "jobs/sandbox/server/s3_copy_source.hpp"
#include "jobs/sandbox/server/s3_metadata.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

constexpr std::uint64_t kLargestPut = 5ULL << 30;  // of one request; more needs a multipart upload
constexpr std::size_t kMostDeletes = 1000;

}  // namespace

Answer<HttpReply> put_object(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ALLOW(check_write_headers(call.http));
    HIOS_ANSWER(const WriteCondition condition, write_condition(call.http));
    HIOS_ANSWER(Headers meta, metadata_of(world, call.http));
    HIOS_STORED(BlobWriter blob, world.files.blobs().create());
    HIOS_ANSWER(const BodyDigests digests, read_body(call, kLargestPut, DigestKind::kCrc64nvme,
                                                     [&blob](std::string_view bytes) { return blob.write(bytes); }));
    set_header(meta, checksum_header(digests.kind), digests.checksum);
    set_header(meta, "x-amz-checksum-type", "FULL_OBJECT");
    StoredObject object{
        call.key, blob.number(), digests.size, etag_of(meta, digests.md5), world.now_ms(), std::move(meta), {}};
    HIOS_STORED(const WriteVerdict verdict, world.files.put(call.bucket, object, condition));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, condition));
    blob.keep();
    HttpReply reply;
    reply.add("ETag", "\"" + object.etag + "\"");
    add_write_headers(reply, object.meta);
    return reply;
}

Answer<HttpReply> copy_object(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ALLOW(check_write_headers(call.http));
    HIOS_ANSWER(const WriteCondition condition, write_condition(call.http));
    HIOS_ANSWER(const CopySource source, open_copy_source(world, call));
    const StoredObject& from = source.object.object;
    HIOS_ANSWER(Headers meta, metadata_of(world, call.http));
    const std::string_view directive = call.http.header("x-amz-metadata-directive").value_or("COPY");
    if (directive != "COPY" && directive != "REPLACE")
        return refuse(invalid_argument("Unknown metadata directive.", "x-amz-metadata-directive", directive));
    if (directive == "COPY") {
        if (source.bucket == call.bucket && from.key == call.key && !call.http.header("x-amz-server-side-encryption"))
            return refuse(400, "InvalidRequest",
                          "This copy request is illegal because it is trying to copy an object to itself without "
                          "changing the object's metadata, storage class, website redirect location or encryption "
                          "attributes.");
        std::erase_if(meta, [](const auto& header) {
            return !header.first.starts_with("x-amz-server-side-encryption") && header.first != "x-amz-storage-class";
        });
        for (const auto& [name, value] : from.meta) {
            if (!name.starts_with("x-amz-server-side-encryption") && name != "x-amz-storage-class")
                meta.emplace_back(name, value);
        }
    }
    if (from.size > kLargestPut)
        return refuse(400, "InvalidRequest",
                      "The specified copy source is larger than the maximum allowable size for a "
                      "copy source: 5368709120");
    const auto wanted = call.http.header("x-amz-checksum-algorithm");
    Digest md5(DigestKind::kMd5);
    Digest checksum(wanted ? checksum_named(*wanted).value_or(DigestKind::kCrc64nvme) : DigestKind::kCrc64nvme);
    HIOS_STORED(BlobWriter blob, world.files.blobs().create());
    HIOS_STORED_CHECK(copy_bytes(source.object, 0, from.size, [&](std::string_view bytes) {
        md5.update(bytes);
        checksum.update(bytes);
        return blob.write(bytes);
    }));
    std::erase_if(meta, [](const auto& header) { return header.first.starts_with("x-amz-checksum-"); });
    set_header(meta, checksum_header(checksum.kind()), to_base64(checksum.finish()));
    set_header(meta, "x-amz-checksum-type", "FULL_OBJECT");
    StoredObject object{call.key,       blob.number(),   from.size, etag_of(meta, md5.finish()),
                        world.now_ms(), std::move(meta), {}};
    HIOS_STORED(const WriteVerdict verdict, world.files.put(call.bucket, object, condition));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, condition));
    blob.keep();
    XmlWriter xml("CopyObjectResult");
    xml.add("LastModified", iso_time(object.modified_ms));
    xml.add("ETag", "\"" + object.etag + "\"");
    HttpReply reply = xml_reply(xml.take());
    add_write_headers(reply, object.meta);
    return reply;
}

Answer<HttpReply> delete_object(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ALLOW(check_version(call.query.get("versionId").value_or("")));
    HIOS_STORED_CHECK(world.files.remove(call.bucket, call.key));
    return HttpReply{204};
}

Answer<HttpReply> delete_objects(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ANSWER(const std::string text, read_xml(call, true));
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single))
        return refuse(malformed_xml());
    const pugi::xml_node list = document.child("Delete");
    std::vector<std::string> keys;
    for (const pugi::xml_node object : list.children("Object")) {
        keys.emplace_back(object.child("Key").text().get());
        HIOS_ALLOW(check_version(object.child("VersionId").text().get()));
        if (keys.back().empty()) return refuse(malformed_xml());
    }
    if (keys.empty() || keys.size() > kMostDeletes) return refuse(malformed_xml());
    const bool quiet = list.child("Quiet").text().as_bool();
    XmlWriter xml("DeleteResult");
    for (const std::string& key : keys) {
        const auto removed = world.files.remove(call.bucket, key);
        if (!removed) {
            const ApiError error = internal(removed.error());
            xml.open("Error");
            xml.add("Key", key);
            xml.add("Code", error.code);
            xml.add("Message", error.message);
            xml.close("Error");
        } else if (!quiet) {
            xml.open("Deleted");
            xml.add("Key", key);
            xml.close("Deleted");
        }
    }
    return xml_reply(xml.take());
}

}  // namespace hios::sandbox
