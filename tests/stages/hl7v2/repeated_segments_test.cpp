// What a message says more than once stays more than once, and has ids that do not depend on what else it says.

#include <fmt/format.h>

#include <set>

#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::hl7v2::test {
namespace {

struct Repeated {
    std::string name;
    std::string type;   // of the message
    std::string about;  // the resource of each segment
    std::string before;
    std::vector<std::string> unequal;  // segments, all of set id 1
    std::string equal;                 // one that is sent again
};

std::vector<Repeated> kinds() {
    const auto each = [](std::string_view form) {
        std::vector<std::string> made;
        for (const char c : std::string("ABCDE")) made.push_back(fmt::format(fmt::runtime(form), c));
        return made;
    };
    return {
        {"OBX", "ORU^R01", "Observation", "OBR|1|P1|F1|BLD^Blood^L\r", each("OBX|1|NM|{}^x^L||5|||||F"),
         "OBX|1|NM|T^x^L||5|||||F"},
        {"OBXOfAVisit", "ADT^A01", "Observation", "PV1|1|I|W4\r", each("OBX|1|NM|{}^x^L||5|||||F"),
         "OBX|1|NM|T^x^L||5|||||F"},
        {"NK1", "ADT^A04", "RelatedPerson", "", each("NK1|1|Doe^{}|SIB"), "NK1|1|Doe^T|SIB"},
        {"GT1", "ADT^A04", "RelatedPerson", "", each("GT1|1||Doe^{}"), "GT1|1||Doe^T"},
        {"IN1", "ADT^A04", "Coverage", "", each("IN1|1|P{}|C1|Good Health"), "IN1|1|PT|C1|Good Health"},
        {"FT1", "DFT^P03", "ChargeItem", "", each("FT1|1|T{}||20240130||CG|X^Xray^L"),
         "FT1|1|TT||20240130||CG|X^Xray^L"},
        {"PR1", "ADT^A04", "Procedure", "", each("PR1|1||{}^x^L||20240130"), "PR1|1||T^x^L||20240130"},
        {"RXA", "VXU^V04", "Immunization", "ORC|RE||9999\r", each("RXA|0|1|20240130||{}^x^CVX|0.5|mL"),
         "RXA|0|1|20240130||T^x^CVX|0.5|mL"},
        {"RXAOfADrug", "RAS^O17", "MedicationAdministration", "ORC|RE|P1\r", each("RXA|0|1|20240130||{}^x^L|5|mg"),
         "RXA|0|1|20240130||T^x^L|5|mg"},
        {"RXE", "RDE^O11", "MedicationRequest", "", each("ORC|NW|P1\rRXE|1|{}^x^L|5||mg"),
         "ORC|NW|P1\rRXE|1|T^x^L|5||mg"},
        {"OBR", "ORM^O01", "ServiceRequest", "", each("ORC|NW|P1\rOBR|1|P1||{}^x^L"), "ORC|NW|P1\rOBR|1|P1||T^x^L"},
        {"OBROfAReport", "ORU^R01", "DiagnosticReport", "", each("OBR|1|P1|F1|{}^x^L"), "OBR|1|P1|F1|T^x^L"},
        {"RQD", "OMS^O05", "SupplyRequest", "ORC|NW|P1\r", each("RQD|1|{}^x^L|||5"), "RQD|1|T^x^L|||5"},
    };
}

class RepeatedSegments : public testing::TestWithParam<Repeated> {
protected:
    static std::vector<std::string> ids(const std::vector<std::string>& segments) {
        std::string text = fmt::format(
            "MSH|^~\\&|A|GOOD|EHR|BEST|20240131083000+0100||{}|17|P|2.5.1\rPID|1||4711^^^MRNS^MR||Doe^Jane\r{}",
            GetParam().type, GetParam().before);
        for (const std::string& one : segments) text += one + "\r";
        static Mapped mapped;  // the maps are compiled once
        EXPECT_EQ(mapped.map(text), Mapped::Result::kMapped);
        std::vector<std::string> found;
        for (const Mapped::Line& line : mapped.lines()) {
            if (line.type == GetParam().about) found.emplace_back(line.id);
        }
        return found;
    }
};

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

TEST_P(RepeatedSegments, AllStayWithIdsOfTheirOwn) {
    const std::string& equal = GetParam().equal;
    const std::vector<std::string>& unequal = GetParam().unequal;
    for (const auto& segments :
         {unequal, {equal, equal, equal, equal, equal}, {unequal[0], unequal[1], unequal[2], equal, equal}}) {
        const std::vector<std::string> made = ids(segments);
        EXPECT_EQ(made.size(), 5U);
        EXPECT_EQ(std::set<std::string>(made.begin(), made.end()).size(), 5U);
    }
}

TEST_P(RepeatedSegments, WhatFollowsChangesNoId) {
    const std::string& equal = GetParam().equal;
    std::vector<std::string> segments{equal, GetParam().unequal[0], equal, GetParam().unequal[1]};
    std::vector<std::string> before = ids(segments);
    ASSERT_EQ(before.size(), 4U);
    for (const std::string& further : {GetParam().unequal[2], equal, GetParam().unequal[3], equal, equal}) {
        segments.push_back(further);
        const std::vector<std::string> now = ids(segments);
        ASSERT_EQ(now.size(), segments.size());
        EXPECT_EQ(std::vector<std::string>(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(before.size())),
                  before);
        before = now;
    }
}

TEST_P(RepeatedSegments, WhatStandsBeforeChangesNoIdOfOthers) {
    const std::string& equal = GetParam().equal;
    const std::vector<std::string> alone = ids({equal, equal});
    const std::vector<std::string> behind = ids(joined(GetParam().unequal, {equal, equal}));
    ASSERT_EQ(behind.size(), 7U);
    EXPECT_EQ(std::vector<std::string>(behind.end() - 2, behind.end()), alone);
}

INSTANTIATE_TEST_SUITE_P(Hl7v2, RepeatedSegments, testing::ValuesIn(kinds()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace hios::hl7v2::test
