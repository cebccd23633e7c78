// What a document says is not so never becomes something that is so.

#include <gtest/gtest.h>

#include <iostream>
#include <map>

#include <fmt/format.h>

#include "tests/stages/ccda/facts.hpp"
#include "tests/stages/ccda/mapped.hpp"

namespace hios::ccda {
namespace {

using test::Json;
using Codes = std::set<std::pair<std::string, std::string>>;

bool has_coding(const Json& resource, const char* element, std::initializer_list<std::string_view> codes) {
    const auto found = resource.find(element);
    if (found == resource.end()) return false;
    const auto codings = found->find("coding");
    if (codings == found->end()) return false;
    return std::any_of(codings->begin(), codings->end(), [&](const Json& coding) {
        const std::string code = coding.value("code", "");
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    });
}

// Whether it says that something is, was or will be: not so of what was refuted, not done, not to be done, left out, is
// "no known ..." or absent (SNOMED CT).
bool affirms(const Json& resource) {
    static const std::set<std::string> kNotSo{"not-done", "cancelled", "declined", "entered-in-error", "revoked"};
    if (resource.value("doNotPerform", false) || kNotSo.contains(resource.value("status", ""))) return false;
    if (has_coding(resource, "verificationStatus", {"refuted", "entered-in-error"})) return false;
    if (has_coding(resource, "code", {"716186003", "409137002", "429625007", "428607008", "160245001"})) return false;
    return !has_coding(resource, "valueCodeableConcept", {"2667000"});
}

// The document itself, and who takes part in it, state no facts.
bool is_about_the_patient(const Json& resource) {
    static const std::set<std::string> kOthers{"Composition",  "Binary",       "DocumentReference", "Patient",
                                               "Practitioner", "Organization", "PractitionerRole",  "RelatedPerson",
                                               "Location",     "Provenance",   "Specimen"};
    return !kOthers.contains(resource.value("resourceType", ""));
}

void collect(const Json& value, Codes& codes) {
    if (value.is_object() && value.contains("system") && value.contains("code") && value["code"].is_string())
        codes.emplace(value["system"].get<std::string>(), value["code"].get<std::string>());
    if (value.is_structured())
        for (const Json& part : value) collect(part, codes);
}

bool has_identifier(const Json& resource, std::string_view root, std::string_view extension) {
    const auto identifiers = resource.find("identifier");
    if (identifiers == resource.end() || !identifiers->is_array()) return false;
    std::string lower(root);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::any_of(identifiers->begin(), identifiers->end(), [&](const Json& one) {
        const std::string value = one.value("value", "");
        return extension.empty() ? value == "urn:uuid:" + lower || value == "urn:oid:" + lower : value == extension;
    });
}

struct Ledger {
    std::size_t statements = 0;
    std::size_t kept = 0;  // as a resource that says no
    std::vector<std::string> affirmed;
};

void check(const std::string& name, const std::string& bytes, const std::vector<Json>& resources, Ledger& ledger) {
    pugi::xml_document xml;
    xml.load_buffer(bytes.data(), bytes.size());
    std::map<std::pair<std::string, std::string>, std::size_t> ids;
    std::vector<pugi::xml_node> negated;
    Codes denied;
    Codes stated;
    test::visit_entries(xml, [&](pugi::xml_node node, bool is_negated) {
        if (test::is_clinical_statement(node) && test::is_negated_here(node)) negated.push_back(node);
        if (test::local_name(node) == "id" && test::is_clinical_statement(node.parent()))
            ++ids[{std::string(test::attribute(node, "root")), std::string(test::attribute(node, "extension"))}];
        const test::Fact fact = test::fact_of(node);
        if (!fact.code.empty()) (is_negated ? denied : stated).emplace(fact.system, fact.code);
    });
    Codes affirmed;
    for (const Json& one : resources)
        if (is_about_the_patient(one) && affirms(one)) collect(one, affirmed);
    for (const auto& code : denied) {
        if (!stated.contains(code) && affirmed.contains(code))
            ledger.affirmed.push_back(fmt::format("{}: {}|{}", name, code.first, code.second));
    }
    for (const pugi::xml_node statement : negated) {
        ++ledger.statements;
        bool found = false;
        for (const pugi::xml_node id : statement.children()) {
            if (test::local_name(id) != "id" || id.attribute("nullFlavor") || !id.attribute("root")) continue;
            const std::string root(test::attribute(id, "root"));
            const std::string extension(test::attribute(id, "extension"));
            if (ids[{root, extension}] > 1) continue;
            for (const Json& one : resources) {
                if (!is_about_the_patient(one) || one["resourceType"] == "Device") continue;
                if (!has_identifier(one, root, extension)) continue;
                found = true;
                if (affirms(one)) ledger.affirmed.push_back(fmt::format("{}: {}", name, statement.path()));
            }
        }
        ledger.kept += found ? 1 : 0;
    }
}

TEST(Negation, OfNoNegatedStatementOfTheSamplesSomethingPositiveIsMade) {
    const auto files = test::sample_files();
    if (files.empty()) GTEST_SKIP() << "there is no folder " << test::shared_samples();
    test::Mapped mapped;
    Ledger ledger;
    for (const auto& path : files) {
        std::string bytes = test::read_bytes(path);
        const std::string root = test::root_of(bytes);
        if (root != "ClinicalDocument") bytes = test::wrapped(bytes, root);
        if (bytes.find("negationInd") == std::string::npos) continue;
        check(path.filename().string(), bytes, mapped.resources(bytes), ledger);
    }
    std::cout << fmt::format("{} negated statements, {} kept as resources that say so\n", ledger.statements,
                             ledger.kept);
    EXPECT_GT(ledger.statements, 180U);
    EXPECT_GT(ledger.kept * 2, ledger.statements);
    for (const std::string& one : ledger.affirmed) ADD_FAILURE() << "affirmed: " << one;
}

}  // namespace
}  // namespace hios::ccda
