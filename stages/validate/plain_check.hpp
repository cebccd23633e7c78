#pragma once
// Tells resources that are right by one pass over their text, without an index or nodes of it: as nearly all are that a
// converter made. It never says what is wrong: what is not written plainly, or is rare, is left to the Reader and
// ResourceCheck, whose rules up to Level::kStructureOnly it knows.

#include "stages/validate/plain_members.hpp"

namespace hios::validate {

struct PlainSettings {
    std::uint32_t depth = 100;  // as instance::ReadSettings
    bool need_id = true;
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
    // What reads takes the place where a thing's own text begins and gives the one behind it, its closing mark
    // included; null: not plain, or not right.
    const char* object(const char* at, definitions::TypeId type, const PlainMember& of, std::uint32_t depth);
    const char* value(const char* at, const PlainMember& is, const PlainMember& of, std::uint32_t depth);
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
    std::uint64_t seen_ = 0;     // ordinals of the elements of the object that was read last
    bool ascii_ = true;
    bool current_system_ = false;  // a code system of R4 has been met
    std::vector<std::uint32_t> bad_escapes_;
};

}  // namespace hios::validate
