#include "io/aws/digest.hpp"

#include <algorithm>
#include <vector>

namespace hios::aws {

const std::string_view kEmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

namespace {

constexpr std::size_t kBlock = 64;

// Fetching by name costs more than hashing a short text.
const EVP_MD* digest() {
    static const EVP_MD* const kDigest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return kDigest;
}

struct Context {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* digest_context() {
    thread_local const Context kContext;
    return kContext.context;
}

Sha256 finish(EVP_MD_CTX* context) {
    Sha256 result;
    EVP_DigestFinal_ex(context, result.data(), nullptr);
    return result;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
    EVP_MD_CTX* const context = digest_context();
    EVP_DigestInit_ex2(context, digest(), nullptr);
    EVP_DigestUpdate(context, bytes.data(), bytes.size());
    return finish(context);
}

Outcome<Sha256> sha256(http::Body& body) {
    std::vector<char> buffer(static_cast<std::size_t>(std::clamp<std::uint64_t>(body.size(), 1, 256 * 1024)));
    const Context own;
    EVP_DigestInit_ex2(own.context, digest(), nullptr);
    std::uint64_t offset = 0;
    for (;;) {
        HIOS_TRY(const std::size_t got, body.read_at(offset, buffer));
        if (got == 0) break;
        EVP_DigestUpdate(own.context, buffer.data(), got);
        offset += got;
    }
    return finish(own.context);
}

void append_hex(std::string& to, std::span<const unsigned char> bytes) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (const unsigned char byte : bytes) {
        to += kHex[byte >> 4U];
        to += kHex[byte & 15U];
    }
}

std::string hex(std::span<const unsigned char> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    append_hex(text, bytes);
    return text;
}

std::string base64(std::span<const unsigned char> bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    // EVP_EncodeBlock writes a NUL behind the text.
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

HmacKey::HmacKey(std::string_view key) : inner_(EVP_MD_CTX_new()), outer_(EVP_MD_CTX_new()) {
    std::array<unsigned char, kBlock> block{};
    if (key.size() > kBlock) {
        const Sha256 shorter = sha256(key);
        std::copy(shorter.begin(), shorter.end(), block.begin());
    } else {
        std::transform(key.begin(), key.end(), block.begin(), [](char c) { return static_cast<unsigned char>(c); });
    }
    const auto start = [&block](EVP_MD_CTX* context, unsigned char pad) {
        std::array<unsigned char, kBlock> padded = block;
        for (unsigned char& byte : padded) byte ^= pad;
        EVP_DigestInit_ex2(context, digest(), nullptr);
        EVP_DigestUpdate(context, padded.data(), padded.size());
    };
    start(inner_.get(), 0x36);
    start(outer_.get(), 0x5c);
}

Sha256 HmacKey::of(std::string_view bytes) const {
    EVP_MD_CTX* const context = digest_context();
    EVP_MD_CTX_copy_ex(context, inner_.get());
    EVP_DigestUpdate(context, bytes.data(), bytes.size());
    const Sha256 inside = finish(context);
    EVP_MD_CTX_copy_ex(context, outer_.get());
    EVP_DigestUpdate(context, inside.data(), inside.size());
    return finish(context);
}

}  // namespace hios::aws
