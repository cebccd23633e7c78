// Where segments have the same shape, the same stands at the same place (SourceView::shape).

#include <map>
#include <tuple>
#include <utility>

#include "tests/stages/hl7v2/changed_messages.hpp"

namespace hios::hl7v2 {
namespace {

using map::SourceView;
using Located = SourceView::Located;

struct Found {
    Located located = Located::kNotTold;
    std::uint32_t where = 0;
    std::uint32_t part = 0;
    bool has_text = false;
    bool exists = false;
    std::uint32_t count = 0;
    friend bool operator==(const Found&, const Found&) = default;
};

class Shapes : public testing::Test {
protected:
    // What the view says of a slot at a place, each answer held against what it says without shapes.
    Found look(map::Handle place, map::Slot slot, std::uint32_t owner) {
        const MessageView& view = mapped_.view();
        Found found;
        const std::string_view text = view.text(place, slot, scratch_);
        found.has_text = !text.empty();
        found.exists = view.exists(place, slot, scratch_);
        SourceView::Position at;
        found.located = view.locate(place, owner, place, slot, at);
        if (found.located == Located::kThere) {
            found.where = at.where;
            found.part = at.part;
            EXPECT_EQ(view.text_at(place, at, slot, scratch_), text);
            texts_ += text.empty() ? 0U : 1U;
        }
        if (!view.counts_have_shape(slot)) return found;
        found.count = view.count(place, slot);
        for (std::uint32_t i = 0; i < std::min(found.count, 4U); ++i) {
            if (!view.locate_item(place, owner, place, slot, i, at)) continue;
            EXPECT_EQ(view.item_at(place, at), view.item(place, slot, i));
            ++items_;
        }
        return found;
    }

    test::Mapped mapped_;
    map::Scratch scratch_;
    std::size_t texts_ = 0;
    std::size_t items_ = 0;
};

TEST_F(Shapes, TellWhatStandsInASegmentAndWhere) {
    std::mt19937 random(14);
    std::map<std::tuple<std::uint64_t, map::Slot, std::uint32_t>, Found> known;
    std::size_t again = 0;
    const MessageView& view = mapped_.view();
    for (const std::string& message : test::messages_of_maps()) {
        for (int i = 0; i < 3; ++i) {
            const std::string text = i == 0 ? message : test::changed(message, random);
            if (mapped_.map(text) == test::Mapped::Result::kUnreadable) continue;
            scratch_.clear();
            for (std::uint32_t segment = 0; segment < mapped_.message().segment_count(); ++segment) {
                const map::Handle place = segment_handle(segment);
                for (auto slot = static_cast<map::Slot>(random() % 7); slot < mapped_.space().entries().size();
                     slot += 7) {
                    const std::uint32_t owner = view.teller(slot);
                    if (owner == SourceView::kNobody) continue;
                    const std::uint64_t shape = view.shape(place, owner);
                    if ((shape & SourceView::kTellsTexts) == 0 || (shape & SourceView::kTellsPlaces) == 0) continue;
                    const auto [before, is_new] = known.try_emplace({shape, slot, owner}, look(place, slot, owner));
                    if (is_new) continue;
                    ++again;
                    ASSERT_EQ(look(place, slot, owner), before->second) << mapped_.space().describe(slot) << text;
                }
            }
            if (HasFailure()) FAIL() << text;
        }
    }
    EXPECT_GT(again, 10'000U);
    EXPECT_GT(texts_, 2'000U);
    EXPECT_GT(items_, 1'000U);
}

TEST_F(Shapes, WhereTheSurroundingsAreTheSameTheSameSegmentsAreAbsent) {
    std::mt19937 random(15);
    const MessageView& view = mapped_.view();
    std::map<std::uint64_t, std::vector<bool>> known;
    std::size_t again = 0;
    for (const std::string& message : test::messages_of_maps()) {
        const std::string text = known.size() % 2 == 0 ? message : test::changed(message, random);
        if (mapped_.map(text) == test::Mapped::Result::kUnreadable) continue;
        std::vector<map::Handle> places{map::kWholeDocument};
        for (std::uint32_t segment = 0; segment < mapped_.message().segment_count(); ++segment)
            places.push_back(segment_handle(segment));
        for (const map::Handle place : places) {
            std::vector<bool> absent;
            for (std::uint32_t name = 1; name <= mapped_.space().segment_names().size(); ++name)
                absent.push_back(view.shape(place, name) == SourceView::kAbsent);
            const std::uint64_t surroundings = view.surroundings(place);
            ASSERT_NE(surroundings, 0U);
            const auto [first, is_new] = known.try_emplace(surroundings, absent);
            if (is_new) continue;
            ++again;
            EXPECT_EQ(first->second, absent);
        }
    }
    EXPECT_GT(known.size(), 50U);
    EXPECT_GT(again, 500U);
}

TEST_F(Shapes, WhereTheyLieNothingOutsideOfTheMessageIsRead) {
    ASSERT_NE(mapped_.map("MSH|^~\\&|A|B\rPID|1||a^b\rZZZ\rPV1|1|I"), test::Mapped::Result::kUnreadable);
    const MessageView& view = mapped_.view();
    const std::string_view whole = mapped_.message().text();
    for (std::uint32_t segment = 0; segment < mapped_.message().segment_count(); ++segment) {
        const map::Handle place = segment_handle(segment);
        for (const std::uint32_t owner : {SourceView::kItself, 1U, 2U, 3U}) {
            for (const std::uint32_t part : {0U, 1U, 3U, 9U, 40U, 4'000U, 1U << 20, 0xFFFF'FFFEU, 0xFFFF'FFFFU}) {
                const std::string_view text = view.text_at(place, {owner, part}, 0, scratch_);
                EXPECT_TRUE(text.empty() ||
                            (text.data() >= whole.data() && text.data() + text.size() <= whole.data() + whole.size()));
                const map::Handle item = view.item_at(place, {owner, part & 0xFF'FFFFU});  // fields up to 255
                for (map::Slot slot = 0; slot < mapped_.space().entries().size(); slot += 5)
                    EXPECT_LE(view.text(item, slot, scratch_).size(), whole.size());
            }
        }
    }
}

TEST_F(Shapes, AreOthersWhereOtherPartsHaveAValue) {
    const auto shape_of = [&](const std::string& segment) {
        const std::string text = "MSH|^~\\&|A|B\r" + segment + "\r";
        EXPECT_NE(mapped_.map(text), test::Mapped::Result::kUnreadable);
        return mapped_.view().segment_shape(1);
    };
    const std::uint64_t shape = shape_of("PID|1||a^b&c~d|x");
    EXPECT_EQ(shape_of("PID|2||some^other&values~here|y"), shape);
    for (const char* const other :
         {"PID|1||a^b&c~d|", "PID|1||a^b&c~d| ", "PID|1||a^b&c~d|\"\"", "PID|1||a^b&c~|x", "PID|1||a^b&c^d|x",
          "PID|1||a^b^c~d|x", "PID|1||a^b&c~d|x|", "PID||1|a^b&c~d|x", "PV1|1||a^b&c~d|x", "PID|1||a^b&c~d|\\T\\"})
        EXPECT_NE(shape_of(other), shape) << other;
}

}  // namespace
}  // namespace hios::hl7v2
