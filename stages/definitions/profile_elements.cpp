// What a line of a profile's element asks for, column by column.

#include <fmt/format.h>

#include <charconv>

#include "stages/definitions/profile_builder.hpp"

namespace hios::definitions {

// "Reference(Patient,Group) Extension=URL,URL"
ProfileBuilder::Result ProfileBuilder::read_types(std::string_view column, ProfileNode& at) {
    types_.clear();
    targets_.clear();
    texts_.clear();
    for (Columns words(column, ' '); words.more();) {
        std::string_view word = words.next();
        const std::size_t equals = word.find('=');
        if (equals != std::string_view::npos) {
            for (Columns urls(word.substr(equals + 1), ','); urls.more();) texts_.push_back(urls.next());
            word = word.substr(0, equals);
        }
        const std::size_t bracket = word.find('(');
        if (bracket != std::string_view::npos && word.ends_with(')')) {
            for (Columns names(word.substr(bracket + 1, word.size() - bracket - 2), ','); names.more();) {
                const std::string_view name = names.next();
                targets_.push_back(table_.type_of(name));
                if (targets_.back() == kNoType) return lines_.wrong(fmt::format("there is no type '{}'", name));
            }
        }
        types_.push_back(table_.type_of(word.substr(0, bracket)));
        if (types_.back() == kNoType) return lines_.wrong(fmt::format("there is no type '{}'", word));
    }
    if (column.empty()) return {};
    at.types = set_->types_.keep(types_);
    at.targets = set_->types_.keep(targets_);
    at.profiles = set_->texts_.keep(texts_);
    return {};
}

ProfileBuilder::Result ProfileBuilder::read_asked(std::string_view column, ProfileNode& at) {
    const std::size_t equals = column.find('=');
    const std::string_view what = column.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? "" : column.substr(equals + 1);
    if (what == "required") return read_binding(Strength::kRequired, value, at);
    if (what == "extensible") return read_binding(Strength::kExtensible, value, at);
    if (what == "fixed") return read_value(value, at.fixed);
    if (what == "pattern") return read_value(value, at.pattern);
    if (what == "minValue") return read_value(value, at.min_value);
    if (what == "maxValue") return read_value(value, at.max_value);
    if (what == "slicing") return read_slicing(value, at);
    if (what == "rules") return read_rules(value, at);
    if (what == "maxLength") {
        const char* const end = value.data() + value.size();
        const auto [last, fault] = std::from_chars(value.data(), end, at.max_length);
        if (fault == std::errc() && last == end) return {};
    }
    return lines_.wrong(fmt::format("'{}' is nothing a profile asks", column));
}

ProfileBuilder::Result ProfileBuilder::read_binding(Strength strength, std::string_view url, ProfileNode& at) {
    at.strength = strength;
    at.codes = set_->code_set(url);
    if (!at.codes) return lines_.wrong(fmt::format("no set '{}' stands above or in R4", url));
    return {};
}

// "open,ordered value:coding.code pattern:$this"
ProfileBuilder::Result ProfileBuilder::read_slicing(std::string_view column, ProfileNode& at) {
    Columns words(column, ' ');
    const std::string_view rules = words.next();
    const std::string_view how = rules.substr(0, rules.find(','));
    at.ordered = rules.ends_with(",ordered");
    at.slice_rules = how == "closed" ? SliceRules::kClosed : SliceRules::kOpen;
    if (how == "openAtEnd") at.slice_rules = SliceRules::kOpenAtEnd;
    discriminators_.clear();
    while (words.more()) {
        const std::string_view word = words.next();
        const std::size_t colon = word.find(':');
        const std::string_view kind = word.substr(0, colon);
        Discriminator by;
        if (colon == std::string_view::npos) return lines_.wrong("a discriminator is written KIND:PATH");
        by.path = word.substr(colon + 1);
        using enum Discriminator::Kind;
        if (kind == "pattern") by.kind = kPattern;
        if (kind == "type") by.kind = kType;
        if (kind == "profile") by.kind = kProfile;
        if (kind == "exists") by.kind = kExists;
        texts_.clear();
        for (Columns steps(by.path, '.'); steps.more();) {
            if (const std::string_view step = steps.next(); step != "$this") texts_.push_back(step);
        }
        by.steps = set_->texts_.keep(texts_);
        discriminators_.push_back(by);
    }
    at.discriminators = set_->discriminators_.keep(discriminators_);
    return {};
}

ProfileBuilder::Result ProfileBuilder::read_value(std::string_view json, FixedValueId& into) {
    into = set_->values_.add(json);
    if (into == kNoFixedValue) return lines_.wrong("a fixed value must be JSON");
    return {};
}

ProfileBuilder::Result ProfileBuilder::read_rules(std::string_view names, ProfileNode& at) {
    list_.clear();
    for (Columns words(names, ','); words.more();) {
        const std::string_view name = words.next();
        const std::uint16_t rule = rules_.find(name);
        if (rule == NameIndex::kNone) return lines_.wrong(fmt::format("no rule '{}' stands above", name));
        list_.push_back(rule);
    }
    at.invariants = set_->invariant_lists_.keep(list_);
    return {};
}

}  // namespace hios::definitions
