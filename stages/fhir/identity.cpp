#include "stages/fhir/identity.hpp"

#include <openssl/evp.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace hios::fhir {
namespace {

// UUIDv5 namespace of HIOS itself: a fixed random UUID, never to change.
constexpr std::array<std::uint8_t, 16> kHios{0x6b, 0x1d, 0x0c, 0x5e, 0x2f, 0x57, 0x4c, 0x0a,
                                             0x9d, 0x41, 0x7a, 0x3c, 0x58, 0xe2, 0x10, 0xb6};

// Fetching a digest costs more than using it, so each thread does it once.
class Sha1 {
public:
    Sha1() : digest_(EVP_MD_fetch(nullptr, "SHA1", nullptr), EVP_MD_free), context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        if (!digest_ || !context_) throw std::runtime_error("OpenSSL offers no SHA-1, which UUIDv5 ids need");
    }
    std::array<std::uint8_t, 20> hash(std::string_view text) {
        std::array<std::uint8_t, 20> result{};
        EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr);
        EVP_DigestUpdate(context_.get(), text.data(), text.size());
        EVP_DigestFinal_ex(context_.get(), result.data(), nullptr);
        return result;
    }

private:
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> digest_;
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::array<std::uint8_t, 16> uuid5(const std::array<std::uint8_t, 16>& space,
                                   std::initializer_list<std::string_view> name) {
    thread_local Sha1 sha1;
    std::string text(reinterpret_cast<const char*>(space.data()), space.size());
    for (const auto part : name) text += part;
    const auto hash = sha1.hash(text);
    std::array<std::uint8_t, 16> uuid{};
    std::copy_n(hash.begin(), uuid.size(), uuid.begin());
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0F) | 0x50);
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3F) | 0x80);
    return uuid;
}

std::string to_text(const std::array<std::uint8_t, 16>& uuid) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text.push_back(kHex[uuid[i] >> 4]);
        text.push_back(kHex[uuid[i] & 0x0F]);
    }
    return text;
}

}  // namespace

bool is_valid_id(std::string_view id) {
    static constexpr auto kAllowed = [] {
        std::array<std::uint8_t, 256> allowed{};
        for (int c = 0; c < 26; ++c)
            allowed[static_cast<std::size_t>('a' + c)] = allowed[static_cast<std::size_t>('A' + c)] = 1;
        for (int c = 0; c < 10; ++c) allowed[static_cast<std::size_t>('0' + c)] = 1;
        allowed['-'] = allowed['.'] = 1;
        return allowed;
    }();
    if (id.empty() || id.size() > 64) return false;
    unsigned all = 1;
    for (const char c : id) all &= kAllowed[static_cast<unsigned char>(c)];
    return all != 0;
}

Key128 resource_key(std::string_view type, std::string_view id) {
    // The type enters through the seed: no copy, and no type name is a prefix problem.
    const XXH128_hash_t hash = XXH3_128bits_withSeed(id.data(), id.size(), XXH3_64bits(type.data(), type.size()));
    return {hash.high64, hash.low64};
}

Key128 identifier_key(std::string_view type, std::string_view system, std::string_view value) {
    return {XXH3_64bits_withSeed(value.data(), value.size(), XXH3_64bits(type.data(), type.size())),
            XXH3_64bits_withSeed(system.data(), system.size(), 0x48494F53)};
}

IdNamespace::IdNamespace(std::string_view name) : uuid_(uuid5(kHios, {name})) {}

std::string IdNamespace::derive(std::string_view type, std::string_view business_key) const {
    return to_text(uuid5(uuid_, {type, "/", business_key}));
}

}  // namespace hios::fhir
