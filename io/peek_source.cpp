#include "io/peek_source.hpp"

#include <algorithm>
#include <cstring>

namespace hios::io {

std::size_t PeekSource::pull(std::span<char> into) {
    auto got = input_->read(into);
    if (!got) {
        failure_ = std::move(got).error();
        return 0;
    }
    ended_ = *got == 0;
    return *got;
}

std::string_view PeekSource::peek() {
    if (!peeked_) {
        peeked_ = true;
        while (held_bytes_ < kPeekBytes && !ended_ && !failure_) {
            held_bytes_ += pull(std::span(held_).subspan(held_bytes_));
        }
    }
    return {held_.data(), held_bytes_};
}

Outcome<std::size_t> PeekSource::read(std::span<char> into) {
    if (into.empty()) return std::size_t{0};
    if (given_bytes_ < held_bytes_) {
        const std::size_t count = std::min(into.size(), held_bytes_ - given_bytes_);
        std::memcpy(into.data(), held_.data() + given_bytes_, count);
        given_bytes_ += count;
        // The caller's buffer is filled in the same call: a short first read would cost it a round.
        if (count == into.size() || ended_ || failure_) return count;
        return count + pull(into.subspan(count));
    }
    if (failure_) return fail(*failure_);
    if (ended_) return std::size_t{0};
    return input_->read(into);
}

}  // namespace hios::io
