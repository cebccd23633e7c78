#include "bench/datagen/hl7v2_segments.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "bench/datagen/contact.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kAuthority = "HIOSGEN&1.3.6.1.4.1.99999.1&ISO";

std::string_view system_name(std::string_view system) {
    if (system == kSnomed) return "SCT";
    if (system == kRxNorm) return "RXNORM";
    if (system == kCvx) return "CVX";
    return system == kLoinc ? "LN" : "L";
}

std::string xad(Rng& rng, const Town& town) {
    const std::string street = street_address(rng);
    return fmt::format("{}^^{}^{}^{}^USA^H", er7(street), er7(town.city), town.state, town.postal_code);
}

std::string xtn(Rng& rng, std::string_view use, std::string_view equipment) {
    const std::string number = phone_number(rng);
    return fmt::format("({}){}^{}^{}^^1^{}^{}", number.substr(0, 3), number.substr(4), use, equipment,
                       number.substr(0, 3), number.substr(4, 3) + number.substr(8));
}

std::string kin(Rng& rng, const Episode& episode) {
    const std::string_view given = rng.chance(500) ? rng.pick(given_names_female()) : rng.pick(given_names_male());
    return fmt::format("{}^{}", er7(episode.patient->family), er7(given));
}

}  // namespace

std::string hl7_time(std::int64_t moment, int offset_minutes) {
    const Stamp stamp = date_time(moment, offset_minutes);  // 2011-06-19T23:39:31-04:00
    std::string text;
    for (std::size_t at = 0; at < stamp.size; ++at) {
        const char c = stamp.text[at];
        const bool separator = c == ':' || c == 'T' || (c == '-' && at < 10);
        if (!separator) text += c;
    }
    return text;
}

std::string hl7_day(std::int64_t moment) {
    return hl7_time(moment, 0).substr(0, 8);
}

