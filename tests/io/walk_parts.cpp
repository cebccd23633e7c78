#include "tests/io/walk_parts.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace hios::test {

Outcome<std::size_t> StringSource::read(std::span<char> into) {
    ++reads_;
    const std::size_t count = std::min({into.size(), piece_, bytes_.size() - offset_});
    if (count == 0 && end_ && !into.empty()) return fail(*end_);
    std::memcpy(into.data(), bytes_.data() + offset_, count);
    offset_ += count;
    return count;
}

Walked walk(std::unique_ptr<ByteSource> source, const io::UnwrapLimits& limits, std::size_t read_bytes) {
    constexpr int kPatience = 200'000;
    Walked walked;
    const auto note = [&](const Error& error) {
        walked.errors.push_back(std::string(error.code->id) + " @ " + error.where.document);
        walked.full_errors.push_back(error);
    };
    const auto parts = io::unwrap(std::move(source), limits);
    std::string buffer(read_bytes, '\0');
    for (int calls = 0;; ++calls) {
        if (calls > kPatience) throw std::runtime_error("the walk does not end");
        auto part = parts->next();
        if (!part) {
            note(part.error());
            continue;
        }
        if (!*part) break;
        std::string bytes;
        for (;;) {
            const auto got = (*part)->bytes->read(buffer);
            if (!got) {
                note(got.error());
                break;
            }
            if (*got == 0) {
                walked.parts.emplace_back((*part)->member, std::move(bytes));
                break;
            }
            bytes.append(buffer.data(), *got);
        }
    }
    walked.finished = parts->finished();
    return walked;
}

Walked walk(const std::string& bytes, const io::UnwrapLimits& limits, std::size_t read_bytes) {
    return walk(std::make_unique<StringSource>(bytes), limits, read_bytes);
}

}  // namespace hios::test
