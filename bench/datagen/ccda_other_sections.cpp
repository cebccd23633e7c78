// Sections of what is planned, wished, agreed and said: plan, goals, concerns, status, family, payers, directives,
// devices, care team, notes.

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "bench/datagen/ccda_parts.hpp"

namespace hios::bench {
namespace {

using Text = std::string_view;

void observation(CcdaDocument& d, const Item& item, Text key, std::size_t row, Text root, Text mood, const Code& code) {
    fmt::format_to(std::back_inserter(d.out),
                   "    <entry typeCode=\"DRIV\"><observation classCode=\"OBS\" moodCode=\"{}\">\n", mood);
    d.template_id(root, "2014-06-09");
    d.id();
    d.code("code", code);
    d.reference(key, row);
    d.status(mood == "EVN" ? "completed" : "active");
    d.when(item);
    d.value_code(item.code);
    d.author(item.moment);
    d.line("    </observation></entry>");
}

void functional(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    observation(d, item, key, row, "2.16.840.1.113883.10.20.22.4.67", "EVN", {kLoinc, "54522-8", "Functional status"});
}

void mental(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    observation(d, item, key, row, "2.16.840.1.113883.10.20.22.4.74", "EVN",
                {kSnomed, "373930000", "Cognitive function finding"});
}

void planned(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><procedure classCode=\"PROC\" moodCode=\"RQO\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.41", "2014-06-09");
    d.id();
    d.code("code", item.code);
    d.reference(key, row);
    d.status("active");
    d.at(item);
    d.author(item.moment);
    d.line("    </procedure></entry>");
}

void goal(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><observation classCode=\"OBS\" moodCode=\"GOL\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.121");
    d.id();
    d.code("code", item.code);
    d.reference(key, row);
    d.status("active");
    d.when(item);
    d.quantity(item);
    d.author(item.moment);
    d.line("    </observation></entry>");
}

void concern(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><act classCode=\"ACT\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.132", "2015-08-01");
    d.id();
    d.coded("code", "75310-3", kLoincOid, "Health concerns");
    d.reference(key, row);
    d.status("active");
    d.when(item);
    d.line("        <entryRelationship typeCode=\"REFR\"><observation classCode=\"OBS\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.4", "2015-08-01");
    d.id();
    d.coded("code", "55607006", kSnomedOid, "Problem");
    d.status("completed");
    d.when(item);
    d.value_code(item.code);
    d.line("        </observation></entryRelationship>\n    </act></entry>");
}

void relative(CcdaDocument& d, const Item& item, Text /*key*/, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><organizer classCode=\"CLUSTER\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.45", "2015-08-01");
    d.id();
    d.status("completed");
    d.line("        <subject><relatedSubject classCode=\"PRS\">");
    if (row % 2 == 0) {
        d.coded("code", "FTH", "2.16.840.1.113883.5.111", "father");
    } else {
        d.coded("code", "MTH", "2.16.840.1.113883.5.111", "mother");
    }
    d.line("        </relatedSubject></subject>");
    d.line("        <component><observation classCode=\"OBS\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.46", "2015-08-01");
    d.id();
    d.coded("code", "64572001", kSnomedOid, "Condition");
    d.status("completed");
    d.at(item);
    d.value_code(item.code);
    d.line("        </observation></component>\n    </organizer></entry>");
}

void coverage(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><act classCode=\"ACT\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.60", "2015-08-01");
    d.id();
    d.coded("code", "48768-6", kLoincOid, "Payment sources");
    d.reference(key, row);
    d.status("completed");
    d.line("        <entryRelationship typeCode=\"COMP\"><act classCode=\"ACT\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.61", "2015-08-01");
    d.id();
    d.coded("code", "SELF", "2.16.840.1.113883.5.110", "Self");
    d.status("completed");
    fmt::format_to(
        std::back_inserter(d.out),
        "          <performer typeCode=\"PRF\"><assignedEntity><id root=\"1.3.6.1.4.1.99999.5\" extension=\"P{}\"/>"
        "<representedOrganization><name>{}</name></representedOrganization></assignedEntity></performer>\n",
        row % payers().size(), xml(payers()[row % payers().size()]));
    fmt::format_to(std::back_inserter(d.out),
                   "          <participant typeCode=\"COV\"><time><low value=\"20200101\"/></time><participantRole "
                   "classCode=\"PAT\">"
                   "<id root=\"1.3.6.1.4.1.99999.6\" extension=\"M{:09}\"/></participantRole></participant>\n",
                   d.number * 10 + row + static_cast<std::uint64_t>(item.over));
    d.line("        </act></entryRelationship>\n    </act></entry>");
}

