#pragma once
// What a map of HL7 v2 makes of each field and component.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "jobs/coverage/value_flow.hpp"
#include "stages/hl7v2/hl7v2_space.hpp"

namespace hios::jobs {

// A part of a field; 0: all of them.
struct Hl7v2Part {
    std::uint32_t component = 0;
    std::uint32_t subcomponent = 0;
    auto operator<=>(const Hl7v2Part&) const = default;
};

struct Hl7v2Use {
    std::set<std::string_view> elements;  // of resources, without ids; texts of the program
    bool decides = false;                 // decides whether something is written, or which id it gets
};

// The program must outlive it.
class Hl7v2Reads {
public:
    using Parts = std::map<Hl7v2Part, Hl7v2Use>;

    explicit Hl7v2Reads(const map::Program& program);

    // Null when no address reads the field.
    [[nodiscard]] const Parts* field(std::string_view segment, std::uint32_t number) const;
    // By "PID-5"; parts that are read but reach nothing have no use.
    [[nodiscard]] const std::map<std::string, Parts, std::less<>>& fields() const { return fields_; }

private:
    [[nodiscard]] Hl7v2Use* use_of(const hl7v2::Hl7v2Space& space, map::Slot slot);
    std::map<std::string, Parts, std::less<>> fields_;
};

}  // namespace hios::jobs
