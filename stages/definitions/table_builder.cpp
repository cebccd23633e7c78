#include "stages/definitions/table_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace hios::definitions {

namespace {

constexpr std::size_t kMaxElements = 64;  // of a type: Type::required has a bit for each

// In the order of enum Primitive.
constexpr std::array<std::string_view, kPrimitives> kPrimitiveNames{
    "",        "base64Binary", "boolean",     "canonical", "code",     "date", "dateTime",
    "decimal", "id",           "instant",     "integer",   "markdown", "oid",  "positiveInt",
    "string",  "time",         "unsignedInt", "uri",       "url",      "uuid", "xhtml"};

TypeKind kind_of(std::string_view name) {
    if (name == "primitive") return TypeKind::kPrimitive;
    if (name == "backbone") return TypeKind::kBackbone;
    return name == "resource" ? TypeKind::kResource : TypeKind::kDatatype;
}

}  // namespace

tl::expected<Table, Error> TableBuilder::build() {
    if (auto format = read_format(lines_); !format) return tl::unexpected(std::move(format.error()));
    if (auto named = name_types(); !named) return tl::unexpected(std::move(named.error()));
    lines_ = Lines(text_);
    lines_.next();
    while (lines_.next()) {
        if (auto read = read_line(); !read) return tl::unexpected(std::move(read.error()));
    }
    close_type();
    for (std::size_t id = 1; id < table_.types_.size(); ++id) {
        Type& type = table_.types_[id];
        if (first_element_[id] == 0) return lines_.wrong(fmt::format("type {} is missing", kPrimitiveNames[id]));
        type.elements = std::span<const Element>(table_.elements_).subspan(first_element_[id], type.elements.size());
    }
    table_.code_sets_.index();
    table_.extensions_.reserve(extensions_.size());
    for (const auto& [url, kind] : extensions_) table_.extensions_.insert(url, static_cast<std::uint16_t>(kind));
    table_.property_ids_.resize(table_.properties_.size());
    std::iota(table_.property_ids_.begin(), table_.property_ids_.end(), PropertyId{0});
    index_properties();
    return std::move(table_);
}

TableBuilder::Result TableBuilder::name_types() {
    std::vector<std::string_view> types;
    std::size_t rules = 0;
    std::size_t sets = 0;
    for (Lines lines(text_); lines.next();) {
        if (lines.line().starts_with("type\t")) types.push_back(lines.line().substr(5));
        rules += lines.line().starts_with("rule\t") ? 1U : 0U;
        sets += lines.line().starts_with("set\t") ? 1U : 0U;
    }
    table_.code_sets_.reserve(sets);
    table_.types_by_name_.reserve(types.size() + kPrimitives);
    for (std::size_t id = 1; id < kPrimitives; ++id) {
        table_.types_by_name_.insert(kPrimitiveNames[id], static_cast<std::uint16_t>(id));
    }
    table_.types_.resize(kPrimitives);
    for (const std::string_view line : types) {
        Columns columns(line, '\t');
        const TypeKind kind = kind_of(columns.next());
        const std::string_view name = columns.next();
        TypeId id = table_.type_of(name);
        if (kind == TypeKind::kPrimitive && id == kNoType) {
            return lines_.wrong(fmt::format("there is no primitive type '{}'", name));
        }
        if (id == kNoType) {
            id = static_cast<TypeId>(table_.types_.size());
            table_.types_by_name_.insert(name, id);
            table_.types_.emplace_back();
        }
        table_.types_[id].name = name;
        table_.types_[id].kind = kind;
    }
    const std::size_t size = table_.types_.size();
    table_.slots_of_.resize(size);
    table_.properties_of_.resize(size);
    first_element_.resize(size);
    // An element of R4 takes some 50 bytes of text; an estimate saves copies.
    table_.elements_.reserve(text_.size() / 45);
    table_.properties_.reserve(text_.size() / 40);
    table_.elements_.emplace_back();
    table_.properties_.emplace_back();
    table_.invariants_.reserve(rules);
    table_.invariants_by_key_.reserve(rules);
    rules_.reserve(rules);
    return {};
}

TableBuilder::Result TableBuilder::read_line() {
    Columns columns(lines_.line(), '\t');
    const std::string_view what = columns.next();
    if (what.empty()) return read_element(columns);
    if (what == "type") return read_type(columns);
    if (what == "rule") return read_rule(columns);
    if (what == "set") return read_code_set(columns, lines_, table_.code_sets_);
    if (what == "extension") {
        const std::string_view url = columns.next();
        extensions_.emplace_back(url,
                                 columns.next() == "modifier" ? KnownExtension::kModifier : KnownExtension::kPlain);
        return {};
    }
    if (what == "source" || what == "digest") return {};
    return lines_.wrong(fmt::format("'{}' is nothing a table of types holds", what));
}

