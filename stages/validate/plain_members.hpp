#pragma once
// How members of objects are written in JSON without white space, for comparing them as a whole.

#include <deque>
#include <vector>

#include "stages/definitions/table.hpp"
#include "stages/validate/plain_text.hpp"

namespace hios::validate {

// How the value of a member is read. Text: nothing but a string's own rules; word: without white space, and its first
// byte tells whether there is more to it; other strings need care. Meta: of a resource.
enum class PlainForm : std::uint8_t { kUnknown, kObject, kText, kWord, kString, kNumber, kMeta, kContained };

struct PlainMember;

// What stood at a place before: writers keep an order, and leave out what they do not know.
using PlainGuess = std::array<const PlainMember*, 2>;

// One member as it is mostly written: its name with all that stands before its (first) value's own text.
struct PlainMember {
    Opening opening{};       // "family":"  "name":[{  "given":["  "rank":
    std::uint64_t bit = 0;   // stands for it; that of other members that cannot stand beside it, too
    std::uint32_t rest = 0;  // a bit for each byte behind the opening
    std::uint8_t size = 0;   // of the opening
    PlainForm form = PlainForm::kUnknown;
    bool repeats = false;
    std::uint8_t look = 0;  // looks.hpp
    definitions::TypeId type = definitions::kNoType;
    const definitions::Element* element = nullptr;
    // Behind it, by the length of its value: what follows the url of an extension hangs on the url.
    mutable std::array<PlainGuess, 8> followers{};

    [[nodiscard]] bool opens(const char* text) const { return (same_bytes(text, opening) | rest) == ~0U; }
};

// An object's type.
struct PlainType {
    std::uint64_t required = 0;  // bits of members
    PlainGuess first;
};

// The members of all types, made when they are first met. Not thread-safe (one per worker).
class PlainMembers {
public:
    PlainMembers(const definitions::Table& table, const std::vector<std::uint8_t>& looks);
    PlainMembers(const PlainMembers&) = delete;
    PlainMembers& operator=(const PlainMembers&) = delete;

    // The member of an object of `type` that stands at `text` (64 bytes of which are readable); null when there is none
    // or it is not written plainly. A primitive's `_` half is a member of type Element.
    [[nodiscard]] const PlainMember* find(definitions::TypeId type, const char* text);

    [[nodiscard]] PlainType& type(definitions::TypeId id) { return types_[id]; }
    // Stands for no member.
    [[nodiscard]] static const PlainMember& none();

private:
    [[nodiscard]] const PlainMember* made(definitions::TypeId of, const definitions::Member& is, bool sibling);

    const definitions::Table& table_;
    const std::vector<std::uint8_t>& looks_;
    const definitions::TypeId element_type_;
    const definitions::TypeId any_resource_;
    std::deque<PlainMember> members_;
    std::vector<const PlainMember*> by_property_;  // 2 * PropertyId, and 1 more for its `_` half
    std::vector<PlainType> types_;
};

}  // namespace hios::validate
