#pragma once
// Writes at the end of a buffer. Where it stands is kept out of the buffer while operations run, so that each does not
// wait for the one before it.

#include <cstddef>
#include <string_view>

#include "pipeline/byte_buffer.hpp"
#include "stages/map/json_writer.hpp"

namespace hios::map {

// Not thread-safe. Between hand_over() and take_up() the buffer may be used by others, else not.
class Pen {
public:
    explicit Pen(ByteBuffer& out) : out_(&out) { take_up(); }

    void hand_over() { out_->truncate(position()); }
    void take_up() {
        begin_ = out_->data();
        at_ = begin_ + out_->size();
        limit_ = begin_ + out_->capacity();
    }

    [[nodiscard]] std::size_t position() const { return static_cast<std::size_t>(at_ - begin_); }
    void back_to(std::size_t position) { at_ = begin_ + position; }

    void literal(const char* text, std::size_t size) {
        need(size + kLiteralPadding);
        at_ = copy_literal(text, size, at_);
    }
    // The literal `before`, the text escaped, then the literal that stands behind `before`.
    void value(const char* before, std::size_t before_size, std::string_view text, std::size_t behind_size) {
        need(before_size + text.size() + behind_size + 2 * kLiteralPadding);
        char* const begin = copy_literal(before, before_size, at_);
        char* end = begin + text.size();
        if (!copy_plain(text.data(), text.size(), begin)) [[unlikely]] {
            need(before_size + 6 * text.size() + behind_size + 2 * kLiteralPadding);
            end = copy_escaped(text, at_ + before_size);
        }
        at_ = copy_literal(before + before_size, behind_size, end);
    }
    // The closing bracket of something that has members: it takes the last one's comma back.
    void closing(const char* text, std::size_t size) {
        at_ -= at_[-1] == ',' ? 1 : 0;
        literal(text, size);
    }

private:
    void need(std::size_t size) {
        if (static_cast<std::size_t>(limit_ - at_) < size) [[unlikely]]
            *this = grown(*out_, position(), size);
    }
    // By value: a pen that nobody points at can live in registers.
    [[gnu::noinline]] static Pen grown(ByteBuffer& out, std::size_t position, std::size_t size) {
        out.truncate(position);
        out.room(size);
        return Pen(out);
    }

    ByteBuffer* out_;
    char* begin_ = nullptr;
    char* at_ = nullptr;
    char* limit_ = nullptr;
};

}  // namespace hios::map