TableBuilder::Result TableBuilder::read_rule(Columns columns) {
    std::string_view name;
    auto rule = read_invariant(columns, lines_, name);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    const auto id = static_cast<InvariantId>(table_.invariants_.size());
    if (!rules_.insert(name, id)) return lines_.wrong(fmt::format("a second rule '{}'", name));
    table_.invariants_by_key_.insert(rule->key, id);
    table_.invariants_.push_back(*rule);
    return {};
}

TableBuilder::Result TableBuilder::read_type(Columns columns) {
    close_type();
    const std::string_view kind = columns.next();
    const std::string_view name = columns.next();
    const std::string_view base = columns.next();
    open_ = table_.type_of(name);
    Type& type = table_.types_[open_];
    if (first_element_[open_] != 0) return lines_.wrong(fmt::format("a second type '{}'", name));
    type.abstract = columns.next() == "abstract";
    list_.clear();
    if (!base.empty()) {
        type.base = table_.type_of(base);
        if (type.base == kNoType || first_element_[type.base] == 0) {
            return lines_.wrong(fmt::format("{} {} stands before its base '{}'", kind, name, base));
        }
        const Type& parent = table_.types_[type.base];
        list_.assign(parent.invariants.begin(), parent.invariants.end());
        if (auto inherited = inherit(type.base); !inherited) return inherited;
    }
    if (auto rules = read_rules(columns.next(), list_); !rules) return rules;
    type.invariants = table_.invariant_lists_.keep(list_);
    return {};
}

TableBuilder::Result TableBuilder::inherit(TypeId base) {
    const std::uint32_t first = first_element_[base];
    for (std::size_t i = 0; i < table_.types_[base].elements.size(); ++i) {
        Element element = table_.elements_[first + i];
        const std::string_view own = element.path.substr(table_.types_[base].name.size());
        element.path = keep({table_.types_[open_].name, own});
        elements_.push_back(element);
    }
    const Table::Range range = table_.properties_of_[base];
    for (std::uint32_t id = range.first; id < range.first + range.count; ++id) {
        const Property& property = table_.properties_[id];
        element_types_.emplace_back(static_cast<std::uint8_t>(property.element - first), property.type);
    }
    return {};
}

// NAME, MIN..MAX, TYPES, EXTRAS.
TableBuilder::Result TableBuilder::read_element(Columns columns) {
    if (open_ == kNoType) return lines_.wrong("an element must follow a type");
    Element element;
    const std::string_view name = columns.next();
    element.choice = name.ends_with("[x]");
    element.name = element.choice ? name.substr(0, name.size() - 3) : name;
    if (name.empty() || !read_range(columns.next(), element.min, element.max)) {
        return lines_.wrong("an element needs a name and a range like 0..1 or 1..*");
    }
    const auto same = std::ranges::find(elements_, element.name, &Element::name);
    element.ordinal = static_cast<std::uint8_t>(same - elements_.begin());
    if (same == elements_.end()) {
        if (elements_.size() == kMaxElements) return lines_.wrong("a type may have 64 elements");
        element.path = keep({table_.types_[open_].name, ".", name});
    } else {
        element.path = same->path;
        std::erase_if(element_types_, [&](const ElementType& type) { return type.first == element.ordinal; });
    }
    if (auto read = read_types(columns.next(), element); !read) return read;
    if (auto read = read_extras(columns.next(), element); !read) return read;
    if (same == elements_.end()) {
        elements_.push_back(element);
    } else {
        *same = element;
    }
    return {};
}

// "dateTime Reference(Patient,Group)"
TableBuilder::Result TableBuilder::read_types(std::string_view column, Element& element) {
    targets_.clear();
    for (Columns words(column, ' '); words.more();) {
        const std::string_view word = words.next();
        const std::size_t bracket = word.find('(');
        const std::string_view name = word.substr(0, bracket);
        const TypeId type = table_.type_of(name);
        if (type == kNoType) return lines_.wrong(fmt::format("there is no type '{}'", name));
        element_types_.emplace_back(element.ordinal, type);
        if (bracket == std::string_view::npos) continue;
        if (!word.ends_with(')')) return lines_.wrong("a bracket is not closed");
        for (Columns names(word.substr(bracket + 1, word.size() - bracket - 2), ','); names.more();) {
            const std::string_view target = names.next();
            targets_.push_back(table_.type_of(target));
            if (targets_.back() == kNoType) return lines_.wrong(fmt::format("there is no type '{}'", target));
        }
    }
    if (column.empty()) return lines_.wrong("an element needs a type");
    element.targets = table_.targets_.keep(targets_);
    return {};
}

