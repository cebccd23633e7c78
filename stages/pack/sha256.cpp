#include "stages/pack/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace hios::pack {

struct Sha256::Context {
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> digest{EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    if (!context_->digest || !context_->state ||
        EVP_DigestInit_ex2(context_->state.get(), context_->digest.get(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL offers no SHA-256");
    }
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
    EVP_DigestUpdate(context_->state.get(), bytes.data(), bytes.size());
}

std::string Sha256::hex() {
    static constexpr char kHex[] = "0123456789abcdef";
    std::array<unsigned char, 32> hash{};
    EVP_DigestFinal_ex(context_->state.get(), hash.data(), nullptr);
    std::string text;
    text.reserve(2 * hash.size());
    for (const unsigned char byte : hash) {
        text.push_back(kHex[byte >> 4]);
        text.push_back(kHex[byte & 0x0F]);
    }
    return text;
}

}  // namespace hios::pack
