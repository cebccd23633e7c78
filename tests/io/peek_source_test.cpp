#include "io/peek_source.hpp"

#include <gtest/gtest.h>

#include "pipeline/codes.hpp"
#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::io {
namespace {

using test::StringSource;

std::string rest(ByteSource& source, std::size_t step) {
    std::string bytes;
    std::string buffer(step, '\0');
    for (;;) {
        const auto got = source.read(buffer);
        if (!got) return bytes + "<" + std::string(got.error().code->id) + ">";
        if (*got == 0) return bytes;
        bytes.append(buffer.data(), *got);
    }
}

TEST(PeekSource, NothingIsLostWhateverThePieces) {
    for (const std::size_t size : {0U, 1U, 511U, 512U, 513U, 5000U}) {
        const std::string bytes = test::noise(size);
        for (const std::size_t piece : {1U, 100U, 10000U}) {
            for (const std::size_t step : {1U, 300U, 10000U}) {
                PeekSource source(std::make_unique<StringSource>(bytes, piece));
                EXPECT_EQ(source.peek(), bytes.substr(0, 512));
                EXPECT_EQ(source.peek(), bytes.substr(0, 512));
                EXPECT_EQ(rest(source, step), bytes);
            }
        }
    }
}

TEST(PeekSource, FirstReadFillsTheCallersBuffer) {
    PeekSource source(std::make_unique<StringSource>(std::string(100'000, 'x')));
    source.peek();
    std::string buffer(100'000, '\0');
    EXPECT_EQ(source.read(buffer).value(), 100'000U);
}

TEST(PeekSource, FailureComesAfterTheBytesBeforeIt) {
    for (const std::size_t size : {0U, 10U, 512U, 600U}) {
        PeekSource source(
            std::make_unique<StringSource>(std::string(size, 'x'), 7, reject(codes::kChanged, "changed")));
        source.peek();
        EXPECT_EQ(rest(source, 64), std::string(size, 'x') + "<io.changed>");
        EXPECT_EQ(rest(source, 64), "<io.changed>");
    }
}

}  // namespace
}  // namespace hios::io
