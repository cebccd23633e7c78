// Times of a medication: PIVL, EIVL and what stands beside them, each in a document of its own.

#include <gtest/gtest.h>

#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

using test::Json;

class Timing : public testing::Test {
protected:
    // The first dosage instruction of a medication with these times.
    Json dosage(const std::string& times) {
        const std::string statement =
            "<substanceAdministration classCode='SBADM' moodCode='EVN'>"
            "<templateId root='2.16.840.1.113883.10.20.22.4.16'/><id root='1.2.7' extension='1'/>"
            "<statusCode code='active'/>" +
            times +
            "<consumable><manufacturedProduct classCode='MANU'><templateId root='2.16.840.1.113883.10.20.22.4.23'/>"
            "<manufacturedMaterial><code code='197361' codeSystem='2.16.840.1.113883.6.88'/></manufacturedMaterial>"
            "</manufacturedProduct></consumable></substanceAdministration>";
        const std::string head = "<code code='10160-0' codeSystem='2.16.840.1.113883.6.1'/>";
        for (const Json& one :
             mapped().resources(test::document("<effectiveTime value='20240301'/>", test::entry(statement, head)))) {
            if (one["resourceType"] == "MedicationRequest")
                return one.value("dosageInstruction", Json::array({Json::object()}))[0];
        }
        ADD_FAILURE() << "no MedicationRequest";
        return {};
    }
    Json repeat(const std::string& times) {
        return dosage(times).value("timing", Json::object()).value("repeat", Json());
    }
    static std::string periodic(const std::string& period, const std::string& attributes = "") {
        return "<effectiveTime xsi:type='PIVL_TS' operator='A'" + attributes + ">" + period + "</effectiveTime>";
    }

private:
    // Compiled once for all tests.
    static test::Mapped& mapped() {
        static test::Mapped made;
        return made;
    }
};

TEST_F(Timing, APeriodIsOncePerPeriodInAnyUnit) {
    const std::vector<std::pair<std::string, std::string>> units{{"s", "s"},   {"min", "min"}, {"h", "h"}, {"d", "d"},
                                                                 {"wk", "wk"}, {"mo", "mo"},   {"a", "a"}};
    for (const auto& [unit, code] : units) {
        EXPECT_EQ(repeat(periodic("<period value='8' unit='" + unit + "'/>")),
                  (Json{{"frequency", 1}, {"period", 8}, {"periodUnit", code}}))
            << unit;
    }
}

TEST_F(Timing, HoursThatAnInstitutionFixesAreTimesADay) {
    const std::vector<std::pair<int, int>> times{{24, 1}, {12, 2}, {8, 3}, {6, 4}, {4, 6}};
    for (const auto& [hours, times_a_day] : times) {
        EXPECT_EQ(repeat(periodic("<period value='" + std::to_string(hours) + "' unit='h'/>",
                                  " institutionSpecified='true'")),
                  (Json{{"frequency", times_a_day}, {"period", 1}, {"periodUnit", "d"}}))
            << hours;
    }
    EXPECT_EQ(repeat(periodic("<period value='1' unit='wk'/>", " institutionSpecified='true'")),
              (Json{{"frequency", 1}, {"period", 1}, {"periodUnit", "wk"}}));
    EXPECT_EQ(repeat(periodic("<period value='8' unit='h'/>", " institutionSpecified='false'")),
              (Json{{"frequency", 1}, {"period", 8}, {"periodUnit", "h"}}));
}

TEST_F(Timing, APeriodOfTwoBoundsHasAMost) {
    EXPECT_EQ(
        repeat(periodic("<period xsi:type='IVL_PQ'><low value='4' unit='h'/><high value='6' unit='h'/></period>")),
        (Json{{"frequency", 1}, {"period", 4}, {"periodMax", 6}, {"periodUnit", "h"}}));
}

TEST_F(Timing, APeriodNeedsNeitherTypeNorOperatorNorPlace) {
    const Json wanted{
        {"boundsPeriod", {{"start", "2024-01-02"}}}, {"frequency", 1}, {"period", 8}, {"periodUnit", "h"}};
    const std::string bounds = "<effectiveTime xsi:type='IVL_TS'><low value='20240102'/></effectiveTime>";
    for (const std::string attributes :
         {" xsi:type='PIVL_TS' operator='A'", " xsi:type='PIVL_TS'", " operator='A'", ""}) {
        const std::string period = "<effectiveTime" + attributes + "><period value='8' unit='h'/></effectiveTime>";
        EXPECT_EQ(repeat(bounds + period), wanted) << attributes;
        EXPECT_EQ(repeat(period + bounds), wanted) << attributes;
    }
}

TEST_F(Timing, APeriodThatIsUnknownIsNone) {
    EXPECT_EQ(repeat(periodic("<period nullFlavor='UNK'/>")), Json());
}

TEST_F(Timing, EventsAreThoseOfFhir) {
    for (const char* event :
         {"HS", "WAKE", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV"}) {
        EXPECT_EQ(repeat("<effectiveTime xsi:type='EIVL_TS' operator='A'><event code='" + std::string(event) +
                         "'/></effectiveTime>"),
                  (Json{{"when", {event}}}));
    }
}

TEST_F(Timing, MealsThatFhirHasNoCodeForAreToldInWords) {
    for (const std::string event : {"IC", "ICM", "ICD", "ICV"}) {
        const Json made = dosage("<text>With food</text><effectiveTime xsi:type='EIVL_TS' operator='A'><event code='" +
                                 event + "'/></effectiveTime>");
        EXPECT_EQ(made, (Json{{"text", "With food"}})) << event;
    }
}

TEST_F(Timing, AnOffsetIsInMinutesBeforeOrAfter) {
    const auto with_offset = [](const std::string& offset) {
        return "<effectiveTime xsi:type='EIVL_TS' operator='A'><event code='PCM'/><offset>" + offset +
               "</offset></effectiveTime>";
    };
    const Json wanted{{"when", {"PCM"}}, {"offset", 60}};
    EXPECT_EQ(repeat(with_offset("<low value='60' unit='min'/>")), wanted);
    EXPECT_EQ(repeat(with_offset("<low value='1' unit='h'/>")), wanted);
    EXPECT_EQ(repeat(with_offset("<low value='-60' unit='min'/>")), wanted);
    EXPECT_EQ(repeat(with_offset("<low value='long' unit='min'/>")), (Json{{"when", {"PCM"}}}));
}

}  // namespace
}  // namespace hios::ccda