// "modifier required=URL extensible=URL rules=KEY,KEY", in any order.
TableBuilder::Result TableBuilder::read_extras(std::string_view column, Element& element) {
    for (Columns words(column, ' '); words.more();) {
        const std::string_view word = words.next();
        const std::size_t equals = word.find('=');
        const std::string_view what = word.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? "" : word.substr(equals + 1);
        if (what == "modifier") {
            element.modifier = true;
        } else if (what == "required" || what == "extensible") {
            element.strength = what == "required" ? Strength::kRequired : Strength::kExtensible;
            element.codes = table_.code_sets_.find(value);
            if (element.codes == kNoCodeSet) return lines_.wrong(fmt::format("no set '{}' stands above", value));
        } else if (what == "rules") {
            std::vector<InvariantId> rules;
            if (auto read = read_rules(value, rules); !read) return read;
            element.invariants = table_.invariant_lists_.keep(rules);
        } else {
            return lines_.wrong(fmt::format("'{}' is nothing an element has", what));
        }
    }
    return {};
}

TableBuilder::Result TableBuilder::read_rules(std::string_view names, std::vector<InvariantId>& into) const {
    for (Columns words(names, ','); words.more();) {
        const std::string_view name = words.next();
        const std::uint16_t rule = rules_.find(name);
        if (rule == NameIndex::kNone) return lines_.wrong(fmt::format("no rule '{}' stands above", name));
        into.push_back(rule);
    }
    return {};
}

void TableBuilder::close_type() {
    if (open_ == kNoType) return;
    Type& type = table_.types_[open_];
    const auto first = static_cast<std::uint32_t>(table_.elements_.size());
    first_element_[open_] = first;
    type.elements = std::span<const Element>(elements_);  // its size; build() sets where
    Table::Range& range = table_.properties_of_[open_];
    range.first = static_cast<std::uint32_t>(table_.properties_.size());
    // Only an element that replaces an inherited one comes out of order.
    if (!std::ranges::is_sorted(element_types_, {}, &ElementType::first)) {
        std::ranges::stable_sort(element_types_, {}, &ElementType::first);
    }
    for (const auto& [ordinal, id] : element_types_) {
        const Element& element = elements_[ordinal];
        Property property{element.name, static_cast<ElementId>(first + ordinal), id};
        if (element.choice) {
            const std::string_view name = table_.types_[id].name;
            const char upper = static_cast<char>(name[0] >= 'a' && name[0] <= 'z' ? name[0] - 'a' + 'A' : name[0]);
            property.name = keep({element.name, {&upper, 1}, name.substr(1)});
        }
        table_.properties_.push_back(property);
    }
    range.count = static_cast<std::uint32_t>(table_.properties_.size()) - range.first;
    for (const Element& element : elements_) {
        if (element.min > 0) type.required |= 1ULL << element.ordinal;
    }
    table_.elements_.insert(table_.elements_.end(), elements_.begin(), elements_.end());
    elements_.clear();
    element_types_.clear();
    open_ = kNoType;
}

void TableBuilder::index_properties() {
    std::uint32_t slots = 0;
    for (std::size_t id = 0; id < table_.types_.size(); ++id) {
        const std::uint32_t size = std::bit_ceil(2 * table_.properties_of_[id].count + 1);
        table_.slots_of_[id] = {slots, size - 1};
        slots += size;
    }
    table_.members_.resize(slots);
    for (std::size_t id = 0; id < table_.types_.size(); ++id) {
        const Table::Range range = table_.properties_of_[id];
        const auto [first, mask] = table_.slots_of_[id];
        for (std::uint32_t i = range.first; i < range.first + range.count; ++i) {
            const Property& property = table_.properties_[i];
            const Element& element = table_.elements_[property.element];
            const json::NameKey key = json::name_key(property.name);
            std::uint64_t at = key.hash() >> 32 & mask;
            while (table_.members_[first + at].id != kNoProperty) at = (at + 1) & mask;
            table_.members_[first + at] = {key.head,
                                           key.tail,
                                           static_cast<std::uint32_t>(key.length),
                                           static_cast<PropertyId>(i),
                                           property.type,
                                           element.ordinal,
                                           element.max > 1};
        }
    }
}

std::string_view TableBuilder::keep(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    const std::span<char> kept = table_.names_.take(size);
    auto at = kept.begin();
    for (const std::string_view part : parts) at = std::copy(part.begin(), part.end(), at);
    return {kept.data(), kept.size()};
}

}  // namespace hios::definitions
