#include "jobs/import/ndjson_lines.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace hios::jobs {

NdjsonLines::NdjsonLines(ByteSource& source, std::size_t max_line, std::size_t block_bytes)
    : source_(source),
      max_line_(max_line),
      block_bytes_(std::max<std::size_t>(block_bytes, 1)),
      buffer_(std::make_unique_for_overwrite<char[]>(block_bytes_)),
      capacity_(block_bytes_) {}

Outcome<void> NdjsonLines::fill() {
    while (filled_ < capacity_ && !ended_) {
        HIOS_TRY(const std::size_t got, source_.read(std::span(buffer_.get() + filled_, capacity_ - filled_)));
        if (got == 0) ended_ = true;
        filled_ += got;
    }
    return {};
}

void NdjsonLines::cut(std::vector<Line>& lines) {
    while (start_ < filled_) {
        const char* begin = buffer_.get() + start_;
        const auto* newline = static_cast<const char*>(std::memchr(begin, '\n', filled_ - start_));
        if (newline == nullptr && !ended_) return;
        const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - begin) : filled_ - start_;
        start_ += length + (newline != nullptr ? 1 : 0);
        const bool too_long = skipping_ || length > max_line_;
        skipping_ = false;
        lines.push_back({++number_, too_long ? std::string_view() : std::string_view(begin, length), too_long});
    }
    if (skipping_ && ended_) {
        skipping_ = false;
        lines.push_back({++number_, {}, true});
    }
}

void NdjsonLines::grow() {
    const std::size_t capacity = std::min(capacity_ * 2, max_line_ + 1);
    auto grown = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(grown.get(), buffer_.get(), filled_);
    buffer_ = std::move(grown);
    capacity_ = capacity;
}

void NdjsonLines::hand_over(Block& block) {
    const std::size_t kept = filled_ - start_;
    // The beginning of the next line moves on into the next buffer.
    const std::size_t wanted = std::max(block_bytes_, kept);
    if (block.capacity != wanted) {
        block.bytes = std::make_unique_for_overwrite<char[]>(wanted);
        block.capacity = wanted;
    }
    if (kept > 0) std::memcpy(block.bytes.get(), buffer_.get() + start_, kept);
    std::swap(block.bytes, buffer_);
    std::swap(block.capacity, capacity_);
    start_ = 0;
    filled_ = kept;
}

Outcome<bool> NdjsonLines::next(Block& block) {
    block.lines.clear();
    for (;;) {
        if (ended_ && start_ == filled_ && !skipping_) return false;
        // Here start_ is 0, and what is kept has no newline.
        if (skipping_ || filled_ > max_line_) {
            skipping_ = true;
            filled_ = 0;
        } else if (filled_ == capacity_) {
            grow();
        }
        HIOS_CHECK(fill());
        cut(block.lines);
        if (!block.lines.empty()) break;
    }
    hand_over(block);
    return true;
}

}  // namespace hios::jobs
