#pragma once
// SHA-256 and HMAC-SHA-256 over OpenSSL, with the digest fetched once, and their spellings. Thread-safe.

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "io/http/message.hpp"

namespace hios::aws {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view bytes);
// Of a whole body, read once in small pieces.
Outcome<Sha256> sha256(http::Body& body);
// "e3b0..." of no bytes.
extern const std::string_view kEmptySha256;

std::string hex(std::span<const unsigned char> bytes);
void append_hex(std::string& to, std::span<const unsigned char> bytes);
std::string base64(std::span<const unsigned char> bytes);

// An HMAC key whose two padded blocks are hashed already: each use costs two short digests. Immutable.
class HmacKey {
public:
    explicit HmacKey(std::string_view key);
    [[nodiscard]] Sha256 of(std::string_view bytes) const;

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> inner_;
    std::unique_ptr<EVP_MD_CTX, Free> outer_;
};

}  // namespace hios::aws