std::string er7(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '|':
                escaped += "\\F\\";
                break;
            case '^':
                escaped += "\\S\\";
                break;
            case '~':
                escaped += "\\R\\";
                break;
            case '&':
                escaped += "\\T\\";
                break;
            case '\\':
                escaped += "\\E\\";
                break;
            case '\n':
                escaped += "\\.br\\";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string er7(const Code& code) {
    return fmt::format("{}^{}^{}", code.code, er7(code.display), system_name(code.system));
}

std::string xcn(const Episode& episode) {
    return fmt::format("{}^{}^{}^^^Dr.^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI", episode.provider->npi,
                       er7(episode.provider->family), er7(episode.provider->given));
}

void msh(std::string& out, const Episode& episode, std::string_view type) {
    fmt::format_to(std::back_inserter(out),
                   "MSH|^~\\&|HOSPITAL|{}|HIOS|LAKE|{}||{}|G{:010}|P|2.5.1|||AL|NE|USA|UNICODE UTF-8\r",
                   er7(episode.provider->organization_name),
                   hl7_time(episode.moment + kMinute, episode.patient->offset_minutes), type, episode.message_number);
}

void evn(std::string& out, const Episode& episode, std::string_view event) {
    fmt::format_to(std::back_inserter(out), "EVN|{}|{}|||{}|{}\r", event,
                   hl7_time(episode.moment + kMinute, episode.patient->offset_minutes), xcn(episode),
                   hl7_time(episode.moment, episode.patient->offset_minutes));
}

void pid(std::string& out, const Episode& episode) {
    Rng rng = episode.person;
    const Patient& patient = *episode.patient;
    const std::string home = xtn(rng, "PRN", "PH");
    const std::string cell = xtn(rng, "ORN", "CP");
    const std::string address = xad(rng, patient.town);
    const std::uint64_t ssn = rng.below(1'000'000);
    static constexpr std::array<std::string_view, 4> kMarital{"M^Married^HL70002", "S^Single^HL70002",
                                                              "D^Divorced^HL70002", "W^Widowed^HL70002"};
    const std::string_view marital = rng.pick(kMarital);
    fmt::format_to(
        std::back_inserter(out),
        "PID|1||{0:08}^^^{1}^MR~999{2:06}^^^SSA&2.16.840.1.113883.4.1&ISO^SS||{3}^{4}^{5}^^{6}^^L||{7}|{8}||"
        "{9}^{10}^CDCREC|{11}||{12}~{13}||{14}^{15}^ISO639|{16}||{0:08}-{17:06}^^^{1}^AN|999{2:06}||||||||||",
        episode.patient_number, kAuthority, ssn, er7(patient.family), er7(patient.given), er7(patient.middle),
        er7(patient.prefix), hl7_day(patient.born), patient.female ? 'F' : 'M', patient.race.code,
        er7(patient.race.display), address, home, cell, patient.language.code, er7(patient.language.display), marital,
        episode.message_number % 1'000'000);
    out += patient.deceased ? "|Y\r" : "|N\r";
}

void nk1(std::string& out, const Episode& episode) {
    Rng rng = episode.person;
    const std::string name = kin(rng, episode);
    const std::string address = xad(rng, episode.patient->town);
    const std::string phone = xtn(rng, "PRN", "PH");
    fmt::format_to(std::back_inserter(out), "NK1|1|{}|SPO^Spouse^HL70063|{}|{}||NOK^Next of kin^HL70131\r", name,
                   address, phone);
}

void pv1(std::string& out, Rng& rng, const Episode& episode, bool discharged) {
    const std::int64_t room = rng.range(100, 480);
    const std::int64_t bed = rng.range(1, 3);
    const std::string doctor = xcn(episode);
    const int offset = episode.patient->offset_minutes;
    const std::int64_t stay = rng.range(1, 9) * kDay;
    fmt::format_to(
        std::back_inserter(out),
        "PV1|1|I|W{}^{}^{:02}^{}^^^^{}|E|||{}|{}||SUR||||7|A0|||ADM|{:010}^^^HIOSGEN&1.3.6.1.4.1.99999.2&ISO^VN"
        "|||||||||||||||||{}||||||||{}|{}\r",
        room / 100, room, bed, er7(episode.provider->organization_name), room / 100, doctor, doctor,
        episode.message_number, discharged ? "01" : "",
        hl7_time(discharged ? episode.moment - stay : episode.moment, offset),
        discharged ? hl7_time(episode.moment, offset) : "");
}

void orc(std::string& out, const Episode& episode, std::string_view control, std::string_view status) {
    fmt::format_to(std::back_inserter(out), "ORC|{0}|P{1:09}^EHR|F{1:09}^LAB||{2}||||{3}|||{4}\r", control,
                   episode.message_number, status, hl7_time(episode.moment, episode.patient->offset_minutes),
                   xcn(episode));
}

void al1(std::string& out, Rng& rng, unsigned number) {
    const Code& allergen = rng.pick(allergens());
    const std::string_view severity = rng.chance(300) ? "SV^Severe^HL70128" : "MO^Moderate^HL70128";
    const std::int64_t known = kWorldEnd - rng.range(1, 15) * kYear;
    fmt::format_to(std::back_inserter(out), "AL1|{}|DA^Drug allergy^HL70127|{}|{}|Hives~Itching|{}\r", number,
                   er7(allergen), severity, hl7_day(known));
}

void dg1(std::string& out, Rng& rng, const Episode& episode, unsigned number) {
    fmt::format_to(std::back_inserter(out), "DG1|{}||{}||{}|{}\r", number, er7(rng.pick(conditions())),
                   hl7_time(episode.moment, episode.patient->offset_minutes), number == 1 ? "A" : "W");
}

void gt1(std::string& out, Rng& rng, const Episode& episode) {
    const std::string name = kin(rng, episode);
    const std::string address = xad(rng, episode.patient->town);
    const std::string phone = xtn(rng, "PRN", "PH");
    fmt::format_to(std::back_inserter(out), "GT1|1|{:08}|{}||{}|{}||19700101|M||SPO^Spouse^HL70063\r",
                   episode.patient_number, name, address, phone);
}

void in1(std::string& out, Rng& rng, const Episode& episode) {
    const std::string_view payer = rng.pick(payers());
    const std::uint64_t group = rng.below(100'000);
    fmt::format_to(std::back_inserter(out),
                   "IN1|1|PLAN{:02}^{}^L|{:06}|{}|PO BOX 99^^Durham^NC^27701|||GRP{:05}|||20200101||||"
                   "{}^{}|SEL^Self^HL70063|{}|||||||||||||||||||M{:09}\r",
                   group % 40, er7(payer), group, er7(payer), group, er7(episode.patient->family),
                   er7(episode.patient->given), hl7_day(episode.patient->born), episode.patient_number);
}

}  // namespace hios::bench
