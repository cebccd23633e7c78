#include "io/codec/gzip_source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

constexpr std::size_t kDeflatedBytes = 128 * 1024;
constexpr std::size_t kOutputBytes = 1 << 30;  // zlib counts in unsigned int
constexpr int kGzipOnly = 15 + 16;             // inflateInit2: the largest window, gzip headers

class GzipSource final : public ByteSource {
public:
    explicit GzipSource(std::unique_ptr<ByteSource> input)
        : input_(std::move(input)), buffer_(std::make_unique<char[]>(kDeflatedBytes)) {
        if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
    }
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;
    ~GzipSource() override { ::inflateEnd(&stream_); }

    Outcome<std::size_t> read(std::span<char> into) override {
        if (failure_) return fail(*failure_);
        if (into.empty()) return std::size_t{0};
        auto got = decode(into);
        if (!got) {
            failure_ = got.error();
        } else {
            decoded_ += *got;
        }
        return got;
    }

private:
    enum class State : std::uint8_t { kBetween, kInside, kPadding };

    Outcome<std::size_t> decode(std::span<char> into) {
        const std::size_t room = std::min(into.size(), kOutputBytes);
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(room);
        for (;;) {
            if (stream_.avail_in == 0) {
                HIOS_CHECK(refill());
                if (stream_.avail_in == 0) return at_end();
            }
            if (state_ == State::kBetween) begin_member();
            if (state_ == State::kPadding) {
                HIOS_CHECK(skip_padding());
                continue;
            }
            const int status = ::inflate(&stream_, Z_NO_FLUSH);
            const std::size_t produced = room - stream_.avail_out;
            if (status == Z_STREAM_END) {
                state_ = State::kBetween;
                after_first_ = true;
                ::inflateReset(&stream_);
            } else if (status == Z_MEM_ERROR) {
                return fail(retryable(codes::kMemory, "there was no memory to decode gzip"));
            } else if (status != Z_OK && status != Z_BUF_ERROR) {
                // What came before the damage in this call is good; zlib repeats its answer in the next.
                if (produced > 0) return produced;
                return fail(corrupt("the gzip data is damaged"));
            }
            if (produced > 0) return produced;
        }
    }

    // A member that ended right at a buffer's end is followed by the next one or by padding.
    void begin_member() { state_ = after_first_ && *stream_.next_in == 0 ? State::kPadding : State::kInside; }

    Outcome<void> skip_padding() {
        while (stream_.avail_in > 0 && *stream_.next_in == 0) {
            ++stream_.next_in;
            --stream_.avail_in;
        }
        if (stream_.avail_in > 0) return fail(corrupt("other data follows the end of the gzip data"));
        return {};
    }

    Outcome<std::size_t> at_end() {
        if (state_ == State::kInside || !after_first_) return fail(corrupt("the gzip data is cut off"));
        return std::size_t{0};
    }

    Outcome<void> refill() {
        HIOS_TRY(const std::size_t got, input_->read(std::span(buffer_.get(), kDeflatedBytes)));
        stream_.next_in = reinterpret_cast<Bytef*>(buffer_.get());
        stream_.avail_in = static_cast<uInt>(got);
        encoded_ += got;
        return {};
    }

    [[nodiscard]] Error corrupt(std::string_view what) const {
        return reject(codes::kCodec, fmt::format("{} (at compressed byte {})", what, encoded_ - stream_.avail_in),
                      {{}, decoded_, 0, {}});
    }

    std::unique_ptr<ByteSource> input_;
    std::unique_ptr<char[]> buffer_;
    z_stream stream_{};
    State state_ = State::kBetween;
    bool after_first_ = false;
    std::uint64_t encoded_ = 0;
    std::uint64_t decoded_ = 0;
    std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<ByteSource> make_gzip_source(std::unique_ptr<ByteSource> input) {
    return std::make_unique<GzipSource>(std::move(input));
}

}  // namespace hios::io
