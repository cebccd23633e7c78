#include "jobs/run/work_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/codes.hpp"

namespace hios::jobs {
namespace {

class Building : public testing::Test {
protected:
    void add(std::size_t size, char fill) {
        ByteBuffer text;
        text.append(std::string(size, fill));
        Document document;
        document.number = next_++;
        builder_.add(std::move(document), std::move(text));
    }
    ByteBudget budget_{UINT64_C(1) << 30, 64};
    std::vector<WorkPtr> works_;
    const EmitWork emit_ = [this](WorkPtr work) { works_.push_back(std::move(work)); };
    WorkBuilder builder_{5, budget_, emit_};
    std::uint64_t next_ = 0;
};

TEST_F(Building, EmitsOneWorkEvenOfNothing) {
    builder_.finish();
    ASSERT_EQ(works_.size(), 1U);
    EXPECT_TRUE(works_[0]->last);
    EXPECT_EQ(works_[0]->feed, 5U);
    EXPECT_EQ(works_[0]->chunk, 0U);
}

TEST_F(Building, GathersSmallDocumentsAndCutsAtTheirNumberAndSize) {
    for (int i = 0; i < 600; ++i) add(3, 'a');
    for (int i = 0; i < 20; ++i) add(31'000, 'b');
    for (int i = 0; i < 3; ++i) add(300'000, 'c');
    builder_.finish();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < works_.size(); ++i) {
        EXPECT_EQ(works_[i]->chunk, i);
        EXPECT_EQ(works_[i]->last, i + 1 == works_.size());
        EXPECT_LE(works_[i]->documents.size(), 256U);
        for (const Document& document : works_[i]->documents) EXPECT_EQ(document.number, number++);
    }
    EXPECT_EQ(number, 623U);
    EXPECT_GE(works_.size(), 7U);
}

TEST_F(Building, EveryTextKeepsItsBytesAndHasZeroesBehindIt) {
    const std::vector<std::size_t> sizes{1,      100,    32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1, 131'000, 0,
                                         20'000, 20'000, 20'000,        20'000,    20'000,        20'000,  7};
    for (std::size_t i = 0; i < sizes.size(); ++i) add(sizes[i], static_cast<char>('a' + i));
    builder_.finish();
    std::size_t i = 0;
    for (const WorkPtr& work : works_) {
        for (const Document& document : work->documents) {
            ASSERT_EQ(document.text.size(), sizes[i]);
            EXPECT_TRUE(std::all_of(document.text.begin(), document.text.end(),
                                    [&](char c) { return c == static_cast<char>('a' + i); }));
            const char* behind = document.text.data() + document.text.size();
            EXPECT_TRUE(std::all_of(behind, behind + 64, [](char c) { return c == 0; }));
            ++i;
        }
    }
    EXPECT_EQ(i, sizes.size());
}

TEST_F(Building, APieceTakesItsPartOfTheReservedBytes) {
    EXPECT_TRUE(builder_.reserve(1000));
    const auto piece = [&](std::size_t size) {
        ByteBuffer text;
        text.append(std::string(size, 'p'));
        std::vector<Document> documents(1);
        documents[0].text = text.view();
        return std::pair(std::move(documents), std::move(text));
    };
    auto [first, its_text] = piece(300);
    builder_.add_piece(std::move(first), std::move(its_text));
    ASSERT_EQ(works_.size(), 1U);
    EXPECT_EQ(works_[0]->permit.bytes(), 300U);
    auto [last, last_text] = piece(650);
    builder_.add(std::move(last), std::move(last_text));
    builder_.finish();
    ASSERT_EQ(works_.size(), 2U);
    EXPECT_EQ(works_[1]->permit.bytes(), 700U) << "all that is left";
    EXPECT_EQ(budget_.used(), 1000U);
    works_[0].reset();
    EXPECT_EQ(budget_.used(), 700U);
}

TEST_F(Building, ReservedBytesTravelWithTheNextWork) {
    EXPECT_TRUE(builder_.reserve(1000));
    EXPECT_TRUE(builder_.reserve(500));
    EXPECT_EQ(budget_.used(), 1500U);
    add(300'000, 'x');
    ASSERT_EQ(works_.size(), 1U);
    EXPECT_EQ(works_[0]->permit.bytes(), 1500U);
    EXPECT_TRUE(builder_.reserve(10));
    builder_.finish();
    EXPECT_EQ(works_[1]->permit.bytes(), 10U);
    works_.clear();
    EXPECT_EQ(budget_.used(), 0U);
}

TEST_F(Building, UnreadableDocumentsAndEndsKeepTheirPlace) {
    add(3, 'a');
    builder_.add_unreadable({}, reject(codes::kTooLarge, "too large"));
    builder_.end_object({4, nullptr, 2, {}});
    builder_.finish();
    ASSERT_EQ(works_.size(), 1U);
    ASSERT_EQ(works_[0]->documents.size(), 2U);
    EXPECT_EQ(works_[0]->documents[1].unreadable->code, &codes::kTooLarge);
    EXPECT_EQ(works_[0]->objects.at(0).documents, 2U);
}

TEST_F(Building, KnowsWhenTheRunHasFailed) {
    budget_.stop();
    EXPECT_FALSE(builder_.reserve(1));
    EXPECT_TRUE(builder_.stopped());
    builder_.finish();
    EXPECT_EQ(works_.size(), 1U);
}

}  // namespace
}  // namespace hios::jobs
