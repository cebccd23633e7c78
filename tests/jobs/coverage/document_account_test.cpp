// What became of each value of a message or document, by the built-in maps.

#include <gtest/gtest.h>

#include <algorithm>

#include "jobs/coverage/document_account.hpp"
#include "jobs/maps/document_map.hpp"

namespace hios::jobs {
namespace {

const DocumentMap& messages() {
    static const auto map = DocumentMap::make(Hl7v2Spec());
    return *map;
}

const DocumentMap& documents() {
    static const auto map = DocumentMap::make(CcdaSpec());
    return *map;
}

constexpr std::string_view kMessage =
    "MSH|^~\\&|ADT|GOOD|EHR|BEST|20240131083000+0100||ADT^A01|17|P|2.5.1|||||USA\r"
    "PID|1||4711^^^MRNS^MR||Doe^Jane|Roe^Ann|19700230|F\r"
    "PV1|1|I||||||||||||||||||||||||||||||||||||||U\r"
    "ZPI|1|77\r"
    "ZPI|2|78\r";

const SourceValue* value_at(const DocumentAccount& account, std::string_view address) {
    const auto found = std::find_if(account.values.begin(), account.values.end(),
                                    [&](const SourceValue& value) { return value.address == address; });
    return found == account.values.end() ? nullptr : &*found;
}

bool reaches(const map::Program& program, const SourceValue& value, std::string_view element) {
    return std::any_of(value.leaves.begin(), value.leaves.end(),
                       [&](std::size_t leaf) { return program.leaves[leaf].element == element; });
}

class MessageAccountTest : public testing::Test {
protected:
    void SetUp() override {
        auto account = account_of_message(*messages().program(), kMessage);
        ASSERT_TRUE(account);
        account_ = std::move(*account);
        EXPECT_TRUE(account_.mapped);
    }
    [[nodiscard]] Fate fate(std::string_view address) const {
        const SourceValue* value = value_at(account_, address);
        EXPECT_NE(value, nullptr) << address;
        return value == nullptr ? Fate::kUnread : value->fate;
    }
    DocumentAccount account_;
};

TEST_F(MessageAccountTest, AValueIsFollowedToItsElement) {
    EXPECT_EQ(fate("PID-5"), Fate::kMapped);
    EXPECT_TRUE(reaches(*messages().program(), *value_at(account_, "PID-5"), "Patient.name[0].family"));
    EXPECT_EQ(fate("PID-5.2"), Fate::kMapped);
}

TEST_F(MessageAccountTest, WhatOnlyAnExtensionHasIsSaidSo) {
    EXPECT_EQ(fate("PID-6"), Fate::kExtension);
}

TEST_F(MessageAccountTest, WhatNoAddressReadsIsUnread) {
    EXPECT_EQ(fate("MSH-17"), Fate::kUnread);
    EXPECT_EQ(fate("PV1-40"), Fate::kUnread);
    EXPECT_EQ(fate("ZPI[1]-2"), Fate::kUnread);
    EXPECT_EQ(fate("ZPI[2]-2"), Fate::kUnread);
}

TEST_F(MessageAccountTest, AValueThatDoesNotFitIsDroppedWithItsPlace) {
    const bool dropped = std::any_of(account_.dropped.begin(), account_.dropped.end(), [](const auto& one) {
        return messages().program()->spots[one.first].element == "Patient.birthDate";
    });
    EXPECT_TRUE(dropped);
}

TEST_F(MessageAccountTest, EachLeafIsTheAccountsOnce) {
    EXPECT_EQ(account_.values.size(), 28U);
}

TEST(MessageAccount, WhatIsNoMessageIsRefused) {
    EXPECT_FALSE(account_of_message(*messages().program(), "PID|1"));
}

constexpr std::string_view kDocument = R"(<ClinicalDocument xmlns="urn:hl7-org:v3">
<id root="1.2.3"/><effectiveTime value="20240131"/><languageCode code="en-US"/>
<recordTarget><patientRole><id root="1.2.4" extension="4711"/>
<patient><name><given>Jane</given><family>Doe</family></name><unheardOf value="odd"/></patient></patientRole></recordTarget>
<component><structuredBody><component><section><code code="1-8" codeSystem="2.16.840.1.113883.6.1"/><title>T</title>
<entry><regionOfInterest><code code="elsewhere"/></regionOfInterest></entry>
</section></component></structuredBody></component></ClinicalDocument>)";

TEST(CcdaAccount, ValuesAreReadOrUnreadByTheirPathWithoutNamesNobodyKnows) {
    const auto account = account_of_document(*documents().program(), kDocument);
    ASSERT_TRUE(account);
    const SourceValue* family = value_at(*account, "recordTarget/patientRole/patient/name/family");
    ASSERT_NE(family, nullptr);
    EXPECT_EQ(family->fate, Fate::kMapped);
    EXPECT_TRUE(reaches(*documents().program(), *family, "Patient.name[0].family"));
    const SourceValue* odd = value_at(*account, "recordTarget/patientRole/patient/*/@value");
    ASSERT_NE(odd, nullptr);
    EXPECT_EQ(odd->fate, Fate::kUnread);
}

TEST(CcdaAccount, NoValueOfTheDocumentIsInIt) {
    const auto account = account_of_document(*documents().program(), kDocument);
    ASSERT_TRUE(account);
    for (const SourceValue& value : account->values) {
        EXPECT_EQ(value.address.find("Doe"), std::string::npos);
        EXPECT_EQ(value.address.find("4711"), std::string::npos);
    }
}

TEST(CcdaAccount, WhatIsWrittenAlikeIsReadWithItsFirst) {
    const std::string author =
        "<author><assignedAuthor><id root='1.2.6' extension='77'/><assignedPerson><name><family>Who</family></name>"
        "</assignedPerson><telecom value='tel:+1'/></assignedAuthor></author>";
    const std::string text = std::string(kDocument).replace(kDocument.find("<component>"), 0, author);
    const std::string entry = "<entry><act><templateId root='1.1'/>" + author + "</act></entry></section>";
    const auto account =
        account_of_document(*documents().program(), std::string(text).replace(text.find("</section>"), 10, entry));
    ASSERT_TRUE(account);
    const SourceValue* telecom =
        value_at(*account, "component/structuredBody/component/section/entry/act/author/assignedAuthor/telecom/@value");
    ASSERT_NE(telecom, nullptr);
    EXPECT_EQ(telecom->fate, Fate::kMapped);
    EXPECT_TRUE(reaches(*documents().program(), *telecom, "Practitioner.telecom[0].value"));
}

TEST(CcdaAccount, WhatIsNoDocumentIsRefused) {
    EXPECT_FALSE(account_of_document(*documents().program(), "<html/>"));
}

}  // namespace
}  // namespace hios::jobs
