// Provenance of the built-in maps, which a job asks for.

#include <gtest/gtest.h>

#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

using test::Json;

std::string problem(std::string_view id, std::string_view author, std::string_view more = {}) {
    std::string text = "<observation classCode='OBS' moodCode='EVN'";
    text += more;
    text += "><templateId root='2.16.840.1.113883.10.20.22.4.4'/><id root='1.5' extension='";
    text += id;
    text +=
        "'/><code code='55607006' codeSystem='2.16.840.1.113883.6.96'/><statusCode code='completed'/>"
        "<value xsi:type='CD' code='38341003' codeSystem='2.16.840.1.113883.6.96'/>"
        "<author><time value='20240102030405+0000'/><assignedAuthor><id root='1.3' extension='";
    text += author;
    text +=
        "'/><assignedPerson><name><family>Example</family></name></assignedPerson></assignedAuthor></author>"
        "</observation>";
    return test::entry(text, "<code code='11450-4' codeSystem='2.16.840.1.113883.6.1'/>");
}

// A section that names its author, with entries that name none.
std::string by_section(std::string_view author, const std::string& statements) {
    std::string text =
        "<component><section><code code='11450-4' codeSystem='2.16.840.1.113883.6.1'/><text/><author><time "
        "value='20240102030405+0000'/><assignedAuthor><id root='1.3' extension='";
    text += author;
    text +=
        "'/><assignedPerson><name><family>Example</family></name></assignedPerson></assignedAuthor></author><entry>";
    return text + statements + "</entry></section></component>";
}

std::string plain_problem(std::string_view id, std::string_view more = {}) {
    std::string text = "<observation classCode='OBS' moodCode='EVN'";
    text += more;
    text += "><templateId root='2.16.840.1.113883.10.20.22.4.4'/><id root='1.5' extension='";
    text += id;
    return text +
           "'/><code code='55607006' codeSystem='2.16.840.1.113883.6.96'/><statusCode code='completed'/>"
           "<value xsi:type='CD' code='38341003' codeSystem='2.16.840.1.113883.6.96'/></observation>";
}

std::vector<Json> provenances(std::map<std::string, std::string> choices, const std::string& sections) {
    test::Mapped mapped(std::move(choices));
    std::vector<Json> found;
    for (Json& one : mapped.resources(test::document("<effectiveTime value='20240301'/>", sections)))
        if (one["resourceType"] == "Provenance") found.push_back(std::move(one));
    return found;
}

TEST(Provenance, IsOneForEachSetOfAuthorsWithAllThatTheyWrote) {
    const auto found = provenances({{"provenance", "true"}}, problem("1", "a") + problem("2", "b") + problem("3", "a"));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0]["target"].size(), 2U);
    EXPECT_EQ(found[1]["target"].size(), 1U);
    EXPECT_EQ(found[0]["recorded"], "2024-01-02T03:04:05Z");
    EXPECT_TRUE(found[0]["agent"][0]["who"]["reference"].get<std::string>().starts_with("Practitioner/"));
}

TEST(Provenance, IsMadeOfWhatIsDenied) {
    EXPECT_EQ(provenances({{"provenance", "true"}}, problem("1", "a", " negationInd='true'")).size(), 1U);
}

TEST(Provenance, OfEntriesWithoutAuthorsIsThatOfTheSectionAroundThem) {
    const auto found =
        provenances({{"provenance", "true"}},
                    by_section("a", plain_problem("1") + "</entry><entry>" + plain_problem("2")) + problem("3", "a") +
                        by_section("b", plain_problem("4")) + test::entry(plain_problem("5")));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0]["target"].size(), 3U);
    EXPECT_EQ(found[1]["target"].size(), 1U);
    EXPECT_TRUE(found[0]["agent"][0]["who"]["reference"].get<std::string>().starts_with("Practitioner/"));
}

TEST(Provenance, IsKeptWhenTheFirstOfASetBecomesNothing) {
    const std::string goal =
        "<observation classCode='OBS' moodCode='GOL' negationInd='true'><templateId "
        "root='2.16.840.1.113883.10.20.22.4.121'/><code code='1' codeSystem='1.2'/></observation>";
    const auto found =
        provenances({{"provenance", "true"}}, by_section("a", goal + "</entry><entry>" + plain_problem("2")));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0]["target"].size(), 1U);
}

TEST(Provenance, OfNothingIsNone) {
    const std::string goal =
        "<observation classCode='OBS' moodCode='GOL' negationInd='true'><templateId "
        "root='2.16.840.1.113883.10.20.22.4.121'/><code code='1' codeSystem='1.2'/></observation>";
    EXPECT_TRUE(provenances({{"provenance", "true"}}, by_section("a", goal)).empty());
}

TEST(Provenance, IsNotMadeUnlessAskedFor) {
    EXPECT_TRUE(provenances({}, problem("1", "a")).empty());
}

TEST(Sections, OfAnyDepthAreInTheCompositionWithTheirOwnEntries) {
    std::string inner;
    for (int depth = 6; depth > 0; --depth) {
        const std::string number = std::to_string(depth);
        inner = "<component><section><title>" + number + "</title><text>t</text><entry>" +
                "<observation classCode='OBS' moodCode='EVN'><templateId root='2.16.840.1.113883.10.20.22.4.2'/><id "
                "root='1.5' "
                "extension='" +
                number +
                "'/><code code='718-7' codeSystem='2.16.840.1.113883.6.1'/><statusCode "
                "code='completed'/><value xsi:type='INT' value='" +
                number + "'/></observation></entry>" + inner + "</section></component>";
    }
    test::Mapped mapped;
    std::vector<std::string> titles;
    const auto walk = [&titles](const auto& self, const Json& sections) -> void {
        for (const Json& section : sections) {
            titles.push_back(section["title"]);
            EXPECT_EQ(section["entry"].size(), 1U) << section["title"];
            if (section.contains("section")) self(self, section["section"]);
        }
    };
    for (const Json& one : mapped.resources(test::document("", inner)))
        if (one["resourceType"] == "Composition") walk(walk, one["section"]);
    EXPECT_EQ(titles, (std::vector<std::string>{"1", "2", "3", "4", "5", "6"}));
}

}  // namespace
}  // namespace hios::ccda
