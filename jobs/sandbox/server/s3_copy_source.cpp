#include "jobs/sandbox/server/s3_copy_source.hpp"

#include <functional>

namespace hios::sandbox {

Answer<CopySource> open_copy_source(S3World& world, const S3Call& call) {
    constexpr std::string_view kHeader = "x-amz-copy-source";
    const std::string_view header = *call.http.header(kHeader);
    std::string_view path = header;
    std::string version;
    if (const std::size_t at = path.find("?versionId="); at != std::string_view::npos) {
        version = path.substr(at + 11);
        path = path.substr(0, at);
    }
    auto decoded = percent_decode(path);
    if (decoded && decoded->starts_with('/')) decoded->erase(0, 1);
    const std::size_t slash = decoded ? decoded->find('/') : std::string::npos;
    if (slash == std::string::npos || slash == 0 || slash + 1 == decoded->size())
        return refuse(invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                                       kHeader, header));
    HIOS_ALLOW(check_version(version));
    CopySource source{decoded->substr(0, slash), {}};
    const std::string key = decoded->substr(slash + 1);
    HIOS_STORED(const auto bucket, world.files.find_bucket(source.bucket));
    if (!bucket) return refuse(no_such_bucket(source.bucket));
    HIOS_STORED(auto found, world.files.open_object(source.bucket, key));
    if (!found) return refuse(no_such_key(key));
    source.object = std::move(*found);
    const std::string& etag = source.object.object.etag;
    if (const auto match = call.http.header("x-amz-copy-source-if-match"); match && !names_etag(*match, etag))
        return refuse(precondition_failed("x-amz-copy-source-If-Match"));
    if (const auto none = call.http.header("x-amz-copy-source-if-none-match"); none && names_etag(*none, etag))
        return refuse(precondition_failed("x-amz-copy-source-If-None-Match"));
    return source;
}

Outcome<void> copy_bytes(const OpenObject& object, std::uint64_t first, std::uint64_t length,
                         const std::function<Outcome<void>(std::string_view)>& sink) {
    BlobReader reader(object.file, first, length);
    std::string piece(256U << 10, '\0');
    for (;;) {
        HIOS_TRY(const std::size_t count, reader.read(piece));
        if (count == 0) return {};
        HIOS_CHECK(sink({piece.data(), count}));
    }
}

}  // namespace hios::sandbox
