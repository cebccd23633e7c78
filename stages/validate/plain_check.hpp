#pragma once
// Tells resources that are right by one pass over their text, without an index or nodes of it: as nearly all are that a
// converter made. It never says what is wrong: what is not written plainly, or is rare, is left to the Reader and
// ResourceCheck, whose rules up to Level::kStructureOnly it knows.

#include "stages/validate/plain_links.hpp"
#include "stages/validate/plain_members.hpp"

namespace hios::validate {

struct PlainSettings {
    std::uint32_t depth = 100;  // as instance::ReadSettings
    bool need_id = true;
    bool pauses = true;  // after some texts of a type that were not plain, others of the type are not looked at
};

// Reusable; not thread-safe (one per worker). No allocation in the steady state.
class PlainCheck {
public:
    // `looks` (looks.hpp) must outlive it.
    PlainCheck(const definitions::Table& table, const std::vector<std::uint8_t>& looks, PlainSettings settings);

    // Whether there is nothing to find in the text, which must be padded as StructuralIndex wants it. False: it cannot
    // be told here.
    [[nodiscard]] bool passes(std::string_view text);

private:
    struct Mood {  // of a resource's type
        std::uint8_t misses = 0;
        std::uint8_t pause = 0;
    };
    const char* resource_type(const char* at, definitions::TypeId& type) const;
    [[nodiscard]] bool resource(const char* at, definitions::TypeId type);
    // What reads takes the place where a thing's own text begins and gives the one behind it, its closing mark
    // included; null: not plain, or not right.
    const char* object(const char* at, definitions::TypeId type, const PlainMember& of, std::uint32_t depth);
    const char* value(const char* at, const PlainMember& is, const PlainMember& of, std::uint32_t depth);
    const char* contained(const char* at, const PlainMember& is, std::uint32_t depth);
    const char* list(const char* at, const PlainMember& is, const PlainMember& of, std::uint32_t depth);
    const char* careful(const char* at, const PlainMember& is, const PlainMember& of);
    const char* number(const char* at, const PlainMember& is);
    [[nodiscard]] bool means_well(std::string_view raw, bool escapes, const PlainMember& is, const PlainMember& of);
    [[nodiscard]] bool is_known_system(std::string_view system);

    const definitions::Table& table_;
    const PlainSettings settings_;
    const definitions::TypeId bundle_;
    PlainMembers members_;
    const char* end_ = nullptr;  // of the text
    std::string_view id_;        // of the resource, or the one that is contained in it and being read
    bool contained_ = false;     // such a one is being read
    bool ascii_ = true;
    bool current_system_ = false;  // a code system of R4 has been met
    PlainLinks links_;
    std::vector<std::uint32_t> bad_escapes_;
    std::vector<Mood> moods_;  // by TypeId
};

}  // namespace hios::validate
