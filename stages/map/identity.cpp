#include "stages/map/identity.hpp"

// The functions of one digest, without the look-ups of EVP: a third of the time for texts as short as keys.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <cstring>

#include "pipeline/readable.hpp"

namespace hios::map {
namespace {

// The namespace of HIOS itself, as in stages/fhir/identity.cpp; a test holds the two together.
constexpr std::array<std::uint8_t, 16> kHios{0x6b, 0x1d, 0x0c, 0x5e, 0x2f, 0x57, 0x4c, 0x0a,
                                             0x9d, 0x41, 0x7a, 0x3c, 0x58, 0xe2, 0x10, 0xb6};

using Uuid = std::array<std::uint8_t, 16>;

// UUIDv5 (RFC 4122, 4.3).
Uuid as_uuid(Uuid hash) {
    hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0F) | 0x50);
    hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3F) | 0x80);
    return hash;
}

// Over texts of any size.
class Digest {
public:
    Digest() { SHA1_Init(&state_); }
    void add(const void* bytes, std::size_t size) { SHA1_Update(&state_, bytes, size); }
    void add(char c) { add(&c, 1); }
    Uuid end() {
        std::array<std::uint8_t, SHA_DIGEST_LENGTH> hash{};
        SHA1_Final(hash.data(), &state_);
        Uuid uuid{};
        std::copy_n(hash.begin(), uuid.size(), uuid.begin());
        return as_uuid(uuid);
    }

private:
    SHA_CTX state_{};
};

// Over a few dozen bytes, as most keys are: the blocks are made ready where they stand (FIPS 180-4, 5.1.1 and 6.1.2).
class ShortDigest {
public:
    static constexpr std::size_t kBlock = 64;
    static constexpr std::size_t kMost = 4 * kBlock - 9;  // behind the message stand 0x80 and its length

    void add(const void* bytes, std::size_t size) {
        copy_short(static_cast<const char*>(bytes), size, message_.data() + size_);
        size_ += size;
    }
    void add(char c) { message_[size_++] = c; }
    Uuid end() {
        const std::size_t whole = (size_ + 9 + kBlock - 1) / kBlock * kBlock;
        std::memset(message_.data() + size_, 0, whole - size_);
        message_[size_] = static_cast<char>(0x80);
        message_[whole - 2] = static_cast<char>(size_ * 8 >> 8U);
        message_[whole - 1] = static_cast<char>(size_ * 8);
        SHA_CTX state;
        SHA1_Init(&state);
        for (std::size_t at = 0; at < whole; at += kBlock)
            SHA1_Transform(&state, reinterpret_cast<const unsigned char*>(message_.data()) + at);
        Uuid uuid{};
        std::uint8_t* to = uuid.data();
        for (const std::uint32_t word : {state.h0, state.h1, state.h2, state.h3}) {
            for (const int shift : {24, 16, 8, 0}) *to++ = static_cast<std::uint8_t>(word >> shift);
        }
        return as_uuid(uuid);
    }

private:
    std::array<char, 4 * kBlock + kCopyPadding> message_;
    std::size_t size_ = 0;
};

template <class Digest>
Uuid uuid_of(const Uuid& space, std::string_view type, std::span<const std::string_view> keys) {
    Digest digest;
    digest.add(space.data(), space.size());
    digest.add(type.data(), type.size());
    digest.add('/');
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) digest.add('\x1F');
        digest.add(keys[i].data(), keys[i].size());
    }
    return digest.end();
}

}  // namespace

IdMaker::IdMaker(std::string_view name_space) {
    Digest digest;
    digest.add(kHios.data(), kHios.size());
    digest.add(name_space.data(), name_space.size());
    space_ = digest.end();
}

void IdMaker::make(std::string_view type, std::span<const std::string_view> keys, char* into) const {
    static constexpr auto kHex = [] {
        std::array<std::array<char, 2>, 256> pairs{};
        for (std::size_t i = 0; i < pairs.size(); ++i)
            pairs[i] = {"0123456789abcdef"[i >> 4], "0123456789abcdef"[i & 0x0F]};
        return pairs;
    }();
    std::size_t size = space_.size() + type.size() + 1;
    for (const std::string_view key : keys) size += key.size() + 1;
    const Uuid uuid =
        size <= ShortDigest::kMost ? uuid_of<ShortDigest>(space_, type, keys) : uuid_of<Digest>(space_, type, keys);
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *into++ = '-';
        std::memcpy(into, kHex[uuid[i]].data(), 2);
        into += 2;
    }
}

}  // namespace hios::map
