#include <gtest/gtest.h>

#include <map>

#include "pipeline/codes.hpp"
#include "pipeline/object_store.hpp"

namespace hios {
namespace {

// Gives its bytes in pieces of a set size, as a network does; may fail at a place.
class PieceSource final : public ByteSource {
public:
    PieceSource(std::string bytes, std::size_t piece, std::size_t fails_at)
        : bytes_(std::move(bytes)), piece_(piece), fails_at_(fails_at) {}
    Outcome<std::size_t> read(std::span<char> into) override {
        EXPECT_FALSE(into.empty());
        if (at_ >= fails_at_) return fail(reject(codes::kChanged, "the object changed"));
        const std::size_t count = std::min({into.size(), piece_, bytes_.size() - at_});
        bytes_.copy(into.data(), count, at_);
        at_ += count;
        return count;
    }

private:
    const std::string bytes_;
    const std::size_t piece_;
    const std::size_t fails_at_;
    std::size_t at_ = 0;
};

// A store of one object; only open() is ever called.
class OneObject final : public ObjectStore {
public:
    explicit OneObject(std::string bytes, std::size_t piece = SIZE_MAX, std::size_t fails_at = SIZE_MAX)
        : bytes_(std::move(bytes)), piece_(piece), fails_at_(fails_at) {}
    Outcome<std::unique_ptr<ByteSource>> open(const std::string& key) override {
        if (key != "k") return fail(reject(codes::kNotFound, "no such object", {key, 0, 0, {}}));
        return std::make_unique<PieceSource>(bytes_, piece_, fails_at_);
    }
    Outcome<void> list(std::string_view, const Visitor&, const Unreadable&) override { return unused(); }
    Outcome<PutResult> put(const std::string&, std::string_view, PutOptions) override { return unused(); }
    Outcome<PutResult> put_file(const std::string&, const std::filesystem::path&, PutOptions) override {
        return unused();
    }
    Outcome<ObjectInfo> head(const std::string&) override { return unused(); }
    Outcome<void> remove(const std::string&) override { return unused(); }
    [[nodiscard]] StoreCapabilities capabilities() const override { return {}; }
    [[nodiscard]] std::string describe() const override { return "one object"; }

private:
    static Failure unused() { return fail(fatal(codes::kInternal, "read_all only opens")); }

    const std::string bytes_;
    const std::size_t piece_;
    const std::size_t fails_at_;
};

std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
    return bytes;
}

TEST(ReadAll, AnEmptyObjectIsEmpty) {
    OneObject store("");
    EXPECT_EQ(read_all(store, "k").value(), "");
}

TEST(ReadAll, EverySizeAroundTheBlocksComesWhole) {
    constexpr std::size_t kBlock = 256 * 1024;
    for (const std::size_t size :
         {std::size_t{1}, kBlock - 64 * 1024, kBlock - 1, kBlock, kBlock + 1, 4 * kBlock + 3}) {
        OneObject store(pattern(size));
        EXPECT_EQ(read_all(store, "k").value(), pattern(size)) << size;
    }
}

TEST(ReadAll, ShortReadsAreNotTheEnd) {
    OneObject store(pattern(300'000), 997);
    EXPECT_EQ(read_all(store, "k").value(), pattern(300'000));
}

TEST(ReadAll, AnObjectOfExactlyTheLimitIsRead) {
    OneObject store("12345");
    EXPECT_EQ(read_all(store, "k", 5).value(), "12345");
}

TEST(ReadAll, OneByteBeyondTheLimitIsRefusedByName) {
    OneObject store("123456");
    const auto read = read_all(store, "k", 5);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, &codes::kTooLarge);
    EXPECT_EQ(read.error().fault, Fault::kReject);
    EXPECT_EQ(read.error().where.document, "k");
}

TEST(ReadAll, AMissingObjectAndATornReadAreTheStoresErrors) {
    OneObject store("12345", 2, 4);
    EXPECT_EQ(read_all(store, "other").error().code, &codes::kNotFound);
    EXPECT_EQ(read_all(store, "k").error().code, &codes::kChanged);
}

}  // namespace
}  // namespace hios
