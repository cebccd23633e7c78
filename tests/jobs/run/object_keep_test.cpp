// What one pass has fetched, the next ones need not fetch.

#include "jobs/run/object_keep.hpp"

#include <gtest/gtest.h>

#include "io/memory_store.hpp"
#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

PlannedObject planned_object(std::uint32_t ordinal, std::uint64_t size) {
    PlannedObject object;
    object.ordinal = ordinal;
    object.key = object.name = std::to_string(ordinal);
    object.size = size;
    return object;
}

// Gives its bytes seven at a time, then the error, if there is one.
class Slow final : public ByteSource {
public:
    explicit Slow(std::string bytes, std::optional<Error> error = {})
        : bytes_(std::move(bytes)), error_(std::move(error)) {}
    Outcome<std::size_t> read(std::span<char> into) override {
        const std::size_t got = std::min({into.size(), bytes_.size() - at_, std::size_t{7}});
        if (got == 0 && error_ && !into.empty()) return fail(*error_);
        std::copy_n(bytes_.data() + at_, got, into.data());
        at_ += got;
        return got;
    }

private:
    const std::string bytes_;
    const std::optional<Error> error_;
    std::size_t at_ = 0;
};

std::string rest_of(ByteSource& source) {
    std::string text;
    std::array<char, 5> block{};
    for (;;) {
        const auto got = source.read(block);
        if (!got) return text + "!";
        if (*got == 0) return text;
        text.append(block.data(), *got);
    }
}

std::string kept_as(ObjectKeep& keep, const PlannedObject& object, std::string bytes) {
    auto source = keep.keep(object, std::make_unique<Slow>(std::move(bytes)));
    return source ? rest_of(**source) : "refused";
}

TEST(ObjectKeep, WhatFitsIsReadAgainFromMemoryUntilTheLastPassTakesIt) {
    ObjectKeep keep(30);
    const PlannedObject object = planned_object(3, 20);
    EXPECT_FALSE(keep.has(object));
    EXPECT_EQ(keep.open(object, false), nullptr);
    EXPECT_EQ(kept_as(keep, object, "twenty bytes of text"), "twenty bytes of text");
    EXPECT_TRUE(keep.has(object));
    EXPECT_EQ(rest_of(*keep.open(object, false)), "twenty bytes of text");
    const auto last = keep.open(object, true);
    EXPECT_FALSE(keep.has(object));
    EXPECT_EQ(rest_of(*last), "twenty bytes of text");
    EXPECT_EQ(kept_as(keep, planned_object(4, 30), std::string(30, 'x')), std::string(30, 'x'));
    EXPECT_TRUE(keep.has(planned_object(4, 30))) << "the room was given back";
}

TEST(ObjectKeep, WhatDoesNotFitIsOnlyPassedOn) {
    ObjectKeep keep(30);
    EXPECT_EQ(kept_as(keep, planned_object(0, 20), std::string(20, 'a')), std::string(20, 'a'));
    EXPECT_EQ(kept_as(keep, planned_object(1, 11), std::string(11, 'b')), std::string(11, 'b'));
    EXPECT_FALSE(keep.has(planned_object(1, 11)));
    EXPECT_EQ(kept_as(keep, planned_object(2, 10), std::string(10, 'c')), std::string(10, 'c'));
    EXPECT_TRUE(keep.has(planned_object(2, 10))) << "a smaller one still fits";
}

TEST(ObjectKeep, AnEmptyObjectIsKeptToo) {
    ObjectKeep keep(0);
    EXPECT_EQ(kept_as(keep, planned_object(0, 0), ""), "");
    EXPECT_TRUE(keep.has(planned_object(0, 0)));
}

TEST(ObjectKeep, AnObjectThatHasChangedItsSizeSinceItWasListedIsGivenAsItIs) {
    ObjectKeep keep(30);
    EXPECT_EQ(kept_as(keep, planned_object(0, 10), std::string(25, 'a')), std::string(25, 'a'));
    EXPECT_FALSE(keep.has(planned_object(0, 10))) << "longer: there may be no room for all of it";
    EXPECT_EQ(kept_as(keep, planned_object(1, 10), "short"), "short");
    EXPECT_EQ(rest_of(*keep.open(planned_object(1, 10), true)), "short");
    EXPECT_EQ(kept_as(keep, planned_object(2, 30), std::string(30, 'c')), std::string(30, 'c'));
    EXPECT_TRUE(keep.has(planned_object(2, 30))) << "all room was given back";
}

TEST(ObjectKeep, WhatCannotBeReadToItsEndIsNotKept) {
    ObjectKeep keep(10);
    const auto broken = keep.keep(planned_object(0, 10),
                                  std::make_unique<Slow>("12345678", retryable(codes::kIo, "the connection broke")));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code->id, codes::kIo.id);
    EXPECT_FALSE(keep.has(planned_object(0, 10)));
    EXPECT_EQ(kept_as(keep, planned_object(0, 10), "1234567890"), "1234567890");
    EXPECT_TRUE(keep.has(planned_object(0, 10)));
}

}  // namespace
}  // namespace hios::jobs
