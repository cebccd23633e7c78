#pragma once
// The bytes of one part, read ahead into a buffer under the byte budget.

#include <algorithm>

#include "jobs/run/work_builder.hpp"
#include "pipeline/byte_buffer.hpp"
#include "pipeline/object_store.hpp"

namespace hios::jobs {

inline constexpr std::size_t kReadBlock = 1 << 20;
inline constexpr std::size_t kTextPadding = 64;  // readable bytes behind a text (stages/json)

// Not thread-safe; `source`, `builder` and `buffer` must outlive it.
class PartBytes {
public:
    // `expected`: bytes that the part is said to have; 0: unknown.
    PartBytes(ByteSource& source, WorkBuilder& builder, ByteBuffer& buffer, std::uint64_t expected)
        : source_(source), builder_(builder), buffer_(buffer), expected_(expected) {
        buffer_.clear();
        buffer_.reserve(std::min<std::uint64_t>(expected, kReserveAtMost) + kTextPadding + 1);
    }

    // Reads on until the buffer holds `size` bytes or the part ends.
    Outcome<void> fill(std::uint64_t size) {
        while (!ended_ && buffer_.size() < size) {
            const std::size_t want = next_read();
            char* room = buffer_.room(want + kTextPadding);
            HIOS_TRY(const std::size_t got, source_.read({room, want}));
            if (got == 0) ended_ = true;
            buffer_.grow(got);
            if (got > 0 && !builder_.reserve(got)) ended_ = true;
        }
        return {};
    }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::uint64_t expected() const { return expected_; }
    ByteBuffer& buffer() { return buffer_; }

private:
    static constexpr std::size_t kReserveAtMost = 8 << 20;  // a listing may promise any size

    // What has been reserved is filled first: one byte more than expected is enough to see the end, and
    // growing for it would copy the whole document.
    [[nodiscard]] std::size_t next_read() const {
        const std::size_t used = buffer_.size() + kTextPadding;
        const std::size_t spare = buffer_.capacity() > used ? buffer_.capacity() - used : kReadBlock;
        return std::min(spare, kReadBlock);
    }

    ByteSource& source_;
    WorkBuilder& builder_;
    ByteBuffer& buffer_;
    const std::uint64_t expected_;
    bool ended_ = false;
};

}  // namespace hios::jobs
