// Every event of the guide's inventory, of the other converters and of the standard's order and result messages gives
// the resource that it is about.

#include <fmt/format.h>

#include "tests/stages/hl7v2/mapped.hpp"

namespace hios::hl7v2::test {
namespace {

struct Family {
    std::string_view type;
    std::vector<std::string_view> events;
    std::string_view segments;  // behind PID
    std::string_view about;     // the resource
};

constexpr std::string_view kVisit = "PV1|1|I|W4|||||||||||||||||V1\r";

std::vector<Family> families() {
    return {
        {"ADT",
         {"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12",
          "A13", "A14", "A15", "A16", "A17", "A20", "A21", "A22", "A23", "A25", "A26", "A27",
          "A32", "A33", "A38", "A44", "A52", "A53", "A54", "A55", "A61", "A62"},
         kVisit,
         "Encounter"},
        {"ADT",
         {"A18", "A24", "A28", "A29", "A30", "A31", "A34", "A35", "A36", "A37", "A39",
          "A40", "A41", "A42", "A43", "A45", "A46", "A47", "A49", "A50", "A51"},
         "MRG|4700^^^MRNS^MR\r",
         "Patient"},
        {"ADT", {"A60"}, "IAM|1|DA|P^Penicillin^L\r", "AllergyIntolerance"},
        {"BAR",
         {"P01", "P02", "P05", "P06", "P10", "P12"},
         "PV1|1|I|||||||||||||||||V1\rDG1|1||I10^High^I10\r",
         "Condition"},
        {"DFT", {"P03", "P11"}, "FT1|1|||20240130||CG|X^Xray^L\r", "ChargeItem"},
        {"MDM",
         {"T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11"},
         "TXA|1|HP|TX|||||||||D12||||||AU\r",
         "DocumentReference"},
        {"ORM", {"O01"}, "ORC|NW|P1\rOBR|1|P1||X^X^L\r", "ServiceRequest"},
        {"OML", {"O21", "O33", "O35", "O39"}, "ORC|NW|P1\rOBR|1|P1||X^X^L\r", "ServiceRequest"},
        {"OMG", {"O19"}, "ORC|NW|P1\rOBR|1|P1||X^X^L\r", "ServiceRequest"},
        {"OMI", {"O23"}, "ORC|NW|P1\rOBR|1|P1||X^X^L\r", "ServiceRequest"},
        {"ORU", {"R01", "R30", "R31", "R32", "R40"}, "OBR|1||F1|X^X^L\rOBX|1|NM|A^A^L||5|||||F\r", "Observation"},
        {"OUL", {"R21", "R22", "R23", "R24"}, "OBR|1||F1|X^X^L\rOBX|1|NM|A^A^L||5|||||F\r", "Observation"},
        {"ORU", {"R01"}, "OBR|1||F1|X^X^L\r", "DiagnosticReport"},
        {"OMP", {"O09"}, "ORC|NW|P1\rRXO|D^Drug^L|5||mg\r", "MedicationRequest"},
        {"RDE", {"O11", "O25", "O01"}, "ORC|NW|P1\rRXE|1|D^Drug^L|5||mg\r", "MedicationRequest"},
        {"RDS", {"O13"}, "ORC|NW|P1\rRXD|1|D^Drug^L|20240130|5|mg||R1\r", "MedicationDispense"},
        {"RAS", {"O17"}, "ORC|NW|P1\rRXA|0|1|20240130||D^Drug^L|5|mg\r", "MedicationAdministration"},
        {"VXU", {"V04"}, "ORC|RE||F1\rRXA|0|1|20240130||03^MMR^CVX|0.5|mL\r", "Immunization"},
        {"PPR", {"PC1", "PC2", "PC3"}, "PRB|AD|20240130|P^Problem^L|4\r", "Condition"},
        {"REF", {"I12", "I13", "I14"}, "RF1|A|R|MED|||77\r", "ServiceRequest"},
    };
}

std::string message(const Family& family, std::string_view event) {
    return fmt::format(
        "MSH|^~\\&|APP|GOOD|EHR|BEST|20240131083000+0100||{}^{}|17|P|2.5.1\rPID|1||4711^^^MRNS^MR||Doe^Jane\r{}",
        family.type, event, family.segments);
}

bool makes(const Mapped& mapped, std::string_view type) {
    return std::any_of(mapped.lines().begin(), mapped.lines().end(), [&](const auto& one) { return one.type == type; });
}

TEST(Events, EachGivesWhatItIsAbout) {
    Mapped mapped;
    std::size_t events = 0;
    for (const Family& family : families()) {
        for (const std::string_view event : family.events) {
            ASSERT_EQ(mapped.map(message(family, event)), Mapped::Result::kMapped) << family.type << event;
            EXPECT_TRUE(makes(mapped, family.about)) << family.type << event << " makes no " << family.about;
            EXPECT_TRUE(makes(mapped, "Patient")) << family.type << event;
            ++events;
        }
    }
    EXPECT_GE(events, 80U);
}

TEST(Events, AnAppointmentNeedsNoPatient) {
    Mapped mapped;
    for (int event = 12; event <= 26; ++event) {
        const std::string text = fmt::format(
            "MSH|^~\\&|APP|GOOD|EHR|BEST|20240131083000+0100||SIU^S{}|17|P|2.5.1\rSCH|A1|B1|||||X^Visit^L\r", event);
        ASSERT_EQ(mapped.map(text), Mapped::Result::kMapped) << event;
        EXPECT_TRUE(makes(mapped, "Appointment")) << event;
    }
}

// A message of no known event, or of one that has nothing to do with patients, is walked like any other.
TEST(Events, UnknownOnesAreNotRefused) {
    Mapped mapped;
    for (const std::string_view type : {"ZZZ^Z01", "ADT^Z99", "CUSTOM", "ADT", "QBP^Q22", "MFN^M02", "ACK", ""}) {
        const std::string text = fmt::format(
            "MSH|^~\\&|APP|GOOD|EHR|BEST|20240131083000+0100||{}|17|P|2.5.1\rPID|1||4711^^^MRNS^MR||Doe^Jane\r", type);
        ASSERT_EQ(mapped.map(text), Mapped::Result::kMapped) << type;
        EXPECT_TRUE(makes(mapped, "Patient")) << type;
    }
}

// Answers, master files and queries are about no patient; they leave their header, if the job asks for it.
TEST(Events, MessagesAboutNobodyLeaveNothingButTheirHeader) {
    Mapped bare;
    Mapped with_header(std::map<std::string, std::string>{{"message_header", "true"}});
    for (const std::string_view rest :
         {"ACK|18|P|2.5.1\rMSA|AA|17\r", "MFN^M02|18|P|2.5.1\rMFI|PRA||UPD\rMFE|MAD|1||9\rSTF|1||Doe^Jane\r",
          "QBP^Q22|18|P|2.5.1\rQPD|Q22|1|@PID.3^4711\rRCP|I\r", "ADT^A08|18|P|2.5.1\r"}) {
        const std::string text = fmt::format("MSH|^~\\&|APP|GOOD|EHR|BEST|20240131083000+0100||{}", rest);
        ASSERT_EQ(bare.map(text), Mapped::Result::kMapped) << rest;
        EXPECT_TRUE(bare.lines().empty()) << rest;
        ASSERT_EQ(with_header.map(text), Mapped::Result::kMapped) << rest;
        EXPECT_TRUE(makes(with_header, "MessageHeader")) << rest;
    }
}

}  // namespace
}  // namespace hios::hl7v2::test
