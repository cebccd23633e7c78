#include "bench/datagen/hl7v2_messages.hpp"

#include <fmt/format.h>

#include <iterator>

namespace hios::bench {
namespace {

template <class... Values>
void add_segment(std::string& out, fmt::format_string<Values...> form, Values&&... values) {
    fmt::format_to(std::back_inserter(out), form, std::forward<Values>(values)...);
}

std::string time_of(const Episode& episode) {
    return hl7_time(episode.moment, episode.patient->offset_minutes);
}

std::string decimal_text(std::int64_t units, unsigned digits) {
    std::string text = fmt::format("{:0{}}", units, digits + 1);
    if (digits > 0) text.insert(text.size() - digits, ".");
    return text;
}

void observation(std::string& out, Rng& rng, unsigned number, const Measure& measure) {
    const std::int64_t value = rng.range(measure.low, measure.high);
    const std::int64_t third = (measure.high - measure.low) / 3;
    const std::string_view flag = value > measure.high - third / 4 ? "H" : "N";
    add_segment(out, "OBX|{}|NM|{}^{}^LN||{}|{}^{}^UCUM|{}-{}|{}|||F\r", number, measure.code.code,
                er7(measure.code.display), decimal_text(value, measure.digits), er7(measure.unit), er7(measure.ucum),
                decimal_text(measure.low, measure.digits), decimal_text(measure.high - third / 4, measure.digits),
                flag);
}

void stay(std::string& out, Rng& rng, const Episode& episode, std::string_view event, std::string_view type) {
    msh(out, episode, type);
    evn(out, episode, event);
    pid(out, episode);
    nk1(out, episode);
    pv1(out, rng, episode, event == "A03");
    al1(out, rng, 1);
    dg1(out, rng, episode, 1);
    if (event != "A03") {
        gt1(out, rng, episode);
        in1(out, rng, episode);
    }
}

void admit(std::string& out, Rng& rng, const Episode& episode) {
    stay(out, rng, episode, "A01", "ADT^A01^ADT_A01");
}
void update(std::string& out, Rng& rng, const Episode& episode) {
    stay(out, rng, episode, "A08", "ADT^A08^ADT_A01");
}
void discharge(std::string& out, Rng& rng, const Episode& episode) {
    stay(out, rng, episode, "A03", "ADT^A03^ADT_A03");
}

void results(std::string& out, Rng& rng, const Episode& episode) {
    constexpr unsigned kObservations = 20;
    msh(out, episode, "ORU^R01^ORU_R01");
    pid(out, episode);
    pv1(out, rng, episode, false);
    orc(out, episode, "RE", "CM");
    add_segment(out, "OBR|1|P{0:09}^EHR|F{0:09}^LAB|{1}|||{2}|||||||{2}||{3}||||||{4}||LAB|F\r", episode.message_number,
                er7(lab_panels()[0].code), time_of(episode), xcn(episode),
                hl7_time(episode.moment + 90 * kMinute, episode.patient->offset_minutes));
    unsigned number = 0;
    while (number < kObservations) {
        for (const Panel& panel : lab_panels()) {
            for (const Measure& measure : panel.measures) {
                if (number < kObservations) observation(out, rng, ++number, measure);
            }
        }
    }
    add_segment(out, "NTE|1|L|Sample slightly haemolysed\\.br\\Repeat if in doubt\r");
}

void vaccination(std::string& out, Rng& rng, const Episode& episode) {
    msh(out, episode, "VXU^V04^VXU_V04");
    pid(out, episode);
    nk1(out, episode);
    for (int dose = 0; dose < 2; ++dose) {
        orc(out, episode, "RE", "CM");
        const Code& vaccine = rng.pick(vaccines());
        const std::uint64_t lot = rng.below(100'000);
        add_segment(
            out,
            "RXA|0|1|{0}|{0}|{1}|0.5|mL^mL^UCUM||00^New immunization record^NIP001|{2}|^^^{3}||||L{4:05}|20231231|"
            "PFR^Maker^MVX|||CP|A\r",
            time_of(episode), er7(vaccine), xcn(episode), er7(episode.provider->organization_name), lot);
        add_segment(out, "RXR|IM^Intramuscular^HL70162|LA^Left arm^HL70163\r");
        add_segment(
            out,
            "OBX|1|CE|64994-7^Vaccine funding program eligibility category^LN|1|V01^Not eligible^HL70064||||||F|||{}\r",
            hl7_day(episode.moment));
    }
}

void order(std::string& out, Rng& rng, const Episode& episode) {
    msh(out, episode, "ORM^O01^ORM_O01");
    pid(out, episode);
    pv1(out, rng, episode, false);
    orc(out, episode, "NW", "SC");
    add_segment(out, "OBR|1|P{:09}^EHR||{}|||{}||||||Fasting||||{}\r", episode.message_number,
                er7(lab_panels()[0].code), time_of(episode), xcn(episode));
    dg1(out, rng, episode, 1);
}

void appointment(std::string& out, Rng& rng, const Episode& episode) {
    msh(out, episode, "SIU^S12^SIU_S12");
    const std::int64_t begin = episode.moment + rng.range(1, 60) * kDay;
    const int offset = episode.patient->offset_minutes;
    add_segment(out,
                "SCH|A{0:09}^EHR|||||ROUTINE^Routine appointment^HL70276|{1}|NORMAL^Normal^HL70277|30|min^minutes^UCUM|"
                "^^30^{2}^{3}|{4}||||{4}|||||BOOKED^Booked^HL70278\r",
                episode.message_number, er7(rng.pick(visit_types())), hl7_time(begin, offset),
                hl7_time(begin + 30 * kMinute, offset), xcn(episode));
    pid(out, episode);
    pv1(out, rng, episode, false);
    add_segment(out, "RGS|1|A\r");
    add_segment(out, "AIS|1|A|{}|{}|0|min|30|min\r", er7(rng.pick(visit_types())), hl7_time(begin, offset));
    add_segment(out, "AIL|1|A|ROOM{}^^^{}|EXAM^Examination room^L\r", episode.message_number % 30,
                er7(episode.provider->organization_name));
    add_segment(out, "AIP|1|A|{}|ATTEND^Attending^L\r", xcn(episode));
}

void document(std::string& out, Rng& rng, const Episode& episode) {
    msh(out, episode, "MDM^T02^MDM_T02");
    evn(out, episode, "T02");
    pid(out, episode);
    pv1(out, rng, episode, false);
    add_segment(out, "TXA|1|DS^Discharge summary^HL70270|TX|{0}|{1}|{0}|{0}|||||D{2:09}^HIOSGEN|||||AU|U|AV\r",
                time_of(episode), xcn(episode), episode.message_number);
    const std::int64_t lines = rng.range(6, 16);
    for (std::int64_t line = 1; line <= lines; ++line) {
        add_segment(out, "OBX|{}|TX|18842-5^Discharge summary^LN||Day {}: seen for {}; treated with {}.||||||F\r", line,
                    line, er7(rng.pick(conditions()).display), er7(rng.pick(drugs()).display));
    }
}

constexpr std::array<MessageKind, 8> kMessageKinds{{{"ADT_A01", 18, admit},
                                                    {"ADT_A08", 26, update},
                                                    {"ADT_A03", 12, discharge},
                                                    {"ORU_R01", 20, results},
                                                    {"VXU_V04", 6, vaccination},
                                                    {"ORM_O01", 8, order},
                                                    {"SIU_S12", 6, appointment},
                                                    {"MDM_T02", 4, document}}};

}  // namespace

const std::array<MessageKind, 8>& message_kinds() {
    return kMessageKinds;
}

std::string kind_names() {
    std::string names;
    for (const MessageKind& kind : kMessageKinds) names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
    return names;
}

}  // namespace hios::bench
