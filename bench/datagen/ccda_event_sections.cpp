// Sections of what is and was: problems, allergies, treatments, findings, visits.

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "bench/datagen/ccda_parts.hpp"

namespace hios::bench {
namespace {

using Text = std::string_view;

constexpr Text kConcern = "    <entry typeCode=\"DRIV\"><act classCode=\"ACT\" moodCode=\"EVN\">";
constexpr Text kSubject =
    "        <entryRelationship typeCode=\"SUBJ\"><observation classCode=\"OBS\" moodCode=\"EVN\">";
constexpr Text kEndConcern = "        </observation></entryRelationship>\n    </act></entry>";

void open_concern(CcdaDocument& d, const Item& item, Text root) {
    d.line(kConcern);
    d.template_id(root, "2015-08-01");
    d.id();
    d.coded("code", "CONC", kActClassOid, "Concern");
    d.status(item.over ? "completed" : "active");
    d.when(item);
    d.author(item.moment);
    d.line(kSubject);
}

void problem(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    open_concern(d, item, "2.16.840.1.113883.10.20.22.4.3");
    d.template_id("2.16.840.1.113883.10.20.22.4.4", "2015-08-01");
    d.id();
    d.coded("code", "55607006", kSnomedOid, "Problem");
    d.reference(key, row);
    d.status("completed");
    d.when(item);
    d.value_code(item.code);
    d.author(item.moment);
    d.line(kEndConcern);
}

void allergy(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    open_concern(d, item, "2.16.840.1.113883.10.20.22.4.30");
    d.template_id("2.16.840.1.113883.10.20.22.4.7", "2014-06-09");
    d.id();
    d.coded("code", "ASSERTION", kActCodeOid, "Assertion");
    d.reference(key, row);
    d.status("completed");
    d.when(item);
    d.value_code({kSnomed, "416098002", "Allergy to drug (finding)"});
    d.line(
        "          <participant typeCode=\"CSM\"><participantRole classCode=\"MANU\"><playingEntity "
        "classCode=\"MMAT\">");
    d.code("code", item.code);
    d.line("          </playingEntity></participantRole></participant>");
    d.line(
        "          <entryRelationship typeCode=\"MFST\" inversionInd=\"true\"><observation classCode=\"OBS\" "
        "moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.9", "2014-06-09");
    d.id();
    d.coded("code", "ASSERTION", kActCodeOid, "Assertion");
    d.status("completed");
    d.when(item);
    d.value_code({kSnomed, "247472004", "Wheal (finding)"});
    d.line("          </observation></entryRelationship>");
    d.line(kEndConcern);
}

void medication(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.16", "2014-06-09");
    d.id();
    d.reference(key, row);
    d.status(item.over ? "completed" : "active");
    const std::size_t begin = d.out.size();
    d.when(item);
    d.out.insert(d.out.find("<effectiveTime", begin) + 14, " xsi:type=\"IVL_TS\"");
    d.line(
        "          <effectiveTime xsi:type=\"PIVL_TS\" institutionSpecified=\"true\" operator=\"A\"><period "
        "value=\"12\" unit=\"h\"/></effectiveTime>");
    d.coded("routeCode", "C38288", "2.16.840.1.113883.3.26.1.1", "ORAL");
    d.line("          <doseQuantity value=\"1\"/>");
    d.line("          <consumable><manufacturedProduct classCode=\"MANU\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.23", "2014-06-09");
    d.line("          <manufacturedMaterial>");
    d.code("code", item.code);
    d.line("          </manufacturedMaterial></manufacturedProduct></consumable>");
    d.author(item.moment);
    d.line("          <entryRelationship typeCode=\"RSON\"><observation classCode=\"OBS\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.19", "2014-06-09");
    d.id();
    d.coded("code", "55607006", kSnomedOid, "Problem");
    d.status("completed");
    d.when(item);
    d.value_code(conditions()[row % conditions().size()]);
    d.line("          </observation></entryRelationship>");
    d.line("    </substanceAdministration></entry>");
}

void immunization(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line(
        "    <entry typeCode=\"DRIV\"><substanceAdministration classCode=\"SBADM\" moodCode=\"EVN\" "
        "negationInd=\"false\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.52", "2015-08-01");
    d.id();
    d.reference(key, row);
    d.status("completed");
    d.at(item);
    d.line("          <consumable><manufacturedProduct classCode=\"MANU\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.54", "2014-06-09");
    d.line("          <manufacturedMaterial>");
    d.code("code", item.code);
    fmt::format_to(std::back_inserter(d.out), "          <lotNumberText>L{:05}</lotNumberText>\n", row);
    d.line("          </manufacturedMaterial></manufacturedProduct></consumable>");
    d.performer();
    d.line("    </substanceAdministration></entry>");
}

void procedure(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><procedure classCode=\"PROC\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.14", "2014-06-09");
    d.id();
    d.code("code", item.code);
    d.reference(key, row);
    d.status("completed");
    d.at(item);
    d.performer();
    d.line("    </procedure></entry>");
}

void organizer(CcdaDocument& d, const Item& item, Text root, Text observation, const Code& panel, Text class_code) {
    fmt::format_to(std::back_inserter(d.out),
                   "    <entry typeCode=\"DRIV\"><organizer classCode=\"{}\" moodCode=\"EVN\">\n", class_code);
    d.template_id(root, "2015-08-01");
    d.id();
    d.code("code", panel);
    d.status("completed");
    d.when(item);
    d.line("        <component><observation classCode=\"OBS\" moodCode=\"EVN\">");
    d.template_id(observation, "2015-08-01");
    d.id();
    d.code("code", item.code);
}

void end_organizer(CcdaDocument& d, const Item& item) {
    d.status("completed");
    d.at(item);
    d.quantity(item);
    d.coded("interpretationCode", "N", "2.16.840.1.113883.5.83", "Normal");
    d.author(item.moment);
    d.line("        </observation></component>\n    </organizer></entry>");
}

void result(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    organizer(d, item, "2.16.840.1.113883.10.20.22.4.1", "2.16.840.1.113883.10.20.22.4.2", lab_panels()[0].code,
              "BATTERY");
    d.reference(key, row);
    end_organizer(d, item);
}

void vital_sign(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    organizer(d, item, "2.16.840.1.113883.10.20.22.4.26", "2.16.840.1.113883.10.20.22.4.27",
              {kLoinc, "85353-1", "Vital signs panel"}, "CLUSTER");
    d.reference(key, row);
    end_organizer(d, item);
}

void encounter(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><encounter classCode=\"ENC\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.49", "2015-08-01");
    d.id();
    d.code("code", item.code);
    d.reference(key, row);
    d.at(item);
    d.performer();
    d.line("    </encounter></entry>");
}

