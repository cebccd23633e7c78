#pragma once
// Where what the maps make is not what lies expected beside a sample, and why. Most of those files were written by
// ReportStream (CDC), FHIR_bundle.hl7_ADT_A01.json by MDMI; neither is the standard. Where we were wrong, the maps
// were mended instead.

#include <array>
#include <string_view>

namespace hios::hl7v2::test {

struct Explained {
    std::string_view example;  // how the file's name begins; "" any
    std::string_view element;  // with all that is below it; a type alone: that resources are not made
    std::string_view why;

    [[nodiscard]] constexpr bool covers(std::string_view file, std::string_view path) const {
        if (!file.starts_with(example) || !path.starts_with(element)) return false;
        const std::string_view below = path.substr(element.size());
        return below.empty() || element.ends_with('.') || (below.front() == '.' && element.find('.') != element.npos);
    }
};

inline constexpr std::string_view kMdmi = "FHIR_bundle.hl7_ADT_A01.json";
inline constexpr std::string_view kNoZone = "the message names no zone: only its day is known; theirs calls it UTC";
inline constexpr std::string_view kZone = "theirs puts UTC for a time without a zone; ours has the zone of MSH-7";
inline constexpr std::string_view kEmpty = "theirs is made of nothing, and says nothing";
inline constexpr std::string_view kCodeSystem = "theirs has one URI for all local codes, and HL7's names for others";
inline constexpr std::string_view kOnePerson =
    "one number is one person in a message: what says the most of them stays";
inline constexpr std::string_view kNamespace = "theirs is the namespace alone; ours the OID that stands beside it";
inline constexpr std::string_view kAuthority = "theirs makes the authority an Organization; ours is system and display";
inline constexpr std::string_view kDisplay = "theirs repeats the code's meaning as a text";
inline constexpr std::string_view kOtherMessage =
    "not what the message says: made of another one, or by a bug of theirs";
inline constexpr std::string_view kNoName = "NK1-32 alone: no organization is named whose contact it could be";
inline constexpr std::string_view kGroup = "a group number (ORC-4) is the requisition";

inline constexpr auto kExplained = std::to_array<Explained>({
    // --- MDMI
    {kMdmi, "AllergyIntolerance.category", "theirs copies HL7's code where FHIR wants its own"},
    {kMdmi, "AllergyIntolerance.type", "theirs copies HL7's code where FHIR wants its own"},
    {kMdmi, "Coverage.", kOtherMessage},
    {kMdmi, "Encounter.account.display", kDisplay},
    {kMdmi, "Encounter.class.display", "the display is kept as it is sent"},
    {kMdmi, "Encounter.hospitalization.specialCourtesy.coding.system", kCodeSystem},
    {kMdmi, "Encounter.identifier", kDisplay},
    {kMdmi, "Encounter.location", "the levels of a place are Locations, which say their names and types themselves"},
    {kMdmi, "Encounter.participant", kOtherMessage},
    {kMdmi, "Encounter.period.start", "ours keeps the time of day"},
    {kMdmi, "Encounter.reasonCode.coding.system", kCodeSystem},
    {kMdmi, "Encounter.serviceProvider.display", kDisplay},
    {kMdmi, "Encounter.serviceType.coding.system", kCodeSystem},
    {kMdmi, "Location.", kOtherMessage},
    {kMdmi, "MessageHeader.", "theirs has its own keys (ISO::1.2.3.4.5) for displays and ids"},
    {kMdmi, "Observation.code.coding.system", kCodeSystem},
    {kMdmi, "Organization.", kOtherMessage},
    {kMdmi, "Patient.address.city", "theirs keeps a blank behind the city"},
    {kMdmi, "Patient.birthDate", "not a date of FHIR; ours is the date, and the time is an extension"},
    {kMdmi, "Patient.communication.language.coding.system", kCodeSystem},
    {kMdmi, "Patient.communication.preferred", "PID-15 does not say so"},
    {kMdmi, "Patient.contact.relationship.coding.system", kOtherMessage},
    {kMdmi, "Patient.identifier", kDisplay},
    {kMdmi, "Practitioner.name", kOtherMessage},
    {kMdmi, "RelatedPerson.relationship.coding.system", kOtherMessage},
    // --- single files of ReportStream
    {"005_AL_ORU", "MessageHeader.source", "theirs has its own program and version"},
    {"005_AL_ORU", "Organization.name", "theirs has its own program and version"},
    {"005_AL_ORU", "Observation.method.coding.version", "a version without a code is no coding"},
    {"006_AL_ORM", "Observation.valueQuantity.value", "2100 of type TX is text"},
    {"002_AL_ORU", "MessageHeader.destination.endpoint", "the OID has parts that begin with 0: it is none"},
    {"003_AL_ORU", "MessageHeader.destination.endpoint", "the OID has parts that begin with 0: it is none"},
    {"004_AL_ORU", "MessageHeader.destination.endpoint", "the OID has parts that begin with 0: it is none"},
    {"EI-to-Device-UDI", "Device.udiCarrier", "PRT-10 does not say that it is a barcode's text: an identifier"},
    {"HD-to-Location", "Location", "MSH-22.8 assigns the organization's number, and is no place"},
    {"EI-to-Identifier", "Location.", "identifiers of the place (PL.10) stand with what names it"},
    {"NK1-to-RelatedPerson-with-repeats", "Organization.name", "a contact has one organization: the first of NK1-13"},
    {"HD-to-Organization-country", "Organization.contact", kNoName},
    {"", "Observation.status", "without OBX-11 the status is the report's (OBR-25)"},
    {"cq_all_fields", "Specimen.collection.quantity.unit", "the unit is the text of the code, not its original text"},
    {"nm-to-quantity", "Encounter.length", "theirs ends UCUM's URI with a slash; the unit d is days"},
    {"004_MN_ORU", "Practitioner.name", kOnePerson},
    {"NTE-to-annotation", "Practitioner.name", kOnePerson},
    {"NTE-to-annotation", "ServiceRequest.note.text",
     "theirs keeps the first repetition of NTE-3 only; ours all lines"},
    {"004_LA_ORU", "Practitioner", "OBX-25 holds delimiters only"},
    {"004_LA_ORU", "PractitionerRole", "OBX-25 holds delimiters only"},
    {"019_CA_ORU", "PractitionerRole", kEmpty},
    {"020_CA_ORU", "PractitionerRole", kEmpty},
    {"001_Ochsner", "Patient.identifier.type.coding.code", "MRN is a word for MR of table 0203"},
    {"002_Ochsner", "Patient.identifier.type.coding.code", "MRN is a word for MR of table 0203"},
    {"001_Ochsner", "RelatedPerson.name.given", "PID-21 is a number of the mother; the names are the child's"},
    {"002_Ochsner", "RelatedPerson.name.given", "PID-21 is a number of the mother; the names are the child's"},
    {"001_Ochsner", "Location.description", "ORC-13 is the place of the Provenance, which needs a zone"},
    {"002_Ochsner", "Location.description", "ORC-13 is the place of the Provenance, which needs a zone"},
    {"001_Ochsner", "ServiceRequest.occurrenceDateTime", "theirs reads ORC-7.4 as a time; it begins a timing"},
    {"002_Ochsner", "ServiceRequest.occurrenceDateTime", "theirs reads ORC-7.4 as a time; it begins a timing"},
    {"cwe-quantity", "ServiceRequest", "without a PID: FHIR wants to know whose order it is"},
    {"cwe-quantity", "DiagnosticReport.basedOn", "without a PID: FHIR wants to know whose order it is"},
    {"pid-to-patient-pid-fully", "Organization.address.country", "the country (MSH-17) of a sender without a name"},
    // --- all of ReportStream: times
    {"", "DiagnosticReport.effectiveDateTime", kNoZone},
    {"", "DiagnosticReport.issued", "an instant needs a zone, and the message names none"},
    {"", "Observation.effectiveDateTime", kNoZone},
    {"", "ServiceRequest.authoredOn", kNoZone},
    {"", "Specimen.collection.collectedDateTime", kNoZone},
    {"", "Specimen.collection.collectedPeriod", kZone},
    {"", "Specimen.receivedTime", kZone},
    {"", "Observation.valueTime", "theirs is no time of FHIR"},
    // --- codes and systems
    {"", "DiagnosticReport.code.coding.system", kCodeSystem},
    {"", "ServiceRequest.code.coding.system", kCodeSystem},
    {"", "Observation.code.coding.system", kCodeSystem},
    {"", "Observation.valueCodeableConcept.coding.system", kCodeSystem},
    {"", "Patient.contact.relationship.coding.system", kCodeSystem},
    {"", "RelatedPerson.relationship.coding.system", kCodeSystem},
    {"", "Observation.valueQuantity.system", "UCUM has a URI"},
    {"", "DiagnosticReport.code.coding", "the same number and code in two groups: nearest is another report"},
    {"", "Patient.name.use", "FHIR has no use for a birth name (B) in the guide's table"},
    {"", "Patient.contact.name.use", "FHIR has no use for a birth name (B) in the guide's table"},
    {"", "RelatedPerson.name.use", "FHIR has no use for a birth name (B) in the guide's table"},
    {"", "Encounter.participant.type.text", kDisplay},
    {"", "ServiceRequest.status", "ours follows ORC-1, ORC-5 and OBR-25"},
    // --- numbers
    {"", "Patient.identifier.system", kNamespace},
    {"", "Practitioner.identifier.system", kNamespace},
    {"", "RelatedPerson.identifier.system", kNamespace},
    {"", "Organization.identifier", "theirs has an identifier each for name and OID of an HD, without their form"},
    {"", "Patient.identifier.assigner.reference", kAuthority},
    {"", "Practitioner.identifier.assigner.reference", kAuthority},
    {"", "ServiceRequest.identifier.assigner.reference", kAuthority},
    {"", "ServiceRequest.identifier.system", "theirs has the namespace without its sender as a system"},
    {"", "DiagnosticReport.identifier.type.coding.code", kGroup},
    {"", "ServiceRequest.identifier.type.coding.code", kGroup},
    {"", "ServiceRequest.identifier.value", kGroup},
    // --- resources of nothing
    {"", "Specimen", "theirs makes one for each OBR, also when nothing is said of it"},
    {"", "DiagnosticReport.specimen.reference", "theirs makes one for each OBR, also when nothing is said of it"},
    {"", "EpisodeOfCare", kEmpty},
    {"", "Encounter.episodeOfCare", kEmpty},
    {"", "Organization", "authorities are no Organizations; some are made of nothing"},
    {"", "MessageHeader.sender.reference", kEmpty},
    {"", "MessageHeader.responsible.reference", kEmpty},
    {"", "MessageHeader.destination.receiver.reference", kEmpty},
    {"", "Patient.contact.organization.reference", kNoName},
    // --- other choices
    {"", "MessageHeader.destination.name", "the guide: only when MSH-25 is valued"},
    {"", "MessageHeader.source.endpoint",
     "theirs makes a URN of any text; ours has URIs as they are, else the authority"},
    {"", "Observation.valueString", "ours has escapes decoded, and blanks in front of lines as they are sent"},
    {"", "Patient.link", "the mother is a RelatedPerson, which needs no link"},
    {"", "Provenance.", "theirs tells of its own program and of the moment when it ran"},
});

}  // namespace hios::hl7v2::test
