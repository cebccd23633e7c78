// CompleteMultipartUpload.

#include <algorithm>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "jobs/sandbox/server/s3_body.hpp"
#include "jobs/sandbox/server/s3_copy_source.hpp"
#include "jobs/sandbox/server/s3_metadata.hpp"
#include "jobs/sandbox/server/xml.hpp"

namespace hios::sandbox {
namespace {

ApiError invalid_part(const S3Call& call, std::uint64_t number) {
    return {
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
        "specified entity tag may not match the part's entity tag.",
        {{"UploadId", std::string(call.query.get("uploadId").value_or(""))}, {"PartNumber", std::to_string(number)}}};
}

// The upload's parts that the request's list names, in its order.
Answer<std::vector<Part>> chosen_parts(S3World& world, const S3Call& call, const Upload& upload,
                                       const std::string& text) {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size())) return refuse(malformed_xml());
    HIOS_STORED(const auto stored, world.files.parts(upload.id));
    const auto kind = checksum_named(value_of(upload.meta, "x-amz-checksum-algorithm"));
    const bool composite = value_of(upload.meta, "x-amz-checksum-type") == "COMPOSITE";
    std::vector<Part> chosen;
    for (const pugi::xml_node node : document.child("CompleteMultipartUpload").children("Part")) {
        const auto number = parse_number(node.child("PartNumber").text().get());
        if (!number) return refuse(malformed_xml());
        if (!chosen.empty() && *number <= chosen.back().number)
            return refuse(400, "InvalidPartOrder",
                          "The list of parts was not in ascending order. The parts list must be "
                          "specified in order by part number.");
        const auto part =
            std::find_if(stored.begin(), stored.end(), [&](const Part& one) { return one.number == *number; });
        if (part == stored.end() || !names_etag(node.child("ETag").text().get(), part->etag))
            return refuse(invalid_part(call, *number));
        if (kind) {
            const std::string told = node.child(fmt::format("Checksum{}", checksum_name(*kind)).c_str()).text().get();
            if (told.empty() && composite)
                return refuse(
                    400, "InvalidRequest",
                    fmt::format("The upload was created using a {} checksum. The complete request must include "
                                "the checksum for each part. It was missing for part {} in the request.",
                                checksum_name(*kind), *number));
            if (!told.empty() && told != part->checksum) return refuse(invalid_part(call, *number));
        }
        if (!chosen.empty() && chosen.back().size < world.least_part)
            return refuse({400,
                           "EntityTooSmall",
                           "Your proposed upload is smaller than the minimum allowed size",
                           {{"ProposedSize", std::to_string(chosen.back().size)},
                            {"MinSizeAllowed", std::to_string(world.least_part)},
                            {"PartNumber", std::to_string(chosen.back().number)}}});
        chosen.push_back(*part);
    }
    if (chosen.empty()) return refuse(malformed_xml());
    return chosen;
}

Answer<void> check_size(const S3Call& call, const std::vector<Part>& parts) {
    const auto told = call.http.header("x-amz-mp-object-size");
    if (!told) return {};
    std::uint64_t size = 0;
    for (const Part& part : parts) size += part.size;
    if (parse_number(*told) == size) return {};
    return refuse(
        400, "InvalidRequest",
        fmt::format("The provided 'x-amz-mp-object-size' header value {} does not match what was computed: {}", *told,
                    size));
}

}  // namespace

Answer<HttpReply> complete_upload(S3World& world, S3Call& call) {
    HIOS_ALLOW(check_bucket(world, call));
    HIOS_ANSWER(const WriteCondition condition, write_condition(call.http));
    // Read as plain bytes: the checksum headers of this request are the object's, not this body's.
    std::string text;
    {
        HttpRequest request{call.http.method, call.http.path, call.http.query, call.http.headers};
        std::erase_if(request.headers, [](const auto& header) {
            return header.first.starts_with("x-amz-checksum-") || header.first == "x-amz-sdk-checksum-algorithm";
        });
        S3Call plain{request, call.query, call.bucket, call.key, call.body, call.proof};
        HIOS_ANSWER(text, read_xml(plain, false));
    }
    HIOS_STORED(auto upload,
                world.files.find_upload(call.bucket, call.key, std::string(call.query.get("uploadId").value_or(""))));
    if (!upload) return refuse(refusal_of(WriteVerdict::kNoUpload, call, condition));
    HIOS_ANSWER(const std::vector<Part> parts, chosen_parts(world, call, *upload, text));
    HIOS_ALLOW(check_size(call, parts));

    const auto chosen = checksum_named(value_of(upload->meta, "x-amz-checksum-algorithm"));
    const DigestKind kind = chosen.value_or(DigestKind::kCrc64nvme);
    const bool composite = value_of(upload->meta, "x-amz-checksum-type") == "COMPOSITE";
    Digest md5(DigestKind::kMd5);
    Digest checksum(kind);
    HIOS_STORED(BlobWriter blob, world.files.blobs().create());
    StoredObject object{call.key, blob.number(), 0, {}, world.now_ms(), std::move(upload->meta), {}};
    std::string etags;
    for (const Part& part : parts) {
        const auto file = world.files.blobs().open(part.blob);
        if (file == nullptr) return refuse(invalid_part(call, part.number));
        HIOS_STORED_CHECK(copy_bytes({{}, file}, 0, part.size, [&](std::string_view bytes) {
            if (!composite) checksum.update(bytes);
            return blob.write(bytes);
        }));
        if (composite) checksum.update(from_base64(part.checksum).value_or(""));
        etags += part.etag;
        object.parts.push_back(part.size);
        object.size += part.size;
    }
    // An ETag of parts: the digest of the parts' own digests, and their number.
    std::string raw;
    for (std::size_t at = 0; at < etags.size(); at += 2)
        raw += static_cast<char>(std::stoi(etags.substr(at, 2), nullptr, 16));
    md5.update(raw);
    object.etag = fmt::format("{}-{}", to_hex(md5.finish()), parts.size());
    std::string value = to_base64(checksum.finish());
    if (composite) value += fmt::format("-{}", parts.size());
    if (const auto told = call.http.header(checksum_header(kind)); told && *told != value)
        return refuse(400, "BadDigest",
                      fmt::format("The {} you specified did not match the calculated checksum.", checksum_name(kind)));
    std::erase_if(object.meta, [](const auto& header) { return header.first.starts_with("x-amz-checksum-"); });
    object.meta.emplace_back(checksum_header(kind), value);
    object.meta.emplace_back("x-amz-checksum-type", composite ? "COMPOSITE" : "FULL_OBJECT");

    const Upload ended{std::string(*call.query.get("uploadId")), call.bucket, call.key};
    HIOS_STORED(const WriteVerdict verdict, world.files.end_upload(ended, &object, condition));
    if (verdict != WriteVerdict::kDone) return refuse(refusal_of(verdict, call, condition));
    blob.keep();
    XmlWriter xml("CompleteMultipartUploadResult");
    xml.add("Location", fmt::format("/{}/{}", call.bucket, percent_encode(call.key, true)));
    xml.add("Bucket", call.bucket);
    xml.add("Key", call.key);
    xml.add("ETag", "\"" + object.etag + "\"");
    xml.add(fmt::format("Checksum{}", checksum_name(kind)), value);
    xml.add("ChecksumType", composite ? "COMPOSITE" : "FULL_OBJECT");
    HttpReply reply = xml_reply(xml.take());
    for (const auto& [name, header] : object.meta) {
        if (name.starts_with("x-amz-server-side-encryption")) reply.add(name, header);
    }
    return reply;
}

}  // namespace hios::sandbox
