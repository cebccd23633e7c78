#pragma once
// The coded facts of a document, found by a plain walk over its XML that knows nothing of the maps, and what of them an
// output may lack: each exception is a rule with a name.

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hios::ccda::test {

struct Fact {
    std::string system;  // URI
    std::string code;
    pugi::xml_node at;
    auto operator<=>(const Fact& other) const { return std::tie(system, code) <=> std::tie(other.system, other.code); }
    bool operator==(const Fact& other) const { return system == other.system && code == other.code; }
};

inline std::string_view local_name(pugi::xml_node node) {
    const std::string_view name = node.name();
    return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

// Terminologies of clinical facts; HL7's own code systems tell structure (HL7 UTG NamingSystems, HTA).
inline std::string_view terminology(std::string_view oid) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kAll{{
        {"2.16.840.1.113883.6.1", "http://loinc.org"},
        {"2.16.840.1.113883.6.96", "http://snomed.info/sct"},
        {"2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"},
        {"2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm"},
        {"2.16.840.1.113883.6.4", "http://www.cms.gov/Medicare/Coding/ICD10"},
        {"2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10"},
        {"2.16.840.1.113883.6.103", "http://hl7.org/fhir/sid/icd-9-cm"},
        {"2.16.840.1.113883.6.104", "http://hl7.org/fhir/sid/icd-9-cm"},
        {"2.16.840.1.113883.6.2", "http://terminology.hl7.org/CodeSystem/icd9cm"},
        {"2.16.840.1.113883.6.42", "http://terminology.hl7.org/CodeSystem/icd9"},
        {"2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"},
        {"2.16.840.1.113883.6.13", "http://www.ada.org/cdt"},
        {"2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"},
        {"2.16.840.1.113883.6.59", "http://hl7.org/fhir/sid/cvx"},
        {"2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"},
        {"2.16.840.1.113883.3.26.1.1", "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"},
        {"2.16.840.1.113883.6.14", "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes"},
        {"2.16.840.1.113883.6.285", "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"},
        {"2.16.840.1.113883.4.9", "http://fdasis.nlm.nih.gov"},
        {"2.16.840.1.113883.6.345", "http://va.gov/terminology/medrt"},
        {"2.16.840.1.113883.3.26.1.5", "http://terminology.hl7.org/CodeSystem/nciVersionOfNDF-RT"},
        {"2.16.840.1.113883.6.209", "http://hl7.org/fhir/ndfrt"},
    }};
    for (const auto& [known, uri] : kAll)
        if (known == oid) return uri;
    return {};
}

inline bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

inline std::string_view attribute(pugi::xml_node node, const char* name) {
    std::string_view text = node.attribute(name).value();
    while (!text.empty() && (is_blank(text.front()))) text.remove_prefix(1);
    while (!text.empty() && (is_blank(text.back()))) text.remove_suffix(1);
    return text;
}

inline bool is_clinical_statement(pugi::xml_node node) {
    static const std::set<std::string_view> kAll{"act",       "observation", "procedure", "substanceAdministration",
                                                 "encounter", "organizer",   "supply",    "regionOfInterest"};
    return kAll.contains(local_name(node));
}

inline bool is_negated_here(pugi::xml_node node) {
    return attribute(node, "negationInd") == "true" &&
           (is_clinical_statement(node) || local_name(node) == "entryRelationship");
}

inline bool has_template(pugi::xml_node node, std::initializer_list<std::string_view> roots) {
    for (const pugi::xml_node child : node.children())
        if (local_name(child) == "templateId" &&
            std::find(roots.begin(), roots.end(), attribute(child, "root")) != roots.end())
            return true;
    return false;
}

// Calls `visit` for each element of the entries, parents before children; `negated`: it, or what it stands in, is.
template <class Visit>
void visit_entries(pugi::xml_node root, Visit&& visit) {
    struct Item {
        pugi::xml_node node;
        bool in_entry;
        bool negated;
    };
    std::vector<Item> stack{{root, false, false}};
    while (!stack.empty()) {
        const Item item = stack.back();
        stack.pop_back();
        const bool in_entry = item.in_entry || local_name(item.node) == "entry";
        const bool negated = item.negated || is_negated_here(item.node);
        if (in_entry) visit(item.node, negated);
        for (pugi::xml_node child = item.node.last_child(); child; child = child.previous_sibling())
            if (child.type() == pugi::node_element) stack.push_back({child, in_entry, negated});
    }
}

// The fact that an element states; "" as its code when it states none.
inline Fact fact_of(pugi::xml_node node) {
    Fact fact;
    if (node.attribute("nullFlavor")) return fact;
    fact.system = terminology(attribute(node, "codeSystem"));
    if (fact.system.empty()) return fact;
    std::string_view code = attribute(node, "code");
    code = code.substr(0, code.find_first_of("\\~"));  // dirt of real documents
    while (!code.empty() && code.back() == ' ') code.remove_suffix(1);
    fact.code = code;
    fact.at = node;
    return fact;
}

// --- what an output may lack, and why

struct Exception {
    std::string_view name;
    std::string_view why;
    bool (*holds)(pugi::xml_node concept_node, pugi::xml_node holder);
};

inline bool says_code(pugi::xml_node concept_node, std::initializer_list<std::string_view> codes) {
    return local_name(concept_node) == "code" &&
           std::find(codes.begin(), codes.end(), attribute(concept_node, "code")) != codes.end();
}

// Of an allergy or the concern around it: whether a reaction in it has a severity of its own.
inline bool has_graded_reaction(pugi::xml_node statement) {
    const auto is_severity = [](pugi::xml_node node) {
        return attribute(node, "code") == "SEV" &&
               attribute(node.parent().parent().parent().parent(), "typeCode") == "MFST";
    };
    return static_cast<bool>(statement.find_node(is_severity));
}

inline const std::array<Exception, 10>& exceptions() {
    static const std::array<Exception, 10> kAll{{
        {"label", "names the element of FHIR that its value or text becomes",
         [](pugi::xml_node c, pugi::xml_node) {
             return says_code(
                 c,
                 {"33999-4",   "82606-5",   "76689-9",   "46098-0", "76691-5",   "95370-3",   "445518008",
                  "397659008", "419099009", "48767-8",   "30973-2", "416118004", "225773000", "76662-6",
                  "412307009", "77975-1",   "86744-0",   "85847-2", "92707-9",   "48768-6",   "52556-8",
                  "34109-9",   "75310-3",   "281694009", "42346-7", "10183-2",   "75311-1",   "NEW-LOINC-CRITICALITY"});
         }},
        {"device", "names an element of Device or becomes its status",
         [](pugi::xml_node c, pugi::xml_node holder) {
             for (pugi::xml_node at = holder; at; at = at.parent())
                 if (has_template(at, {"2.16.840.1.113883.10.20.22.4.311"}))
                     return local_name(c) == "code" || attribute(holder.child("code"), "code") == "C160939";
             return false;
         }},
        {"diagnosis", "names the section or act that gives its problems their category",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(holder) != "section" &&
                    says_code(c, {"29308-4", "11535-2", "46241-6", "10219-4", "10218-6", "59769-0"});
         }},
        {"kind of problem", "of a reason or a relative's condition: tells that it is a finding, the value which one",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(c) == "code" && local_name(holder) == "observation" && holder.child("value") &&
                    (has_template(holder, {"2.16.840.1.113883.10.20.22.4.19", "2.16.840.1.113883.10.20.22.4.46",
                                           "2.16.840.1.113883.10.20.22.4.47"}));
         }},
        {"death", "becomes deceasedBoolean, contributedToDeath",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(c) == "value" && has_template(holder, {"2.16.840.1.113883.10.20.22.4.47"});
         }},
        {"sex", "becomes the code of an extension, which has no system",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(c) == "value" && has_template(holder, {"2.16.840.1.113883.10.20.22.4.507"});
         }},
        {"severity", "of an allergy: each of its reactions has one of its own (C-CDA on FHIR, allergies)",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(c) == "value" && attribute(holder.child("code"), "code") == "SEV" &&
                    attribute(holder.parent().parent().parent(), "typeCode") != "MFST" &&
                    has_graded_reaction(holder.parent().parent());
         }},
        {"qualifier", "FHIR has no qualifiers of codes: told in words",
         [](pugi::xml_node c, pugi::xml_node) { return local_name(c.parent()) == "qualifier"; }},
        {"group", "only holds together what stands in it",
         [](pugi::xml_node c, pugi::xml_node holder) {
             return local_name(c) == "code" &&
                    has_template(holder, {"2.16.840.1.113883.10.20.22.4.135", "2.16.840.1.113883.10.20.22.4.108",
                                          "2.16.840.1.113883.10.20.22.4.131", "2.16.840.1.113883.10.20.22.4.146",
                                          "2.16.840.1.113883.10.20.6.2.5"});
         }},
        {"authorization", "what a payer authorizes is no coverage",
         [](pugi::xml_node c, pugi::xml_node) {
             for (pugi::xml_node at = c; at; at = at.parent())
                 if (has_template(at, {"2.16.840.1.113883.10.20.1.19"})) return true;
             return false;
         }},
    }};
    return kAll;
}

// nullptr: it has to be there.
inline const Exception* excepted(pugi::xml_node fact) {
    pugi::xml_node concept_node = fact;
    while (local_name(concept_node) == "translation") concept_node = concept_node.parent();
    for (const Exception& one : exceptions())
        if (one.holds(concept_node, concept_node.parent())) return &one;
    return nullptr;
}

}  // namespace hios::ccda::test
