#include <fmt/format.h>

#include <iterator>

#include "bench/datagen/ccda_parts.hpp"
#include "bench/datagen/contact.hpp"
#include "bench/datagen/hl7v2_segments.hpp"

namespace hios::bench {
namespace {

template <class... Values>
void add_xml(std::string& out, fmt::format_string<Values...> form, Values&&... values) {
    fmt::format_to(std::back_inserter(out), form, std::forward<Values>(values)...);
}

void address(std::string& out, std::string_view street, const Town& town) {
    add_xml(out,
            "    <addr use=\"HP\"><streetAddressLine>{}</streetAddressLine><city>{}</city><state>{}</state>"
            "<postalCode>{}</postalCode><country>US</country></addr>\n",
            xml(street), xml(town.city), town.state, town.postal_code);
}

void record_target(CcdaDocument& document) {
    std::string& out = document.out;
    const Patient& patient = document.patient;
    const std::string street = street_address(document.rng);
    const std::string home = phone_number(document.rng);
    const std::string cell = phone_number(document.rng);
    const bool hispanic = document.rng.chance(220);
    add_xml(out, "  <recordTarget><patientRole>\n    <id root=\"1.3.6.1.4.1.99999.1\" extension=\"{:08}\"/>\n",
            document.number);
    address(out, street, patient.town);
    add_xml(out, "    <telecom use=\"HP\" value=\"tel:+1-{}\"/>\n    <telecom use=\"MC\" value=\"tel:+1-{}\"/>\n", home,
            cell);
    add_xml(out, "    <patient>\n      <name use=\"L\">{}<given>{}</given>{}<family>{}</family></name>\n",
            patient.prefix.empty() ? "" : fmt::format("<prefix>{}</prefix>", xml(patient.prefix)), xml(patient.given),
            patient.middle.empty() ? "" : fmt::format("<given>{}</given>", xml(patient.middle)), xml(patient.family));
    add_xml(out,
            "      <administrativeGenderCode code=\"{}\" codeSystem=\"2.16.840.1.113883.5.1\"/>\n"
            "      <birthTime value=\"{}\"/>\n"
            "      <maritalStatusCode code=\"M\" codeSystem=\"2.16.840.1.113883.5.2\" displayName=\"Married\"/>\n"
            "      <raceCode code=\"{}\" codeSystem=\"2.16.840.1.113883.6.238\" displayName=\"{}\"/>\n"
            "      <ethnicGroupCode code=\"{}\" codeSystem=\"2.16.840.1.113883.6.238\" displayName=\"{}\"/>\n"
            "      <languageCommunication><languageCode code=\"{}\"/><preferenceInd "
            "value=\"true\"/></languageCommunication>\n",
            patient.female ? 'F' : 'M', hl7_day(patient.born), patient.race.code, xml(patient.race.display),
            hispanic ? "2135-2" : "2186-5", hispanic ? "Hispanic or Latino" : "Not Hispanic or Latino",
            patient.language.code);
    out += "    </patient>\n  </patientRole></recordTarget>\n";
}

void clinician(CcdaDocument& document, std::string_view role) {
    std::string& out = document.out;
    const Provider& provider = *document.provider;
    add_xml(out, "    <{}>\n    <id root=\"2.16.840.1.113883.4.6\" extension=\"{}\"/>\n", role, provider.npi);
    address(out, provider.street, provider.town);
    add_xml(out, "    <telecom use=\"WP\" value=\"tel:+1-{}\"/>\n", provider.phone);
    add_xml(
        out,
        "    <assignedPerson><name><prefix>Dr.</prefix><given>{}</given><family>{}</family></name></assignedPerson>\n",
        xml(provider.given), xml(provider.family));
    add_xml(out,
            "    <representedOrganization><id root=\"1.3.6.1.4.1.99999.2\" extension=\"{}\"/><name>{}</name>"
            "</representedOrganization>\n    </{}>\n",
            provider.organization.view(), xml(provider.organization_name), role);
}

}  // namespace

void write_ccda_header(CcdaDocument& document) {
    std::string& out = document.out;
    const std::string now = hl7_time(kWorldEnd - document.rng.range(0, 300) * kDay, document.patient.offset_minutes);
    add_xml(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\" "
        "xmlns:sdtc=\"urn:hl7-org:sdtc\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
        "  <realmCode code=\"US\"/>\n  <typeId root=\"2.16.840.1.113883.1.3\" extension=\"POCD_HD000040\"/>\n"
        "  <templateId root=\"2.16.840.1.113883.10.20.22.1.1\" extension=\"2015-08-01\"/>\n"
        "  <templateId root=\"2.16.840.1.113883.10.20.22.1.2\" extension=\"2015-08-01\"/>\n"
        "  <id root=\"1.3.6.1.4.1.99999.4\" extension=\"D{:010}\"/>\n"
        "  <code code=\"34133-9\" codeSystem=\"2.16.840.1.113883.6.1\" displayName=\"Summarization of Episode "
        "Note\"/>\n"
        "  <title>Continuity of Care Document</title>\n  <effectiveTime value=\"{}\"/>\n"
        "  <confidentialityCode code=\"N\" codeSystem=\"2.16.840.1.113883.5.25\"/>\n  <languageCode code=\"en-US\"/>\n",
        document.number, now);
    record_target(document);
    add_xml(out, "  <author><time value=\"{}\"/>\n", now);
    clinician(document, "assignedAuthor");
    out += "  </author>\n";
    add_xml(out,
            "  <custodian><assignedCustodian><representedCustodianOrganization><id root=\"1.3.6.1.4.1.99999.2\" "
            "extension=\"{}\"/><name>{}</name></representedCustodianOrganization></assignedCustodian></custodian>\n",
            document.provider->organization.view(), xml(document.provider->organization_name));
    add_xml(out,
            "  <documentationOf><serviceEvent classCode=\"PCPR\">\n    <effectiveTime><low value=\"{}\"/>"
            "<high value=\"{}\"/></effectiveTime>\n    <performer typeCode=\"PRF\">\n",
            hl7_day(document.patient.born), now);
    clinician(document, "assignedEntity");
    out += "    </performer>\n  </serviceEvent></documentationOf>\n";
}

}  // namespace hios::bench
