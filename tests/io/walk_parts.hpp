#pragma once
// Walks all parts of an object and writes down what came.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/parts.hpp"

namespace hios::test {

// A stream over a string, in pieces of at most `piece` bytes, that may end with an error.
class StringSource final : public ByteSource {
public:
    explicit StringSource(std::string bytes, std::size_t piece = SIZE_MAX, std::optional<Error> end = std::nullopt)
        : bytes_(std::move(bytes)), piece_(piece), end_(std::move(end)) {}

    Outcome<std::size_t> read(std::span<char> into) override;
    [[nodiscard]] std::size_t reads() const { return reads_; }

private:
    std::string bytes_;
    std::size_t piece_;
    std::optional<Error> end_;
    std::size_t offset_ = 0;
    std::size_t reads_ = 0;
};

struct Walked {
    using Part = std::pair<std::string, std::string>;
    std::vector<Part> parts;          // name and bytes; a part that failed is not among them
    std::vector<std::string> errors;  // "codec.corrupt @ a.xml": code and Where::document
    std::vector<Error> full_errors;
    bool finished = false;
};

// Every part is read to its end, `read_bytes` at a time. Throws when the walk does not end.
Walked walk(std::unique_ptr<ByteSource> source, const io::UnwrapLimits& limits = {},
            std::size_t read_bytes = 64 * 1024);
Walked walk(const std::string& bytes, const io::UnwrapLimits& limits = {}, std::size_t read_bytes = 64 * 1024);

}  // namespace hios::test
