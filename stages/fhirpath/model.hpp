#pragma once
// The definitions as expressions see them: each property's name as a small number, so that a step of a
// path compares integers. Made once per Table; never changed: share it freely between threads.

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/definitions/table.hpp"

namespace hios::fhirpath {

using NameId = std::uint16_t;
inline constexpr NameId kNoName = 0xFFFF;  // matches nothing

class Model {
public:
    // `table` must outlive it.
    explicit Model(const definitions::Table& table);
    static const Model& r4();

    [[nodiscard]] const definitions::Table& table() const { return table_; }

    // kNoName when no element is called so.
    [[nodiscard]] NameId name(std::string_view name) const;
    // The name of a property's element ("value"), and as JSON writes it ("valueQuantity").
    [[nodiscard]] NameId element_name(definitions::PropertyId id) const { return element_names_[id]; }
    [[nodiscard]] NameId json_name(definitions::PropertyId id) const { return json_names_[id]; }
    // Whether JSON calls an item of a choice so.
    [[nodiscard]] bool names_choice(NameId id) const { return id < is_choice_.size() && is_choice_[id]; }

    [[nodiscard]] bool is_primitive(definitions::TypeId type) const {
        return type != definitions::kNoType && type < definitions::kPrimitives;
    }
    [[nodiscard]] bool is_quantity(definitions::TypeId type) const { return quantity_[type]; }

private:
    NameId intern(std::string_view name);

    const definitions::Table& table_;
    std::unordered_map<std::string_view, NameId> names_;
    std::vector<NameId> element_names_;  // by PropertyId
    std::vector<NameId> json_names_;
    std::vector<bool> is_choice_;  // by NameId
    std::vector<bool> quantity_;   // by TypeId
};

}  // namespace hios::fhirpath
