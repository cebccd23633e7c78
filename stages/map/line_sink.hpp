#pragma once
// Where a machine puts the lines it makes.

#include <cstdint>

#include "pipeline/byte_buffer.hpp"

namespace hios::map {

// Asked by one machine at a time.
class LineSink {
public:
    LineSink() = default;
    LineSink(const LineSink&) = delete;
    LineSink& operator=(const LineSink&) = delete;
    virtual ~LineSink() = default;

    // The buffer whose end the next line of program.resource_types[resource] goes to. The machine may also take back
    // what it has written there. Valid until the next call.
    virtual ByteBuffer& lines_of(std::uint32_t resource) = 0;
};

// All into one buffer, which must outlive it.
class OneBuffer final : public LineSink {
public:
    explicit OneBuffer(ByteBuffer& buffer) : buffer_(buffer) {}
    ByteBuffer& lines_of(std::uint32_t /*resource*/) override { return buffer_; }

private:
    ByteBuffer& buffer_;
};

}  // namespace hios::map
