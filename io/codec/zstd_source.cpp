#include "io/codec/zstd_source.hpp"

#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <new>
#include <optional>

#include "io/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::io {
namespace {

constexpr std::size_t kFrameBytes = 128 * 1024;
constexpr int kWindowLog = 27;  // 128 MiB

struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
};

class ZstdSource final : public ByteSource {
public:
    explicit ZstdSource(std::unique_ptr<ByteSource> input)
        : input_(std::move(input)), buffer_(std::make_unique<char[]>(kFrameBytes)), stream_(::ZSTD_createDStream()) {
        if (!stream_) throw std::bad_alloc();
        ::ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLog);
    }

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
    Outcome<std::size_t> decode(std::span<char> into) {
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        for (;;) {
            if (in_.pos == in_.size && !flushing_) {
                HIOS_TRY(const std::size_t got, input_->read(std::span(buffer_.get(), kFrameBytes)));
                in_ = {buffer_.get(), got, 0};
                encoded_ += got;
                if (got == 0) {
                    if (inside_) return fail(corrupt("the zstd data is cut off"));
                    return std::size_t{0};
                }
            }
            const std::size_t status = ::ZSTD_decompressStream(stream_.get(), &out, &in_);
            if (::ZSTD_isError(status) != 0) return fail(refused(::ZSTD_getErrorCode(status)));
            inside_ = status != 0;
            // A full output buffer may leave more to come out before any input is needed.
            flushing_ = inside_ && out.pos == out.size;
            if (out.pos > 0) return out.pos;
        }
    }

    [[nodiscard]] Error refused(ZSTD_ErrorCode number) const {
        switch (number) {
            case ZSTD_error_memory_allocation:
                return retryable(codes::kMemory, "there was no memory to decode zstd");
            case ZSTD_error_frameParameter_windowTooLarge:
                return reject(codes::kCodecWindow, "the zstd data needs a window above 128 MiB", {{}, decoded_, 0, {}});
            case ZSTD_error_prefix_unknown:
                return corrupt(decoded_ > 0 ? "other data follows the end of a zstd frame"
                                            : "the zstd data is damaged");
            case ZSTD_error_checksum_wrong:
                return corrupt("the zstd data does not match its checksum");
            default:
                return corrupt("the zstd data is damaged");
        }
    }

    [[nodiscard]] Error corrupt(std::string_view what) const {
        return reject(codes::kCodec, fmt::format("{} (at compressed byte {})", what, encoded_ - (in_.size - in_.pos)),
                      {{}, decoded_, 0, {}});
    }

    std::unique_ptr<ByteSource> input_;
    std::unique_ptr<char[]> buffer_;
    std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
    ZSTD_inBuffer in_{nullptr, 0, 0};
    bool inside_ = false;    // a frame has begun and not ended
    bool flushing_ = false;  // decoded bytes wait inside the stream
    std::uint64_t encoded_ = 0;
    std::uint64_t decoded_ = 0;
    std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<ByteSource> make_zstd_source(std::unique_ptr<ByteSource> input) {
    return std::make_unique<ZstdSource>(std::move(input));
}

}  // namespace hios::io
