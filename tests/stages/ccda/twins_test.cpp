// Elements that are written alike, and names that list each once.

#include <gtest/gtest.h>

#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda {
namespace {

using test::Asked;
using test::document;
using test::entry;

DispatchRule author() {
    DispatchRule made;
    made.name = "author";
    made.elements = {"assignedAuthor"};
    made.distinct = true;
    return made;
}

std::string signed_by(std::string_view id, std::string_view rest = {}) {
    return entry("<act><author><assignedAuthor><id extension='" + std::string(id) + "'/>" + std::string(rest) +
                 "</assignedAuthor></author></act>");
}

std::size_t authors(const std::string& entries) {
    Asked asked({author()});
    EXPECT_TRUE(asked.read(document("", entries)));
    return asked.count("author");
}

TEST(Twins, OfElementsWrittenAlikeADistinctNameListsTheFirst) {
    Asked asked({author()});
    ASSERT_TRUE(asked.read(document("", signed_by("1") + signed_by("2") + signed_by("1") + signed_by("1"))));
    ASSERT_EQ(asked.count("author"), 2U);
    const auto first = static_cast<NodeId>(asked.item("author", 0));
    EXPECT_EQ(asked.text("id/@extension", first, asked.slot("author")), "1");
    ASSERT_EQ(asked.view().twins().all().size(), 2U);
    for (const Twins::Twin& twin : asked.view().twins().all()) {
        EXPECT_EQ(twin.first, first);
        EXPECT_GT(twin.node, first);
        EXPECT_NE(asked.view().document().node(twin.node).claim, 0);
    }
}

TEST(Twins, OtherNamesListThemAll) {
    DispatchRule all = author();
    all.distinct = false;
    Asked asked({all});
    ASSERT_TRUE(asked.read(document("", signed_by("1") + signed_by("1"))));
    EXPECT_EQ(asked.count("author"), 2U);
    EXPECT_TRUE(asked.view().twins().all().empty());
}

TEST(Twins, ADifferenceOfOneSignIsOne) {
    EXPECT_EQ(authors(signed_by("1", "<name>Who</name>") + signed_by("1", "<name>Who </name>")), 2U);
    EXPECT_EQ(authors(signed_by("1", "<name>Who&amp;</name>") + signed_by("1", "<name>Who&amp;</name>")), 1U);
}

TEST(Twins, WhatRefersToTheNarrativeDependsOnWhereItStands) {
    const std::string text = "<code><originalText><reference value='#a'/></originalText></code>";
    EXPECT_EQ(authors(signed_by("1", text) + signed_by("1", text)), 2U);
}

TEST(Twins, WhatIsDeclaredAroundThemIsPartOfThem) {
    const std::string one = "<h:author><h:assignedAuthor><id extension='1'/></h:assignedAuthor></h:author>";
    EXPECT_EQ(authors(entry("<act>" + one + "</act>") + entry("<h:act xmlns='urn:hl7-org:sdtc'>" + one + "</h:act>") +
                      entry("<act>" + one + "</act>")),
              2U);
}

TEST(Twins, ANewDocumentHasNoneOfTheOneBefore) {
    Asked asked({author()});
    ASSERT_TRUE(asked.read(document("", signed_by("1") + signed_by("1"))));
    ASSERT_EQ(asked.count("author"), 1U);
    CcdaView& view = asked.view();
    ASSERT_TRUE(view.read(document("", signed_by("1"))));
    EXPECT_TRUE(view.twins().all().empty());
    EXPECT_EQ(view.claimed(1).size(), 1U);
}

}  // namespace
}  // namespace hios::ccda
