#include "stages/definitions/code_sets.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace hios::definitions {
namespace {

TEST(CodeSets, HoldsExactlyTheirCodes) {
    CodeSets sets;
    sets.reserve(2);
    std::vector<std::string> codes;
    for (int i = 0; i < 3000; ++i) codes.push_back("code-with-a-long-name-" + std::to_string(i));
    const CodeSetId even = sets.add_set("even");
    sets.add_system("s", false);
    for (std::size_t i = 0; i < codes.size(); i += 2) sets.add_code(codes[i]);
    const CodeSetId odd = sets.add_set("odd");
    sets.add_system("s", false);
    for (std::size_t i = 1; i < codes.size(); i += 2) sets.add_code(codes[i]);
    sets.index();
    for (std::size_t i = 0; i < codes.size(); ++i) {
        EXPECT_EQ(sets.has_code(even, codes[i]), i % 2 == 0 ? Membership::kIn : Membership::kOut);
        EXPECT_EQ(sets.has_coding(odd, "s", codes[i]), i % 2 == 1 ? Membership::kIn : Membership::kOut);
    }
    EXPECT_EQ(sets.find("odd"), odd);
    EXPECT_EQ(sets.find("other"), kNoCodeSet);
    EXPECT_EQ(sets.add_set("odd"), kNoCodeSet);
    EXPECT_TRUE(sets.listed(even));
}

TEST(CodeSets, OneCodeOfTwoSystemsIsTwoCodings) {
    CodeSets sets;
    sets.reserve(1);
    const CodeSetId set = sets.add_set("set");
    sets.add_system("a", false);
    sets.add_code("unk");
    sets.add_system("b", false);
    sets.add_code("unk");
    sets.index();
    EXPECT_EQ(sets.has_coding(set, "a", "unk"), Membership::kIn);
    EXPECT_EQ(sets.has_coding(set, "b", "unk"), Membership::kIn);
    EXPECT_EQ(sets.has_coding(set, "c", "unk"), Membership::kOut);
    EXPECT_EQ(sets.has_coding(set, "", "unk"), Membership::kOut);
}

TEST(CodeSets, AnOpenSystemMakesItsOtherCodesUnknown) {
    CodeSets sets;
    sets.reserve(2);
    const CodeSetId set = sets.add_set("set");
    sets.add_system("listed", false);
    sets.add_code("one");
    sets.add_system("open", true);
    sets.add_code("two");
    const CodeSetId any = sets.add_set("any");
    sets.add_system("", true);
    sets.index();
    EXPECT_EQ(sets.has_coding(set, "listed", "one"), Membership::kIn);
    EXPECT_EQ(sets.has_coding(set, "listed", "three"), Membership::kOut);
    EXPECT_EQ(sets.has_coding(set, "open", "two"), Membership::kIn);
    EXPECT_EQ(sets.has_coding(set, "open", "three"), Membership::kUnknown);
    EXPECT_EQ(sets.has_coding(set, "other", "one"), Membership::kOut);
    EXPECT_EQ(sets.has_code(set, "three"), Membership::kUnknown);
    EXPECT_EQ(sets.has_coding(any, "whatever", "one"), Membership::kUnknown);
    EXPECT_EQ(sets.has_code(kNoCodeSet, "one"), Membership::kUnknown);
    EXPECT_FALSE(sets.listed(set));
}

TEST(MediaTypes, AreJudgedByTheirGrammar) {
    for (const char* text :
         {"text/plain", "text/plain; charset=utf-8", "text/plain;charset=UTF-8", "application/fhir+json",
          "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "image/svg+xml",
          "application/dicom", "application/dicom; variant=DICOM QIDO-RS", "xml", "json", "ttl",
          "multipart/mixed; boundary=\"a;b c\"; x=1"}) {
        EXPECT_TRUE(is_media_type(text)) << text;
    }
    for (const char* text :
         {"", "text", "/", "text/", "/plain", "text/plain/x", "te xt/plain", "text/plain;", "text/plain;x",
          "text/plain; charset=", "text/plain; charset=\"a", "text/pl\xC3\xA4in", "pdf"}) {
        EXPECT_FALSE(is_media_type(text)) << text;
    }
}

}  // namespace
}  // namespace hios::definitions
