#pragma once
// Addresses of maps into a message, as text.
//
//     OBX             segments           PID-5          a field: its first repetition, of that the first component
//     OBX[2]-5        of the 2nd OBX     PID-5[2].1.2   2nd repetition, 1st component, 2nd subcomponent
//     ORDER           a group            OBX-5.whole    all text of the field with its delimiters, unescaped: text
//     PID-3[5=MR].1   of the first repetition whose component 5 is MR
//     PID-5.deleted   "true" when ""     PID-5[1].whole in which a sender left & or ^ as they are
//
// Behind a variable: x.5.1 or x-5.1 of a segment is field 5, component 1; x.1.2 of a repetition is component 1,
// subcomponent 2; o.OBR-4 of a group is of that instance.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hios::hl7v2 {

struct Address {
    enum class Take : std::uint8_t { kFirst, kWhole, kDeleted };

    std::string head;              // segment or group; "": what the variable stands for
    std::uint32_t occurrence = 0;  // of the segment, from 1; 0: not said
    std::uint32_t field = 0;       // 0: none
    std::uint32_t repetition = 0;  // 0: not said
    std::uint32_t key = 0;         // not 0: the first repetition whose component `key` is `key_value`
    std::string key_value{};
    std::uint32_t component = 0;
    std::uint32_t subcomponent = 0;
    Take take = Take::kFirst;

    friend bool operator==(const Address&, const Address&) = default;
};

// What an address without a head begins with.
enum class Relative : std::uint8_t { kNone, kField, kComponent };

// nullopt: it is none.
[[nodiscard]] std::optional<Address> read_address(std::string_view text, Relative relative);

// As it is written; without a head for those that had none.
[[nodiscard]] std::string to_text(const Address& address);

}  // namespace hios::hl7v2