void social(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><observation classCode=\"OBS\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.78", "2014-06-09");
    d.id();
    d.coded("code", "72166-2", kLoincOid, "Tobacco smoking status");
    d.reference(key, row);
    d.status("completed");
    d.at(item);
    d.value_code(item.code);
    d.author(item.moment);
    d.line("    </observation></entry>");
}

constexpr std::array kEventSections{
    CcdaSection{"alg", "2.16.840.1.113883.10.20.22.2.6.1", "2015-08-01", "48765-2", "Allergies", 40,
                [](Rng& rng) { return dated(rng, rng.pick(allergens())); }, allergy},
    CcdaSection{"med", "2.16.840.1.113883.10.20.22.2.1.1", "2014-06-09", "10160-0", "Medications", 70,
                [](Rng& rng) { return dated(rng, rng.pick(drugs())); }, medication},
    CcdaSection{"prb", "2.16.840.1.113883.10.20.22.2.5.1", "2015-08-01", "11450-4", "Problems", 90,
                [](Rng& rng) { return dated(rng, rng.pick(conditions())); }, problem},
    CcdaSection{"prc", "2.16.840.1.113883.10.20.22.2.7.1", "2014-06-09", "47519-4", "Procedures", 50,
                [](Rng& rng) { return dated(rng, rng.pick(procedures())); }, procedure},
    CcdaSection{"res", "2.16.840.1.113883.10.20.22.2.3.1", "2015-08-01", "30954-2", "Results", 160,
                [](Rng& rng) {
                    const Panel& panel = rng.pick(lab_panels());
                    return measured(rng, rng.pick(panel.measures));
                },
                result},
    CcdaSection{"vit", "2.16.840.1.113883.10.20.22.2.4.1", "2015-08-01", "8716-3", "Vital signs", 120,
                [](Rng& rng) { return measured(rng, rng.pick(vital_signs())); }, vital_sign},
    CcdaSection{"imm", "2.16.840.1.113883.10.20.22.2.2.1", "2015-08-01", "11369-6", "Immunizations", 50,
                [](Rng& rng) { return dated(rng, rng.pick(vaccines())); }, immunization},
    CcdaSection{"enc", "2.16.840.1.113883.10.20.22.2.22.1", "2015-08-01", "46240-8", "Encounters", 50,
                [](Rng& rng) { return dated(rng, rng.pick(visit_types())); }, encounter},
    CcdaSection{"soc", "2.16.840.1.113883.10.20.22.2.17", "2015-08-01", "29762-2", "Social history", 20,
                [](Rng& rng) { return dated(rng, rng.pick(smoking_states())); }, social},
};

}  // namespace

std::span<const CcdaSection> event_sections() {
    return kEventSections;
}

}  // namespace hios::bench
