#include <zlib.h>
#include <zstd.h>
#include <array>
#include <stdexcept>

#include "bench/datagen/output.hpp"

namespace hios::bench {
namespace {

constexpr int kGzipLevel = 6;
constexpr int kZstdLevel = 3;

class Gzip final : public Compressor {
public:
    Gzip() {
        constexpr int kGzipWindow = 15 + 16;  // +16: gzip wrapper; zlib leaves its time stamp 0
        if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::runtime_error("zlib cannot start a stream. Mend: free some memory.");
        }
    }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;
    ~Gzip() override { deflateEnd(&stream_); }

    void append(std::string_view bytes, std::string& out) override { run(bytes, Z_NO_FLUSH, out); }
    void finish(std::string& out) override { run({}, Z_FINISH, out); }

private:
    void run(std::string_view bytes, int flush, std::string& out) {
        // zlib's input pointer is not const, but it never writes through it.
        stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        int state = Z_OK;
        do {
            std::array<Bytef, 65536> piece;
            stream_.next_out = piece.data();
            stream_.avail_out = static_cast<uInt>(piece.size());
            state = deflate(&stream_, flush);
            out.append(reinterpret_cast<const char*>(piece.data()), piece.size() - stream_.avail_out);
        } while (stream_.avail_out == 0 || (flush == Z_FINISH && state != Z_STREAM_END));
    }

    z_stream stream_{};
};

class Zstd final : public Compressor {
public:
    Zstd() : context_(ZSTD_createCCtx()) {
        if (context_ == nullptr) throw std::runtime_error("zstd cannot start a stream. Mend: free some memory.");
        ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, kZstdLevel);
        ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
    }
    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;
    ~Zstd() override { ZSTD_freeCCtx(context_); }

    void append(std::string_view bytes, std::string& out) override { run(bytes, ZSTD_e_continue, out); }
    void finish(std::string& out) override { run({}, ZSTD_e_end, out); }

private:
    void run(std::string_view bytes, ZSTD_EndDirective directive, std::string& out) {
        ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
        std::size_t left = 0;
        do {
            std::array<char, 65536> piece;
            ZSTD_outBuffer output{piece.data(), piece.size(), 0};
            left = ZSTD_compressStream2(context_, &output, &input, directive);
            if (ZSTD_isError(left) != 0) throw std::runtime_error(ZSTD_getErrorName(left));
            out.append(piece.data(), output.pos);
        } while (input.pos < input.size || (directive == ZSTD_e_end && left > 0));
    }

    ZSTD_CCtx* context_;
};

}  // namespace

std::unique_ptr<Compressor> make_compressor(Compression compression) {
    switch (compression) {
        case Compression::kNone:
            return nullptr;
        case Compression::kGzip:
            return std::make_unique<Gzip>();
        case Compression::kZstd:
            return std::make_unique<Zstd>();
    }
    return nullptr;
}

std::string compress(std::string_view bytes, Compression compression) {
    const auto compressor = make_compressor(compression);
    if (!compressor) return std::string(bytes);
    std::string out;
    compressor->append(bytes, out);
    compressor->finish(out);
    return out;
}

}  // namespace hios::bench
