#pragma once
// Memory for the texts that expressions make while one row is mapped. Nothing is freed between rows, so a
// steady state allocates nothing.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "pipeline/readable.hpp"

namespace hios::map {

// Not thread-safe; one per machine.
class Scratch {
public:
    // `size` bytes that stay until clear(). Give back what was not used with keep().
    char* room(std::size_t size) {
        if (left_ < size) add_block(size);
        return next_;
    }
    std::string_view keep(std::size_t size) {
        const std::string_view text(next_, size);
        next_ += size;
        left_ -= size;
        return text;
    }
    std::string_view copy(std::string_view text) {
        if (text.empty()) return {};
        copy_short(text.data(), text.size(), room(text.size() + kCopyPadding));
        return keep(text.size());
    }

    // What room() gave is no longer valid.
    void clear() {
        if (blocks_.size() > 1) {  // one block of the size that the row needed
            const std::size_t total = total_;
            blocks_.clear();
            total_ = 0;
            add_block(std::min(total, kLargestKept));
        } else if (!blocks_.empty()) {
            next_ = blocks_.front().get();
            left_ = total_;
        }
    }

private:
    static constexpr std::size_t kBlock = 16U << 10;
    static constexpr std::size_t kLargestKept = 16U << 20;

    void add_block(std::size_t size) {
        const std::size_t block = std::max(size, kBlock);
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
        next_ = blocks_.back().get();
        left_ = block;
        total_ += block;
    }

    std::vector<std::unique_ptr<char[]>> blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t total_ = 0;
};

}  // namespace hios::map
