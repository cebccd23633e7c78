#pragma once
// Profiles: what a StructureDefinition asks beyond its base type, compiled for a checker. Made once,
// from a text of data/fhir-r4 or from StructureDefinitions that a job names, and never changed
// afterwards: share it freely between threads. Source: R4 profiling.html, elementdefinition.html.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "stages/definitions/fixed_value.hpp"
#include "stages/definitions/table.hpp"

namespace hios::definitions {

using ProfileNodeId = std::uint32_t;
inline constexpr ProfileNodeId kProfileRoot = 0;
inline constexpr ProfileNodeId kNoProfileNode = 0;  // the root is nobody's child and nobody's slice

enum class SliceRules : std::uint8_t { kOpen, kClosed, kOpenAtEnd };

// R4 profiling.html#discriminator. An item belongs to a slice when all discriminators say so.
struct Discriminator {
    enum class Kind : std::uint8_t { kValue, kPattern, kType, kProfile, kExists };
    Kind kind = Kind::kValue;
    std::string_view path;                    // as published: "coding.code", "$this"
    std::span<const std::string_view> steps;  // {"coding", "code"}; none for $this
};

// A value set in its owner: the R4 table or the profile's own package.
struct BoundSet {
    const CodeSets* sets = nullptr;  // null = no binding
    CodeSetId id = kNoCodeSet;

    explicit operator bool() const { return sets != nullptr; }
    [[nodiscard]] std::string_view url() const { return sets->url(id); }
    [[nodiscard]] Membership has_code(std::string_view code) const { return sets->has_code(id, code); }
    [[nodiscard]] Membership has_coding(std::string_view system, std::string_view code) const {
        return sets->has_coding(id, system, code);
    }
};

// What a profile asks of one element, or of the items of one slice of it. Elements on which the profile
// asks nothing beyond R4 have no node. All that holds for the element holds for its slices too: check
// an item against its element's node and then against its slice's.
struct ProfileNode {
    std::string_view name;          // "identifier"; "value" for value[x]; empty: the root
    std::string_view slice;         // "race"; a slice of a slice is "race/detailed"; empty: the element itself
    const Element* base = nullptr;  // in the R4 table; null: the root
    std::uint16_t min = 0;          // items of the element, or of the slice
    std::uint16_t max = 1;          // kUnbounded = *
    Strength strength = Strength::kNone;
    SliceRules slice_rules = SliceRules::kOpen;
    bool ordered = false;                        // slices must come in their order
    std::uint32_t max_length = 0;                // in characters; 0 = no limit
    BoundSet codes;                              // kNone, kRequired or kExtensible
    std::span<const TypeId> types;               // allowed; empty = those of the base
    std::span<const TypeId> targets;             // of a reference; empty = those of the base
    std::span<const std::string_view> profiles;  // canonicals; the value must conform to one of them
    std::string_view extension_url;              // of a slice of extensions: its url; else empty
    FixedValueId fixed = kNoFixedValue;          // the value is exactly this
    FixedValueId pattern = kNoFixedValue;        // the value has at least this
    FixedValueId min_value = kNoFixedValue;
    FixedValueId max_value = kNoFixedValue;
    std::span<const InvariantId> invariants;        // in ProfileSet::invariant
    std::span<const Discriminator> discriminators;  // empty: not sliced
    ProfileNodeId first_child = kNoProfileNode;
    ProfileNodeId first_slice = kNoProfileNode;
    ProfileNodeId next = kNoProfileNode;  // the next child of the same parent, or slice of the same element
};

class ProfileSet;

struct Profile {
    std::string_view url;  // without version
    std::string_view version;
    std::string_view base;  // url of what it derives from
    TypeId type = kNoType;
    const ProfileSet* set = nullptr;     // its package
    std::span<const ProfileNode> nodes;  // nodes[kProfileRoot] holds the profile's own invariants

    [[nodiscard]] const ProfileNode& node(ProfileNodeId id) const { return nodes[id]; }
    // The child called `name` (the element, not a slice), or kNoProfileNode.
    [[nodiscard]] ProfileNodeId child(ProfileNodeId of, std::string_view name) const;
};

// The profiles of one package. Not movable: its profiles and their nodes point into it.
class ProfileSet {
public:
    // Reads the text form; it must outlive the set, and so must the table. An error names the line.
    static tl::expected<std::unique_ptr<const ProfileSet>, Error> from_text(std::string_view text, const Table& table);
    // Reads StructureDefinitions with a snapshot, and ValueSets and CodeSystems that come with them: one
    // JSON text a file, each one resource, an array or a Bundle.
    static tl::expected<std::unique_ptr<const ProfileSet>, Error> from_json(std::span<const std::string> files,
                                                                            const Table& table);

    ProfileSet(const ProfileSet&) = delete;
    ProfileSet& operator=(const ProfileSet&) = delete;

    [[nodiscard]] std::string_view package() const { return package_; }  // "hl7.fhir.us.core"
    [[nodiscard]] std::string_view version() const { return version_; }
    [[nodiscard]] std::span<const Profile> profiles() const { return profiles_; }
    [[nodiscard]] const Profile* find(std::string_view url) const;  // without version; null when unknown
    [[nodiscard]] const Invariant& invariant(InvariantId id) const { return invariants_[id]; }
    [[nodiscard]] std::size_t invariants() const { return invariants_.size(); }
    [[nodiscard]] const FixedValues& values() const { return values_; }
    // A set of this package or of R4 (for memberOf in invariants).
    [[nodiscard]] BoundSet code_set(std::string_view url) const;

private:
    friend class ProfileBuilder;
    explicit ProfileSet(const Table& table) : table_(table) {}

    const Table& table_;
    std::unique_ptr<const std::string> own_text_;  // of a set made from JSON
    std::string_view package_;
    std::string_view version_;
    std::vector<Profile> profiles_;
    std::vector<ProfileNode> nodes_;
    std::vector<Invariant> invariants_;
    NameIndex by_url_;
    CodeSets code_sets_;
    FixedValues values_;
    Arena<TypeId> types_;
    Arena<InvariantId> invariant_lists_;
    Arena<std::string_view> texts_;
    Arena<Discriminator> discriminators_;
};

}  // namespace hios::definitions
