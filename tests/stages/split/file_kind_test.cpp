#include "stages/split/file_kind.hpp"

#include <gtest/gtest.h>

namespace hios::split {
namespace {

TEST(FileKind, IsToldByTheSignsInFront) {
    EXPECT_EQ(file_kind("%PDF-1.4\n"), "a PDF");
    EXPECT_EQ(file_kind(std::string(128, '\0') + "DICM\2"), "a DICOM object");
    EXPECT_EQ(file_kind("\r\n<!DOCTYPE HTML><p>"), "a page (HTML)");
    EXPECT_EQ(file_kind("\n<note/>"), "XML");
    EXPECT_EQ(file_kind("\xFF\xFE{"), "a text in UTF-16");
    EXPECT_EQ(file_kind("id;name;born\r\n1;;1970\r\n"), "a table, which needs a map (formats.flat.map)");
}

TEST(FileKind, IsNobodysForPlainTextAndForLessThanTheSigns) {
    EXPECT_EQ(file_kind("dear colleague"), "");
    EXPECT_EQ(file_kind("Well, yes, but\nno, not so\n"), "");
    EXPECT_EQ(file_kind("a,b,c"), "");
    EXPECT_EQ(file_kind("%PD"), "");
    EXPECT_EQ(file_kind(" \n"), "");
    EXPECT_EQ(file_kind(""), "");
    EXPECT_EQ(file_kind("DICM"), "");
}

TEST(FileKind, StandsInTheSentenceWhenItIsKnown) {
    EXPECT_EQ(why_not_json("%PDF-1.4\n"), "the text is not JSON; it looks like a PDF");
    EXPECT_EQ(why_not_json("dear colleague"), "the text is not JSON");
}

}  // namespace
}  // namespace hios::split
