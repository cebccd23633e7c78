#pragma once
// FHIR definitions as they are read: plain values, nothing resolved. The generator and the reader of
// a job's own profiles fill them; text_writer.hpp writes them down. Source: R4 structuredefinition.html,
// elementdefinition.html, valueset.html, codesystem.html.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stages/definitions/strength.hpp"

namespace hios::definitions::model {

inline constexpr std::uint16_t kUnbounded = 0xFFFF;

// One entry of ElementDefinition.type. Canonical urls stand without "|version".
struct TypeRef {
    std::string code;                   // "Reference", "string" (never a FHIRPath System type)
    std::vector<std::string> profiles;  // the value must conform to one of them
    std::vector<std::string> targets;   // profiles of what a Reference or canonical points to
    friend bool operator==(const TypeRef&, const TypeRef&) = default;
};

struct Binding {
    Strength strength = Strength::kNone;
    std::string value_set;
    friend bool operator==(const Binding&, const Binding&) = default;
};

struct Constraint {
    std::string key;
    bool error = true;  // else a warning
    std::string expression;
    friend bool operator==(const Constraint&, const Constraint&) = default;
};

struct Discriminator {
    std::string type;  // value, exists, pattern, type, profile
    std::string path;  // "$this", "url", "coding.code"
    friend bool operator==(const Discriminator&, const Discriminator&) = default;
};

struct Slicing {
    std::vector<Discriminator> discriminators;
    std::string rules = "open";  // open, closed, openAtEnd
    bool ordered = false;
    friend bool operator==(const Slicing&, const Slicing&) = default;
};

struct Element {
    std::string id;          // "Patient.extension:race.value[x]"
    std::string path;        // "Patient.extension.value[x]"
    std::string base_path;   // where it is defined first: "Element.id"
    std::string slice_name;  // "race" or empty
    std::uint16_t min = 0;
    std::uint16_t max = 1;
    std::vector<TypeRef> types;
    std::string content_reference;  // "Bundle.link" or empty
    bool modifier = false;
    Binding binding;
    std::vector<Constraint> constraints;
    std::string fixed;    // of fixed[x], as compact JSON; empty = none
    std::string pattern;  // of pattern[x]
    std::string min_value;
    std::string max_value;
    std::optional<std::uint32_t> max_length;
    std::optional<Slicing> slicing;
};

// A StructureDefinition: elements[0] is the root.
struct Definition {
    std::string url;
    std::string version;
    std::string kind;  // primitive-type, complex-type, resource, logical
    std::string type;  // "Patient"
    std::string base;  // canonical url of the base definition
    bool abstract = false;
    bool constraint = false;  // a profile; else a type of its own
    std::vector<Element> elements;
};

struct Concept {
    std::string code;
    std::vector<std::uint32_t> children;  // indexes into CodeSystem::concepts
};

struct CodeSystem {
    std::string url;
    bool complete = false;  // all codes are here
    std::vector<Concept> concepts;
};

struct Filter {
    std::string property;
    std::string op;
    std::string value;
};

// One entry of ValueSet.compose.include or exclude.
struct Include {
    std::string system;
    std::vector<std::string> codes;
    std::vector<Filter> filters;
    std::vector<std::string> value_sets;
};

struct ValueSet {
    std::string url;
    std::vector<Include> includes;
    std::vector<Include> excludes;
};

// What a value set holds, as far as it can be listed here.
struct CodeList {
    std::string url;
    std::map<std::string, std::vector<std::string>> codes;  // by system; codes sorted
    // Systems some of whose codes may belong to the set besides; "" = any system.
    std::vector<std::string> open_systems;
};

// What a set of files defines, in their order.
struct Definitions {
    std::vector<Definition> structures;
    std::vector<CodeSystem> code_systems;
    std::vector<ValueSet> value_sets;
};

}  // namespace hios::definitions::model
