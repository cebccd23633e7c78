#include "io/s3/compare.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <vector>

#include "io/aws/digest.hpp"
#include "io/errno_error.hpp"
#include "io/file_handle.hpp"
#include "io/s3/checksum.hpp"
#include "io/s3/errors.hpp"
#include "io/s3/listing.hpp"

namespace hios::s3 {
namespace {

// A digest of bytes that are told piece by piece; the result is raw.
class Digest {
public:
    virtual ~Digest() = default;
    virtual void update(std::string_view bytes) = 0;
    virtual std::string take() = 0;  // and begins anew
};

class Crc32 final : public Digest {
public:
    void update(std::string_view bytes) override { crc_ = crc32_of(crc_, bytes); }
    std::string take() override {
        const std::string raw{static_cast<char>(crc_ >> 24U), static_cast<char>(crc_ >> 16U & 255U),
                              static_cast<char>(crc_ >> 8U & 255U), static_cast<char>(crc_ & 255U)};
        crc_ = 0;
        return raw;
    }

private:
    std::uint32_t crc_ = 0;
};

class Md5 final : public Digest {
public:
    Md5() : context_(EVP_MD_CTX_new()) { begin(); }
    ~Md5() override { EVP_MD_CTX_free(context_); }
    Md5(const Md5&) = delete;
    Md5& operator=(const Md5&) = delete;
    void update(std::string_view bytes) override {
        good_ = good_ && EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1;
    }
    // Empty where the machine's policy forbids MD5: it then equals no ETag.
    std::string take() override {
        std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
        unsigned length = 0;
        if (!good_ || EVP_DigestFinal_ex(context_, raw.data(), &length) != 1) length = 0;
        begin();
        return {reinterpret_cast<const char*>(raw.data()), length};
    }

private:
    void begin() { good_ = EVP_DigestInit_ex(context_, EVP_md5(), nullptr) == 1; }
    EVP_MD_CTX* const context_;
    bool good_ = false;
};

std::string hex(std::string_view raw) {
    std::string text;
    for (const char c : raw) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return text;
}

std::string base64_of(std::string_view raw) {
    return aws::base64({reinterpret_cast<const unsigned char*>(raw.data()), raw.size()});
}

// Of the whole file, or with `part_size` of its parts' digests ("...-3").
Outcome<std::string> digest_of(int file, std::uint64_t size, std::uint64_t part_size, const std::string& name,
                               Digest& digest, const std::function<std::string(std::string_view)>& text) {
    const auto body = http::file_body(file, 0, size, name);
    std::vector<char> buffer(256 * 1024);
    const std::uint64_t step = part_size == 0 ? std::max<std::uint64_t>(size, 1) : part_size;
    std::string parts;
    std::uint64_t count = 0;
    for (std::uint64_t offset = 0; offset < size || count == 0;) {
        const std::uint64_t end = std::min(size, offset + step);
        while (offset < end) {
            const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - offset));
            HIOS_TRY(const std::size_t got, body->read_at(offset, {buffer.data(), wanted}));
            if (got == 0) return std::string();
            digest.update({buffer.data(), got});
            offset += got;
        }
        parts += digest.take();
        ++count;
    }
    if (part_size == 0) return text(parts);
    digest.update(parts);
    return fmt::format("{}-{}", text(digest.take()), count);
}

bool is_composite(std::string_view text) {
    return text.find('-') != std::string_view::npos;
}

}  // namespace

Outcome<bool> holds(Bucket& bucket, const Target& target, const std::filesystem::path& file) {
    const io::FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!handle.valid() || ::fstat(handle.get(), &status) != 0)
        return fail(io::error_from_errno(errno, "read the file", file.string(), Fault::kFatal));
    const auto size = static_cast<std::uint64_t>(status.st_size);

    Operation operation;
    operation.method = "HEAD";
    operation.key = target.key;
    operation.headers = {{"x-amz-checksum-mode", "ENABLED"}};
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (reply.error && reply.error->status == 404) return false;
    if (reply.error) return fail(object_error(*reply.error, "look at the object", target.name));
    const http::Headers& headers = reply.head.headers;
    if (http::find_header(headers, "content-length") != std::to_string(size)) return false;

    const std::uint64_t part_size = part_size_of(bucket.settings(), size);
    if (const auto checksum = http::find_header(headers, kChecksumHeader)) {
        Crc32 crc;
        HIOS_TRY(const std::string own,
                 digest_of(handle.get(), size, is_composite(*checksum) ? part_size : 0, target.name, crc, base64_of));
        return own == *checksum;
    }
    // Under KMS an ETag is no MD5.
    if (http::find_header(headers, "x-amz-server-side-encryption").value_or("").starts_with("aws:kms")) return false;
    const std::string etag = etag_of(http::find_header(headers, "etag").value_or(""));
    Md5 md5;
    HIOS_TRY(const std::string own,
             digest_of(handle.get(), size, is_composite(etag) ? part_size : 0, target.name, md5, hex));
    return own == etag;
}

}  // namespace hios::s3
