#include "bench/hl7v2/messages.hpp"

#include <fmt/format.h>

#include <array>

namespace hios::bench {
namespace {

constexpr std::array<const char*, 6> kFamilies{"MILLER", "GARCIA", "NGUYEN", "OKAFOR", "SCHMIDT", "ROSSI"};
constexpr std::array<const char*, 6> kGiven{"ANNA", "BEN", "CARLA", "DAVID", "EMMA", "FELIX"};

std::string header(const char* type, unsigned number) {
    return fmt::format(
        "MSH|^~\\&|ADT1|GOOD HEALTH HOSPITAL^1.2.840.114350.1.13.99998&1.2.840&ISO|GHH "
        "LAB|ELAB-3|202401{:02}08{:02}-0500||"
        "{}|MSG{:08}|P|2.5.1|||AL|NE|USA|UNICODE UTF-8\r",
        1 + number % 28, number % 60, type, number);
}

std::string patient(unsigned number) {
    const char* family = kFamilies[number % kFamilies.size()];
    const char* given = kGiven[number / 7 % kGiven.size()];
    return fmt::format(
        "PID|1||{0:07}^^^GHH&1.2.840.114350.1.13.99998.8734&ISO^MR~{1:09}^^^SSA&2.16.840.1.113883.4.1&ISO^SS||{2}^{3}^"
        "Q^JR||"
        "19{4:02}{5:02}{6:02}|{7}||2106-3^White^HL70005|{8} MAIN STREET^APT "
        "{9}^GREENSBORO^NC^27401-1020^USA^H^^GUILFORD||"
        "(919)379-{10:04}^PRN^PH^^1^919^379{10:04}~(919)271-{11:04}^ORN^CP|(919)271-{11:04}^WPN^PH|ENG^English^HL70296|"
        "M|CHR|"
        "{12:09}^^^GHH^AN|{1:09}|9-87654^NC||2186-5^Not Hispanic or Latino^HL70189||N|1|||||N\r",
        number % 10'000'000, number * 7919U % 1'000'000'000, family, given, 20 + number % 80, 1 + number % 12,
        1 + number % 28, number % 2 == 0 ? 'M' : 'F', 1 + number % 9999, 1 + number % 99, number % 10000,
        number * 3 % 10000, number * 31 % 1'000'000'000);
}

std::string visit(unsigned number) {
    return fmt::format(
        "PV1|1|I|2000^2012^01^GHH^^^^3|E|||004777^ATTEND^AARON^A^^DR^^^NPI&2.16.840.1.113883.4.6&ISO|"
        "005888^REFER^RITA^^^DR|006999^CONSULT^CARL^^^DR~007111^SECOND^SAM|SUR||||7|A0|||ADM|A0|{:010}^^^GHH^VN||||||||"
        "|||"
        "||||||||||||||202401{:02}0800\r",
        number, 1 + number % 28);
}

}  // namespace

std::string admission(unsigned number) {
    std::string text = header("ADT^A01^ADT_A01", number) +
                       fmt::format("EVN|A01|202401{:02}0823|||OP{:03}\r", 1 + number % 28, number % 999);
    text += patient(number);
    text += fmt::format(
        "NK1|1|{}^BARBARA^K|WI^WIFE^HL70063|{} MAIN STREET^^GREENSBORO^NC^27401|(919)379-1212||NK^NEXT OF KIN\r",
        kFamilies[number % kFamilies.size()], 1 + number % 9999);
    text += visit(number);
    text += "AL1|1|DA|70618^PENICILLIN^RXNORM|SV|HIVES~RASH|20101009\r";
    text += "DG1|1|I10|I21.4^Non-ST elevation myocardial infarction^I10C||202401010000|A\r";
    text += fmt::format("IN1|1|PPO12^PPO^L|{:06}|BLUE CROSS^1.2.3|PO BOX 99^^DURHAM^NC|||GRP{:05}|||20230101||||SEL\r",
                        number % 1'000'000, number % 100'000);
    text += fmt::format(
        "GT1|1|{:06}|{}^GEORGE^G||{} MAIN "
        "STREET^^GREENSBORO^NC^27401^USA|(919)379-1212^PRN^PH|(919)271-3434|19600101|M||"
        "SPO^Spouse^HL70063|||||ACME CORP|1 INDUSTRIAL WAY^^DURHAM^NC^27701|(919)555-0100||FT\r",
        number % 1'000'000, kFamilies[number % kFamilies.size()], 1 + number % 9999);
    return text;
}

std::string results(unsigned number) {
    std::string text = header("ORU^R01^ORU_R01", number) + patient(number);
    text += visit(number);
    text += fmt::format("ORC|RE|P{0:07}^EHR|F{0:07}^LAB|||||||||004777^ATTEND^AARON\r", number % 10'000'000);
    text += fmt::format(
        "OBR|1|P{0:07}^EHR|F{0:07}^LAB|24323-8^Comprehensive metabolic panel^LN|||202401020700-0500|||||||||"
        "004777^ATTEND^AARON||||||202401020930-0500||LAB|F\r",
        number % 10'000'000);
    for (unsigned i = 1; i <= 20; ++i)
        text += fmt::format(
            "OBX|{}|NM|{}-{}^Analyte {}^LN^A{}^Local "
            "name^L||{}.{}|mmol/L^^UCUM|3.5-5.1|N|||F|||202401020700-0500||TECH{}\r",
            i, 2000 + i * 7, i % 10, i, i, (number + i) % 200, i % 10, i % 7);
    return text;
}

}  // namespace hios::bench
