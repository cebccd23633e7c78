#pragma once
// The types that the paths of JSON lines have, for one message structure and version: the same rules as the
// writer's, from the other side. options.hpp states them.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stages/hl7v2/dictionary/release.hpp"
#include "stages/hl7v2/json/options.hpp"

namespace hios::hl7v2::json {

struct ColumnType {
    enum class Kind : std::uint8_t {
        kText,
        kNumber,
        kObject,     // members
        kArray,      // of what `members` has one of
        kAddresses,  // keys are addresses, values text
    };
    Kind kind = Kind::kText;
    std::string name;  // as a member
    std::vector<ColumnType> members;
};
using ColumnKind = ColumnType::Kind;

// How much of a structure gets columns. What has none stays in the lines.
struct Extent {
    bool other_versions = true;         // withdrawn fields, and those that only another version has
    bool all_observation_types = true;  // of OBX-5; else those that results mostly have
    std::uint32_t components = ~0U;     // of a data type, from its first on
};

struct ColumnOptions {
    Options form;
    // Segments that senders add (ZPI ...): a column in every group. Others stay in the lines, but have no column.
    std::span<const std::string> extra_segments;
    // Also columns for repetitions that the standard does not have ("..._repeats").
    bool repeats = false;
    Extent extent;
};

// The object that a line is.
[[nodiscard]] ColumnType column_types(const dictionary::Structure& structure, const dictionary::Release& release,
                                      const ColumnOptions& options);

}  // namespace hios::hl7v2::json
