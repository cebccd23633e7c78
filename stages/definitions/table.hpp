#pragma once
// FHIR R4's definitions, compiled for lookup: which members an object may have, of which type, how
// often, and which rules hold. Made once from the text tables in data/fhir-r4 (or from
// StructureDefinitions) and never changed afterwards: share it freely between threads.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/error.hpp"
#include "stages/definitions/arena.hpp"
#include "stages/definitions/code_sets.hpp"
#include "stages/definitions/name_index.hpp"
#include "stages/definitions/strength.hpp"
#include "stages/json/key_hash.hpp"

namespace hios::definitions {

// The primitive types; each is also a TypeId of the same number. R4 datatypes.html#primitive.
enum class Primitive : std::uint8_t {
    kNone,
    kBase64Binary,
    kBoolean,
    kCanonical,
    kCode,
    kDate,
    kDateTime,
    kDecimal,
    kId,
    kInstant,
    kInteger,
    kMarkdown,
    kOid,
    kPositiveInt,
    kString,
    kTime,
    kUnsignedInt,
    kUri,
    kUrl,
    kUuid,
    kXhtml,
};
inline constexpr std::size_t kPrimitives = 21;  // with kNone

using TypeId = std::uint16_t;      // a primitive, datatype, backbone element or resource
using PropertyId = std::uint16_t;  // one JSON member name of one type
using ElementId = std::uint16_t;   // one element definition; a choice is one element of many properties
using InvariantId = std::uint16_t;

inline constexpr TypeId kNoType = 0;
inline constexpr PropertyId kNoProperty = 0;
inline constexpr std::uint16_t kUnbounded = 0xFFFF;

enum class TypeKind : std::uint8_t { kPrimitive, kDatatype, kBackbone, kResource };

struct Property {
    std::string_view name;  // as written in JSON: "valueQuantity"
    ElementId element = 0;
    TypeId type = kNoType;  // of a value; "Resource" stands for any resource
};

// What reading a member of an object needs to know, in half a cache line.
struct Member {
    std::uint64_t head = 0;  // of its name: json::NameKey
    std::uint64_t tail = 0;
    std::uint32_t length = 0;
    PropertyId id = kNoProperty;
    TypeId type = kNoType;
    std::uint8_t ordinal = 0;  // of its element
    bool repeats = false;      // written as a JSON array

    [[nodiscard]] bool is(const json::NameKey& key) const {
        return head == key.head && tail == key.tail && length == key.length;
    }
};

struct Element {
    std::string_view path;  // "Observation.value[x]"
    std::string_view name;  // as FHIRPath says it: "value"
    std::uint16_t min = 0;
    std::uint16_t max = 1;     // kUnbounded = *; more than 1 means a JSON array
    std::uint8_t ordinal = 0;  // among the elements of its object; below 64
    bool choice = false;
    bool modifier = false;
    Strength strength = Strength::kNone;      // only kExtensible and kRequired are kept
    CodeSetId codes = kNoCodeSet;             // of the binding; also of a set that cannot be listed
    std::span<const TypeId> targets;          // of its References and canonicals; empty = any
    std::span<const InvariantId> invariants;  // those written on the element, not on its type
};

struct Type {
    std::string_view name;  // "Patient", "HumanName", "Patient.contact", "code"
    TypeKind kind = TypeKind::kDatatype;
    TypeId base = kNoType;  // "Patient.contact" -> BackboneElement, "code" -> string
    bool abstract = false;
    std::uint64_t required = 0;               // bit per ordinal of the elements with min > 0
    std::span<const Element> elements;        // in the order of the definition, inherited ones first
    std::span<const InvariantId> invariants;  // inherited ones too
};

// A rule as published (with errata applied), in FHIRPath.
struct Invariant {
    std::string_view key;  // "obs-6"
    bool error = true;     // else a warning
    std::string_view expression;
};

// What the HL7 core specification says of an extension's url.
enum class KnownExtension : std::uint8_t { kUnknown, kPlain, kModifier };

class Table {
public:
    // The table of R4 4.0.1 that is built into the program; read on first use (some milliseconds).
    static const Table& r4();

    // Reads a table from its text form (docs/fhir-definitions.md). The text must outlive the table.
    // An error names the line.
    static tl::expected<Table, Error> from_text(std::string_view text);

