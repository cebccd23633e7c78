#pragma once
// A growable byte array whose growth does not zero what will be overwritten. Movable, not copyable.

#include <cstring>
#include <string_view>
#include <utility>

#include "pipeline/byte_blocks.hpp"

namespace hios {

class ByteBuffer {
public:
    ByteBuffer() = default;
    ~ByteBuffer() { byte_blocks::release(data_, capacity_); }
    ByteBuffer(const ByteBuffer&) = delete;
    ByteBuffer& operator=(const ByteBuffer&) = delete;
    ByteBuffer(ByteBuffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          capacity_(std::exchange(other.capacity_, 0)) {}
    ByteBuffer& operator=(ByteBuffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        return *this;
    }

    [[nodiscard]] char* data() { return data_; }
    [[nodiscard]] const char* data() const { return data_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::string_view view() const { return {data_, size_}; }
    void clear() { size_ = 0; }

    // Room for `more` bytes after size(); the pointer returned is where they go. Follow with grow().
    char* room(std::size_t more) {
        if (size_ + more > capacity_) reserve(size_ + more + capacity_ / 2);
        return data_ + size_;
    }
    void grow(std::size_t by) { size_ += by; }
    void truncate(std::size_t size) { size_ = size; }

    void append(std::string_view bytes) {
        if (bytes.empty()) return;
        std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
        size_ += bytes.size();
    }
    void push_back(char c) {
        *room(1) = c;
        ++size_;
    }

    // What was written into room() and has not grown the size yet stays as well.
    void reserve(std::size_t capacity) {
        if (capacity <= capacity_) return;
        data_ = byte_blocks::grow(data_, capacity_, capacity);
    }

private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

}  // namespace hios
