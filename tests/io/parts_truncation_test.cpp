// Every possible cut and every single damaged byte of small files: no crash, no hang, no silence.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/archive_makers.hpp"
#include "tests/io/walk_parts.hpp"

namespace hios::test {
namespace {

struct Sample {
    std::string name;
    std::string bytes;
    // Shorter cuts cannot be recognised and are plain.
    std::size_t magic_bytes;
};

std::string small_zip(bool descriptor) {
    ZipMember first;
    first.name = "a.json";
    first.bytes = "{\"resourceType\":\"Patient\"}";
    first.descriptor = descriptor;
    ZipMember second = first;
    second.name = "b.json";
    second.deflate = descriptor;
    return zip({first, second});
}

std::string small_tar(TarFormat format) {
    return tar({{"a.json", "{\"resourceType\":\"Patient\"}", TarMember::Type::kFile, {}, 0},
                {"Größe.json", "{}", TarMember::Type::kFile, {}, 0}},
               format);
}

std::vector<Sample> samples() {
    const std::string text = "{\"resourceType\":\"Patient\",\"id\":\"1\"}" + noise(200);
    return {
        {"Gzip", gzip(text), 2},
        {"Zstd", zstd(text), 4},
        {"Zip", small_zip(false), 4},
        {"StreamedZip", small_zip(true), 4},
        {"Ustar", small_tar(TarFormat::kUstar), 262},
        {"PaxTar", small_tar(TarFormat::kPax), 262},
        {"TarGzip", gzip(small_tar(TarFormat::kGnu)), 2},
    };
}

class Truncation : public testing::TestWithParam<Sample> {};

TEST_P(Truncation, WholeFileIsWithoutErrors) {
    EXPECT_THAT(walk(GetParam().bytes).errors, testing::IsEmpty());
}

TEST_P(Truncation, EveryCutIsAnError) {
    const std::string& bytes = GetParam().bytes;
    const auto whole = walk(bytes).parts;
    for (std::size_t size = GetParam().magic_bytes; size < bytes.size(); ++size) {
        const auto walked = walk(bytes.substr(0, size));
        EXPECT_TRUE(walked.finished) << size;
        // A bare tar may lose its second zero block: nothing is lost with that. Everything else has a checked end.
        const bool complete = GetParam().magic_bytes > 4 && size >= bytes.size() - 512 && walked.parts == whole;
        EXPECT_TRUE(!walked.errors.empty() || complete) << size;
        for (const auto& error : walked.full_errors) {
            EXPECT_THAT(std::string(error.code->id), testing::AnyOf("codec.corrupt", "archive.corrupt")) << size;
        }
        for (const auto& part : walked.parts) EXPECT_THAT(whole, testing::Contains(part)) << size;
    }
}

TEST_P(Truncation, EveryDamagedByteEndsInPartsOrErrors) {
    const std::string& bytes = GetParam().bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const int flip : {0x01, 0x80, 0xFF}) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ flip);
            EXPECT_TRUE(walk(damaged, {4, 1 << 20, 1000}, 4096).finished) << at;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Parts, Truncation, testing::ValuesIn(samples()),
                         [](const auto& sample) { return sample.param.name; });

}  // namespace
}  // namespace hios::test