    Table(Table&&) = default;
    Table& operator=(Table&&) = default;

    [[nodiscard]] TypeId type_of(std::string_view name) const;  // kNoType when unknown
    [[nodiscard]] const Type& type(TypeId id) const { return types_[id]; }
    [[nodiscard]] const Property& property(PropertyId id) const { return properties_[id]; }
    [[nodiscard]] const Element& element(ElementId id) const { return elements_[id]; }
    [[nodiscard]] const Invariant& invariant(InvariantId id) const { return invariants_[id]; }
    [[nodiscard]] std::size_t types() const { return types_.size(); }            // ids are 1 .. types() - 1
    [[nodiscard]] std::size_t properties() const { return properties_.size(); }  // ids are 1 .. properties() - 1
    [[nodiscard]] std::size_t invariants() const { return invariants_.size(); }  // ids are 0 .. invariants() - 1

    // The member `name` of an object of `type`; `key` is made of it. Its id is kNoProperty when there is
    // none.
    [[nodiscard]] const Member& member(TypeId type, std::string_view name, const json::NameKey& key) const {
        const Slots slots = slots_of_[type];
        for (std::uint64_t at = key.hash() >> 32 & slots.mask;; at = (at + 1) & slots.mask) {
            const Member& found = members_[slots.first + at];
            if (found.id == kNoProperty) return found;
            if (!found.is(key)) continue;
            if (key.length <= json::kWholeInKey || properties_[found.id].name == name) return found;
        }
    }
    [[nodiscard]] PropertyId find(TypeId type, std::string_view name) const {
        return member(type, name, json::name_key(name)).id;
    }

    // All properties of a type, in the order of its elements.
    [[nodiscard]] std::span<const PropertyId> properties(TypeId type) const;

    // The element that FHIRPath and profiles call `name` ("value", "code"), or null. Goes over all of them.
    [[nodiscard]] const Element* element_named(TypeId type, std::string_view name) const;

    // Whether `type` is `ancestor` or derives from it.
    [[nodiscard]] bool is_a(TypeId type, TypeId ancestor) const {
        while (type != ancestor && type != kNoType) type = types_[type].base;
        return type == ancestor;
    }

    [[nodiscard]] KnownExtension extension(std::string_view url) const;

    // The rule of this key, or invariants() when there is none. Keys are not unique in R4: "inv-1" is
    // three rules; this is the first.
    [[nodiscard]] std::size_t find_invariant(std::string_view key) const;

    // --- value sets
    using Membership = definitions::Membership;
    [[nodiscard]] CodeSetId code_set_of(std::string_view url) const { return code_sets_.find(url); }
    [[nodiscard]] std::string_view code_set_url(CodeSetId id) const { return code_sets_.url(id); }
    // Whether a code alone is in the set, whatever its system (elements of type code).
    [[nodiscard]] Membership has_code(CodeSetId id, std::string_view code) const {
        return code_sets_.has_code(id, code);
    }
    // Whether a code of a system is in the set.
    [[nodiscard]] Membership has_coding(CodeSetId id, std::string_view system, std::string_view code) const {
        return code_sets_.has_coding(id, system, code);
    }
    [[nodiscard]] const CodeSets& code_sets() const { return code_sets_; }

private:
    friend class TableBuilder;
    struct Slots {  // of one type: open addressing over its property names
        std::uint32_t first = 0;
        std::uint32_t mask = 0;
    };
    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    Table() = default;

    std::vector<Type> types_;
    std::vector<Property> properties_;
    std::vector<PropertyId> property_ids_;  // 0, 1, 2 ...: the properties of a type follow each other
    std::vector<Element> elements_;
    std::vector<Invariant> invariants_;
    std::vector<Range> properties_of_;    // by type
    std::vector<Slots> slots_of_;         // by type
    std::vector<Member> members_;         // what Slots look into
    Arena<TypeId> targets_;               // what Element::targets look into
    Arena<InvariantId> invariant_lists_;  // what the spans of invariants look into
    Arena<char> names_;                   // paths, and names of choices, that the text does not hold
    NameIndex types_by_name_;
    NameIndex invariants_by_key_;
    NameIndex extensions_;
    CodeSets code_sets_;
};

}  // namespace hios::definitions
