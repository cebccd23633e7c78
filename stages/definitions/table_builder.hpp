#pragma once
// Compiles the text form of a table. Two passes: the names of types first, then everything else, so
// that an element may be of a type defined further down. A type's base must stand before it.

#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/definitions/table.hpp"
#include "stages/definitions/text_reader.hpp"

namespace hios::definitions {

class TableBuilder {
public:
    explicit TableBuilder(std::string_view text) : text_(text), lines_(text) {}
    tl::expected<Table, Error> build();

private:
    using Result = tl::expected<void, Error>;
    using ElementType = std::pair<std::uint8_t, TypeId>;  // ordinal, one of its types

    Result name_types();
    Result read_line();
    Result read_rule(Columns columns);
    Result read_type(Columns columns);
    Result inherit(TypeId base);
    Result read_element(Columns columns);
    Result read_types(std::string_view column, Element& element);
    Result read_extras(std::string_view column, Element& element);
    Result read_rules(std::string_view names, std::vector<InvariantId>& into) const;
    void close_type();
    void index_properties();
    std::string_view keep(std::initializer_list<std::string_view> parts);

    std::string_view text_;
    Lines lines_;
    Table table_;
    NameIndex rules_;  // by their name in the text: "inv-1#2"
    std::vector<std::pair<std::string_view, KnownExtension>> extensions_;
    // The type being read.
    TypeId open_ = kNoType;
    std::vector<Element> elements_;
    std::vector<ElementType> element_types_;
    // Of each type that is read: where its elements begin. 0 = not read yet.
    std::vector<std::uint32_t> first_element_;
    std::vector<TypeId> targets_;
    std::vector<InvariantId> list_;
};

}  // namespace hios::definitions
