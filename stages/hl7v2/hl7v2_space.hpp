#pragma once
// HL7 v2 messages as a source of maps: what addresses (address.hpp) mean.

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/hl7v2/address.hpp"
#include "stages/hl7v2/walk.hpp"
#include "stages/map/address_space.hpp"

namespace hios::hl7v2 {

// The addresses of one map. Groups are those of the walk; a name that is no group is a segment's.
class Hl7v2Space final : public map::AddressSpace {
public:
    enum class Kind : std::uint8_t {
        kScope,    // the place itself that a variable stands for
        kGroup,    // instances of a group
        kSegment,  // segments of a name
        kText,     // a field or a part of one
    };
    struct Entry {
        Address address;
        map::Slot within = map::kNoSlot;
        Kind kind = Kind::kText;
        std::uint32_t rule = kNoRule;  // of kGroup
        std::uint16_t name = 0;        // of the segment, from 1; 0: that of the place itself
        bool asked = true;             // false: only broader() gave it out, no expression reads it
    };

    explicit Hl7v2Space(std::shared_ptr<const Walk> walk) : walk_(std::move(walk)) {}

    tl::expected<map::Resolved, map::AddressError> resolve(std::string_view address, map::Slot within) override;
    // The field; the segments of its name.
    map::Slot broader(map::Slot slot, map::Breadth breadth) override;
    // The segment, when the address names it.
    map::Slot anchor(map::Slot slot) override;
    std::optional<std::uint32_t> question(const std::vector<map::Slot>& slots) override;
    [[nodiscard]] std::string describe(map::Slot slot) const override;
    // A message declares nothing; ReadAddresses tells what of it no address reads.
    [[nodiscard]] std::vector<std::string> unread() const override { return {}; }

    [[nodiscard]] const Walk& walk() const { return *walk_; }
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<std::vector<map::Slot>>& questions() const { return questions_; }
    // The names of segments that addresses have, by Entry::name - 1.
    [[nodiscard]] const std::vector<std::string>& segment_names() const { return names_; }

    // Entry::name of segments of that name; 0: no address has it.
    [[nodiscard]] std::uint16_t number_of(std::string_view segment) const { return numbers_.number(segment); }

    // What an address behind variables is in full: x.1 of `x in PID-3` is PID-3.1 of all repetitions.
    struct Read {
        std::string segment;
        std::uint32_t field = 0;
        std::uint32_t repetition = 0;  // 0: all
        std::uint32_t component = 0;   // 0: all, as subcomponent
        std::uint32_t subcomponent = 0;
    };
    // nullopt for groups, segments and tests.
    [[nodiscard]] std::optional<Read> read_by(map::Slot slot) const;

private:
    [[nodiscard]] Relative relative_to(map::Slot within) const;
    [[nodiscard]] std::uint16_t name_of(const std::string& segment);

    // The address as it is known, whoever wrote it how.
    [[nodiscard]] map::Slot slot_of(Entry entry);

    struct Place {
        map::Slot within = map::kNoSlot;
        Address address;
        friend bool operator==(const Place&, const Place&) = default;
    };
    struct HashOfPlace {
        std::size_t operator()(const Place& place) const;
    };

    std::shared_ptr<const Walk> walk_;
    std::vector<Entry> entries_;
    std::unordered_map<Place, map::Slot, HashOfPlace> known_;
    std::vector<std::array<map::Slot, 3>> broader_;  // by breadth, of the slots asked for so far; else kNoSlot
    SegmentNames numbers_;
    std::vector<std::string> names_;  // by number - 1
    std::vector<std::vector<map::Slot>> questions_;
    std::map<std::vector<map::Slot>, std::uint32_t> known_questions_;
};

}  // namespace hios::hl7v2
