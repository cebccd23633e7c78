#include "stages/map/identity.hpp"

// The functions of one digest, without the look-ups of EVP: a third of the time for texts as short as keys.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <cstring>

#include <xxhash.h>

#include "pipeline/readable.hpp"

namespace hios::map {
namespace {

// The namespace of HIOS itself, as in stages/fhir/identity.cpp; a test holds the two together.
constexpr std::array<std::uint8_t, 16> kHios{0x6b, 0x1d, 0x0c, 0x5e, 0x2f, 0x57, 0x4c, 0x0a,
                                             0x9d, 0x41, 0x7a, 0x3c, 0x58, 0xe2, 0x10, 0xb6};

// The first 16 bytes of a hash, each word the number that its bytes are.
using Words = std::array<std::uint32_t, 4>;

// UUIDv5 (RFC 4122, 4.3).
Words as_uuid(Words hash) {
    hash[1] = (hash[1] & 0xFFFF'0FFFU) | 0x5000U;
    hash[2] = (hash[2] & 0x3FFF'FFFFU) | 0x8000'0000U;
    return hash;
}

// Eight digits, in the order of memory.
std::uint64_t to_hex(std::uint32_t word) {
    std::uint64_t digits = word;
    digits = (digits | digits << 16U) & 0x0000'FFFF'0000'FFFFU;
    digits = (digits | digits << 8U) & 0x00FF'00FF'00FF'00FFU;
    digits = (digits | digits << 4U) & 0x0F0F'0F0F'0F0F'0F0FU;
    const std::uint64_t letters = ((digits + 0x0606'0606'0606'0606U) >> 4U) & 0x0101'0101'0101'0101U;
    return __builtin_bswap64(digits + 0x3030'3030'3030'3030U + letters * ('a' - '0' - 10));
}

void write(const Words& uuid, char* into) {
    std::array<char, 32> hex;
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        const std::uint64_t digits = to_hex(uuid[i]);
        std::memcpy(hex.data() + 8 * i, &digits, sizeof digits);
    }
    std::memcpy(into, hex.data(), 8);
    std::memcpy(into + 9, hex.data() + 8, 4);
    std::memcpy(into + 14, hex.data() + 12, 4);
    std::memcpy(into + 19, hex.data() + 16, 4);
    std::memcpy(into + 24, hex.data() + 20, 12);
    into[8] = into[13] = into[18] = into[23] = '-';
}

// Over texts of any size.
class Digest {
public:
    Digest() { SHA1_Init(&state_); }
    void add(const void* bytes, std::size_t size) { SHA1_Update(&state_, bytes, size); }
    void add(char c) { add(&c, 1); }
    Words end() {
        std::array<std::uint8_t, SHA_DIGEST_LENGTH> hash{};
        SHA1_Final(hash.data(), &state_);
        Words words{};
        for (std::size_t i = 0; i < words.size(); ++i) {
            for (std::size_t byte = 0; byte < 4; ++byte) words[i] = words[i] << 8U | hash[4 * i + byte];
        }
        return as_uuid(words);
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
    [[nodiscard]] std::string_view message() const { return {message_.data(), size_}; }
    Words end() {
        const std::size_t whole = (size_ + 9 + kBlock - 1) / kBlock * kBlock;
        std::memset(message_.data() + size_, 0, whole - size_);
        message_[size_] = static_cast<char>(0x80);
        message_[whole - 2] = static_cast<char>(size_ * 8 >> 8U);
        message_[whole - 1] = static_cast<char>(size_ * 8);
        SHA_CTX state;
        SHA1_Init(&state);
        for (std::size_t at = 0; at < whole; at += kBlock)
            SHA1_Transform(&state, reinterpret_cast<const unsigned char*>(message_.data()) + at);
        return as_uuid({state.h0, state.h1, state.h2, state.h3});
    }

private:
    std::array<char, 4 * kBlock + kCopyPadding> message_;
    std::size_t size_ = 0;
};

// What stands behind the namespace.
template <class Digest>
void add_name(Digest& digest, std::string_view type, std::span<const std::string_view> keys) {
    digest.add(type.data(), type.size());
    digest.add('/');
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i > 0) digest.add('\x1F');
        digest.add(keys[i].data(), keys[i].size());
    }
}

}  // namespace

IdMaker::IdMaker(std::string_view name_space) {
    Digest digest;
    digest.add(kHios.data(), kHios.size());
    digest.add(name_space.data(), name_space.size());
    const Words words = digest.end();
    for (std::size_t i = 0; i < space_.size(); ++i)
        space_[i] = static_cast<std::uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
}

void IdMaker::make(std::string_view type, std::span<const std::string_view> keys, char* into) {
    std::size_t size = space_.size() + type.size() + 1;
    for (const std::string_view key : keys) size += key.size() + 1;
    if (size > ShortDigest::kMost) {
        Digest digest;
        digest.add(space_.data(), space_.size());
        add_name(digest, type, keys);
        write(digest.end(), into);
        return;
    }
    ShortDigest digest;
    digest.add(space_.data(), space_.size());
    add_name(digest, type, keys);
    const std::string_view name = digest.message().substr(space_.size());
    if (name.size() > Made::kLongest) {
        write(digest.end(), into);
        return;
    }
    if (made_.empty()) made_.resize(kRemembered);
    const std::uint64_t hash = XXH3_64bits(name.data(), name.size());
    Made& made = made_[hash % kRemembered];
    if (made.hash != hash || !same_text({made.key.data(), made.size}, name)) {
        made.hash = hash;
        made.size = static_cast<std::uint16_t>(name.size());
        std::memcpy(made.key.data(), name.data(), name.size());
        write(digest.end(), made.id.data());
    }
    std::memcpy(into, made.id.data(), kIdSize);
}

}  // namespace hios::map