void directive(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    observation(d, item, key, row, "2.16.840.1.113883.10.20.22.4.48", "EVN",
                {kSnomed, "304251008", "Resuscitation status"});
}

void device(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><supply classCode=\"SPLY\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.50", "2014-06-09");
    d.id();
    d.reference(key, row);
    d.status("completed");
    const std::size_t begin = d.out.size();
    d.when(item);
    d.out.insert(d.out.find("<effectiveTime", begin) + 14, " xsi:type=\"IVL_TS\"");
    d.line("          <participant typeCode=\"PRD\"><participantRole classCode=\"MANU\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.37");
    d.line("          <playingDevice>");
    d.code("code", item.code);
    d.line("          </playingDevice></participantRole></participant>\n    </supply></entry>");
}

void note(CcdaDocument& d, const Item& item, Text key, std::size_t row) {
    d.line("    <entry typeCode=\"DRIV\"><act classCode=\"ACT\" moodCode=\"EVN\">");
    d.template_id("2.16.840.1.113883.10.20.22.4.202", "2016-11-01");
    d.coded("code", "34109-9", kLoincOid, "Note");
    d.reference(key, row);
    d.status("completed");
    d.at(item);
    d.author(item.moment);
    d.line("    </act></entry>");
}

Item a_condition(Rng& rng) {
    return dated(rng, rng.pick(conditions()));
}
Item a_procedure(Rng& rng) {
    return dated(rng, rng.pick(procedures()));
}

constexpr std::array kOtherSections{
    CcdaSection{"rsn", "2.16.840.1.113883.10.20.22.2.12", "", "29299-5", "Reason for visit", 10, a_condition, nullptr},
    CcdaSection{"pln", "2.16.840.1.113883.10.20.22.2.10", "2014-06-09", "18776-5", "Plan of treatment", 40, a_procedure,
                planned},
    CcdaSection{"gol", "2.16.840.1.113883.10.20.22.2.60", "", "61146-7", "Goals", 20,
                [](Rng& rng) { return measured(rng, rng.pick(vital_signs())); }, goal},
    CcdaSection{"con", "2.16.840.1.113883.10.20.22.2.58", "2015-08-01", "75310-3", "Health concerns", 20, a_condition,
                concern},
    CcdaSection{"fun", "2.16.840.1.113883.10.20.22.2.14", "2014-06-09", "47420-5", "Functional status", 20, a_condition,
                functional},
    CcdaSection{"men", "2.16.840.1.113883.10.20.22.2.56", "2015-08-01", "10190-7", "Mental status", 10, a_condition,
                mental},
    CcdaSection{"fam", "2.16.840.1.113883.10.20.22.2.15", "2015-08-01", "10157-6", "Family history", 20, a_condition,
                relative},
    CcdaSection{"pay", "2.16.840.1.113883.10.20.22.2.18", "2015-08-01", "48768-6", "Payers", 10, a_condition, coverage},
    CcdaSection{"dir", "2.16.840.1.113883.10.20.22.2.21.1", "2015-08-01", "42348-3", "Advance directives", 5,
                [](Rng& rng) {
                    return dated(rng, {kSnomed, "304253006", "Not for resuscitation (finding)"});
                },
                directive},
    CcdaSection{"dev", "2.16.840.1.113883.10.20.22.2.23", "2014-06-09", "46264-8", "Medical equipment", 10,
                [](Rng& rng) { return dated(rng, rng.pick(supplies())); }, device},
    CcdaSection{"not", "2.16.840.1.113883.10.20.22.2.65", "2016-11-01", "34109-9", "Notes", 10, a_condition, note},
};

}  // namespace

std::span<const CcdaSection> other_sections() {
    return kOtherSections;
}

}  // namespace hios::bench
