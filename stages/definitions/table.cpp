#include "stages/definitions/table.hpp"

#include <utility>

#include "stages/definitions/embedded_text.hpp"
#include "stages/definitions/table_builder.hpp"

namespace hios::definitions {

const Table& Table::r4() {
    // The text is part of the program and a test reads it: it has no errors.
    static const Table table = from_text(kR4Text).value();
    return table;
}

tl::expected<Table, Error> Table::from_text(std::string_view text) {
    return TableBuilder(text).build();
}

TypeId Table::type_of(std::string_view name) const {
    const std::uint16_t found = types_by_name_.find(name);
    return found == NameIndex::kNone ? kNoType : found;
}

std::span<const PropertyId> Table::properties(TypeId type) const {
    const Range range = properties_of_[type];
    return std::span(property_ids_).subspan(range.first, range.count);
}

const Element* Table::element_named(TypeId type, std::string_view name) const {
    for (const Element& element : types_[type].elements) {
        if (element.name == name) return &element;
    }
    return nullptr;
}

KnownExtension Table::extension(std::string_view url) const {
    const std::uint16_t found = extensions_.find(url);
    return found == NameIndex::kNone ? KnownExtension::kUnknown : static_cast<KnownExtension>(found);
}

std::size_t Table::find_invariant(std::string_view key) const {
    const std::uint16_t found = invariants_by_key_.find(key);
    return found == NameIndex::kNone ? invariants_.size() : found;
}

}  // namespace hios::definitions
