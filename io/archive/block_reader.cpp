#include "io/archive/block_reader.hpp"

namespace hios::io {

BlockReader::BlockReader(std::unique_ptr<ByteSource> input) : input_(std::move(input)) {
    for (auto& buffer : buffers_) buffer = std::make_unique<char[]>(kBlockBytes);
}

std::string_view BlockReader::next() {
    if (ended_ || failure_) return {};
    char* const buffer = buffers_[1 - current_].get();
    std::size_t filled = 0;
    // Full blocks, so that two of them are always a long enough tail.
    while (filled < kBlockBytes) {
        auto got = input_->read(std::span(buffer + filled, kBlockBytes - filled));
        if (!got) {
            failure_ = std::move(got).error();
            break;
        }
        if (*got == 0) {
            ended_ = true;
            break;
        }
        filled += *got;
    }
    if (filled == 0) return {};
    current_ = 1 - current_;
    sizes_[current_] = filled;
    total_ += filled;
    return {buffer, filled};
}

void BlockReader::drain() {
    while (!next().empty()) {
    }
}

std::string BlockReader::tail() const {
    std::string bytes(buffers_[1 - current_].get(), sizes_[1 - current_]);
    return bytes.append(buffers_[current_].get(), sizes_[current_]);
}

}  // namespace hios::io
