// Delimiters and line ends are found wherever they stand, by the kernel of this processor and by the one for all.

#include "stages/hl7v2/marks.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace hios::hl7v2 {
namespace {

struct Found {
    std::vector<std::uint32_t> offsets;
    std::vector<std::uint32_t> fields;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> line_ends;
    friend bool operator==(const Found&, const Found&) = default;
};

Found one_by_one(const std::string& text, std::size_t begin, const Wanted& wanted) {
    Found found;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const char c = text[at];
        const bool line_end = c == '\r' || c == '\n';
        const bool part = c == wanted.component || c == wanted.repetition || c == wanted.subcomponent;
        const auto number = static_cast<std::uint32_t>(found.offsets.size());
        if (line_end) found.line_ends.emplace_back(number, found.fields.size());
        if (c == wanted.field) found.fields.push_back(number);
        if (line_end || part || c == wanted.field) found.offsets.push_back(static_cast<std::uint32_t>(at));
    }
    return found;
}

Found by(AddMarks add_marks, const std::string& text, std::size_t begin, const Wanted& wanted) {
    const std::size_t room = text.size() + kMarkSlack;
    std::vector<std::uint32_t> offsets(room);
    std::vector<std::uint32_t> fields(room);
    std::vector<LineEndMark> line_ends(room);
    MarkLists lists{.offsets = offsets.data(), .fields = fields.data(), .line_ends = line_ends.data()};
    add_marks(text.data(), begin, text.size(), wanted, lists);
    Found found{
        {offsets.begin(), offsets.begin() + lists.marks}, {fields.begin(), fields.begin() + lists.field_marks}, {}};
    for (std::uint32_t i = 0; i < lists.line_end_marks; ++i)
        found.line_ends.emplace_back(line_ends[i].mark, line_ends[i].fields);
    return found;
}

class MarksOfTexts : public testing::Test {
protected:
    // The more kinds of bytes there are, the fewer of them are marks.
    std::string text_of(std::size_t size, std::string_view bytes) {
        std::string text(size, ' ');
        for (char& c : text) c = bytes[random_() % bytes.size()];
        return text;
    }
    std::mt19937 random_{18};
};

TEST_F(MarksOfTexts, AreFoundByEachKernelWhereTheyStand) {
    for (const std::string_view bytes :
         {"|", "\r", "|\r\n^~&", "||||^\ra", "abcdefghijklmnopqrstuvwx|", "abcdefgh\xC3\r"}) {
        for (std::size_t size = 0; size < 200; ++size) {
            const std::string text = text_of(size, bytes);
            const std::size_t begin = size == 0 ? 0 : random_() % size;
            const Found found = one_by_one(text, begin, {});
            EXPECT_EQ(by(mark_kernel(), text, begin, {}), found) << size;
            EXPECT_EQ(by(baseline_mark_kernel(), text, begin, {}), found) << size;
        }
    }
}

TEST_F(MarksOfTexts, OfDelimitersThatAMessageDoesNotHaveAreThoseOfFields) {
    const Wanted only_fields{'*', '*', '*', '*'};
    const std::string text = text_of(500, "*|^~&\ra");
    const Found found = one_by_one(text, 3, only_fields);
    EXPECT_EQ(by(mark_kernel(), text, 3, only_fields), found);
    EXPECT_EQ(by(baseline_mark_kernel(), text, 3, only_fields), found);
}

TEST_F(MarksOfTexts, OfLongTextsGoOnFromPieceToPiece) {
    Marks marks;
    for (const std::string_view bytes : {"|", "\r", "|\r\n^~&ab", "abcdefghijklmnopqrstuvwxyz0123456789|"}) {
        const std::string text = "MSH|" + text_of(3000 + random_() % 5000, bytes);
        marks.find(text, 3, 4, Delimiters());
        const Found found = one_by_one(text, 3, {});
        ASSERT_EQ(marks.size(), found.offsets.size());
        ASSERT_EQ(marks.field_count(), found.fields.size());
        ASSERT_EQ(marks.line_end_count(), found.line_ends.size());
        EXPECT_TRUE(std::equal(found.offsets.begin(), found.offsets.end(), marks.data()));
        EXPECT_TRUE(std::equal(found.fields.begin(), found.fields.end(), marks.fields()));
        for (std::uint32_t i = 0; i < marks.line_end_count(); ++i) {
            EXPECT_EQ(marks.line_ends()[i].mark, found.line_ends[i].first);
            EXPECT_EQ(marks.line_ends()[i].fields, found.line_ends[i].second);
        }
        EXPECT_GT(marks[marks.size()], text.size()) << "behind all";
    }
}

}  // namespace
}  // namespace hios::hl7v2
