// Unwraps any bytes with small limits: as they are, as a gzip's content, and as a tar whose first
// header is made valid (its checksum would keep a fuzzer out).

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "io/parts.hpp"

namespace {

class StringSource final : public hios::ByteSource {
public:
    explicit StringSource(std::string bytes) : bytes_(std::move(bytes)) {}

    hios::Outcome<std::size_t> read(std::span<char> into) override {
        const std::size_t count = std::min(into.size(), bytes_.size() - offset_);
        if (count != 0) std::memcpy(into.data(), bytes_.data() + offset_, count);
        offset_ += count;
        return count;
    }

private:
    std::string bytes_;
    std::size_t offset_ = 0;
};

void check(bool holds) {
    if (!holds) std::abort();
}

void walk(std::string bytes) {
    constexpr hios::io::UnwrapLimits kLimits{3, 1 << 20, 100};
    const std::size_t size = bytes.size();
    const auto parts = hios::io::unwrap(std::make_unique<StringSource>(std::move(bytes)), kLimits);
    std::vector<char> buffer(4096);
    std::uint64_t given = 0;
    std::uint64_t calls = 0;
    for (;;) {
        // Every member needs some bytes of its own, at least of the decoded size.
        check(++calls < (1 << 17));
        auto part = parts->next();
        if (!part) {
            check(part.error().code != nullptr && !part.error().what.empty());
            continue;
        }
        if (!*part) break;
        for (;;) {
            const auto got = (*part)->bytes->read(buffer);
            if (!got) {
                check(got.error().code != nullptr);
                break;
            }
            if (*got == 0) break;
            given += *got;
        }
    }
    check(parts->finished());
    check(given <= std::max<std::uint64_t>(kLimits.expanded_bytes + buffer.size(), size));
}

std::string stored_gzip(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
    std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    check(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string with_tar_header(std::string bytes) {
    constexpr std::size_t kBlock = 512;
    constexpr std::size_t kChecksum = 148;
    bytes.resize(std::max(bytes.size(), kBlock));
    bytes.replace(257, 8,
                  std::string("ustar\0"
                              "00",
                              8));
    bytes.replace(kChecksum, 8, 8, ' ');
    unsigned sum = 0;
    for (std::size_t i = 0; i < kBlock; ++i) sum += static_cast<unsigned char>(bytes[i]);
    for (std::size_t digit = 0; digit < 6; ++digit) {
        bytes[kChecksum + 5 - digit] = static_cast<char>('0' + (sum >> (3 * digit) & 7));
    }
    bytes[kChecksum + 6] = '\0';
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    walk(bytes);
    walk(stored_gzip(bytes));
    walk(with_tar_header(bytes));
    return 0;
}
