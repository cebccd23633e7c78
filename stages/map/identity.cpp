#include "stages/map/identity.hpp"

// The functions of one digest, without the look-ups of EVP: a third of the time for texts as short as keys.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>

namespace hios::map {
namespace {

// The namespace of HIOS itself, as in stages/fhir/identity.cpp; a test holds the two together.
constexpr std::array<std::uint8_t, 16> kHios{0x6b, 0x1d, 0x0c, 0x5e, 0x2f, 0x57, 0x4c, 0x0a,
                                             0x9d, 0x41, 0x7a, 0x3c, 0x58, 0xe2, 0x10, 0xb6};

// UUIDv5 (RFC 4122, 4.3) over a namespace and what is added.
class Digest {
public:
    explicit Digest(const std::array<std::uint8_t, 16>& space) {
        SHA1_Init(&state_);
        SHA1_Update(&state_, space.data(), space.size());
    }
    void add(std::string_view text) { SHA1_Update(&state_, text.data(), text.size()); }
    std::array<std::uint8_t, 16> end() {
        std::array<std::uint8_t, SHA_DIGEST_LENGTH> hash{};
        SHA1_Final(hash.data(), &state_);
        std::array<std::uint8_t, 16> uuid{};
        std::copy_n(hash.begin(), uuid.size(), uuid.begin());
        uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0F) | 0x50);
        uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3F) | 0x80);
        return uuid;
    }

private:
    SHA_CTX state_{};
};

}  // namespace

IdMaker::IdMaker(std::string_view name_space) {
    Digest digest(kHios);
    digest.add(name_space);
    space_ = digest.end();
}

void IdMaker::make(std::string_view type, std::span<const std::string_view> keys, char* into) const {
    static constexpr char kHex[] = "0123456789abcdef";
    Digest digest(space_);
    digest.add(type);
    digest.add("/");
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) digest.add("\x1F");
        digest.add(keys[i]);
    }
    const auto uuid = digest.end();
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *into++ = '-';
        *into++ = kHex[uuid[i] >> 4];
        *into++ = kHex[uuid[i] & 0x0F];
    }
}

}  // namespace hios::map
