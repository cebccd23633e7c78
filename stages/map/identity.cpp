#include "stages/map/identity.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace hios::map {
namespace {

// The namespace of HIOS itself, as in stages/fhir/identity.cpp; a test holds the two together.
constexpr std::array<std::uint8_t, 16> kHios{0x6b, 0x1d, 0x0c, 0x5e, 0x2f, 0x57, 0x4c, 0x0a,
                                             0x9d, 0x41, 0x7a, 0x3c, 0x58, 0xe2, 0x10, 0xb6};

// RFC 4122, 4.3: version 5, variant 1.
void stamp(std::array<std::uint8_t, 20>& hash) {
    hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0F) | 0x50);
    hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3F) | 0x80);
}

void write_hex(const std::array<std::uint8_t, 20>& uuid, char* into) {
    static constexpr char kHex[] = "0123456789abcdef";
    for (std::size_t i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *into++ = '-';
        *into++ = kHex[uuid[i] >> 4];
        *into++ = kHex[uuid[i] & 0x0F];
    }
}

}  // namespace

struct IdMaker::Digest {
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> kind{EVP_MD_fetch(nullptr, "SHA1", nullptr), EVP_MD_free};
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    std::array<std::uint8_t, 20> hash{};

    void begin(std::span<const std::uint8_t> bytes) {
        EVP_DigestInit_ex2(context.get(), kind.get(), nullptr);
        EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    }
    void add(std::string_view text) { EVP_DigestUpdate(context.get(), text.data(), text.size()); }
    void end() {
        EVP_DigestFinal_ex(context.get(), hash.data(), nullptr);
        stamp(hash);
    }
};

IdMaker::IdMaker(std::string_view name_space) : digest_(std::make_unique<Digest>()) {
    if (!digest_->kind || !digest_->context)
        throw std::runtime_error("OpenSSL offers no SHA-1, which UUIDv5 ids need");
    digest_->begin(kHios);
    digest_->add(name_space);
    digest_->end();
    std::copy_n(digest_->hash.begin(), space_.size(), space_.begin());
}

IdMaker::~IdMaker() = default;

void IdMaker::make(std::string_view type, std::span<const std::string_view> keys, char* into) {
    // One update: most ids are made of less than 240 bytes.
    char text[240];
    std::size_t size = type.size() + 1;
    for (const std::string_view key : keys) size += key.size() + 1;
    digest_->begin(space_);
    if (size <= sizeof text) {
        char* at = std::copy(type.begin(), type.end(), text);
        *at++ = '/';
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0) *at++ = '\x1F';
            at = std::copy(keys[i].begin(), keys[i].end(), at);
        }
        digest_->add({text, static_cast<std::size_t>(at - text)});
    } else {
        digest_->add(type);
        digest_->add("/");
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0) digest_->add("\x1F");
            digest_->add(keys[i]);
        }
    }
    digest_->end();
    write_hex(digest_->hash, into);
}

}  // namespace hios::map
