#include "stages/hl7v2/dictionary/text.hpp"

#include <charconv>
#include <cstring>

#include "stages/hl7v2/dictionary/names.hpp"

namespace hios::hl7v2::dictionary {
namespace {

template <typename Number>
Number number(std::string_view text, int base) {
    Number value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

unsigned distance(Versions versions, Version from) {
    const Version nearest = best(versions, from);
    return static_cast<unsigned>(nearest >= from ? nearest - from : kVersionNames.size() + from - nearest);
}

bool has(Versions versions, Version version) {
    return (versions >> version & 1U) != 0;
}

Optionality optionality(char flag) {
    switch (flag) {
        case 'r':
            return Optionality::kRequired;
        case 'c':
            return Optionality::kConditional;
        case 'w':
            return Optionality::kWithdrawn;
        default:
            return Optionality::kOptional;
    }
}

}  // namespace

std::string_view keep_text(std::string_view text, std::pmr::memory_resource& in) {
    if (text.empty()) return {};
    char* const at = static_cast<char*>(in.allocate(text.size(), 1));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
}

bool TextReader::next_line() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return false;
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    first_ = column();
    return true;
}

std::string_view TextReader::column() {
    const std::size_t end = line_.find('\t');
    const std::string_view out = line_.substr(0, end);
    line_ = end == std::string_view::npos ? std::string_view() : line_.substr(end + 1);
    return out;
}

Versions TextReader::versions_column() {
    return number<Versions>(column(), 16);
}

std::string_view TextReader::keep(std::string_view key) {
    return keep_text(key, into_.keys_);
}

void TextReader::read() {
    bool more = next_line();
    while (more && first_ != "type") more = next_line();
    read_elements("type");
    read_elements("segment");
    read_trees();
    read_events();
    finish_types();
}

void TextReader::read_elements(std::string_view word) {
    std::vector<Distance> distances;
    bool more = first_ == word;
    while (more) {
        const std::string_view name = column();
        const Versions versions = versions_column();
        std::vector<Element>* elements = nullptr;
        const bool of_version = has(versions, into_.version_);
        if (word == "type") {
            Type& type = into_.types_[name];
            type.of_version = of_version;
            elements = &type.components;
        } else {
            SegmentType& segment = into_.segments_[segment_code(name)];
            segment.name = name;
            segment.key = keep(snake_case(name));
            segment.of_version = of_version;
            elements = &segment.fields;
        }
        distances.clear();
        const Version owner = best(versions, into_.version_);
        more = next_line();
        for (; more && !first_.empty() && first_[0] >= '0' && first_[0] <= '9'; more = next_line()) {
            read_element(*elements, distances, owner);
        }
        UniqueKeys keys;
        for (std::size_t i = 0; i < elements->size(); ++i) {
            Element& element = (*elements)[i];
            if (element.type == nullptr) element.type = &into_.types_["VARIES"];
            element.of_version = element.of_version && of_version;
            element.key = keep(keys.add(snake_case(element.name), static_cast<unsigned>(i + 1)));
        }
        more = more && first_ == word;
    }
}

void TextReader::read_element(std::vector<Element>& into, std::vector<Distance>& distances, Version owner) {
    const auto index = number<std::size_t>(first_, 10) - 1;
    if (index >= 1000) return;
    if (index >= into.size()) {
        into.resize(index + 1);
        distances.resize(index + 1, ~0U);
    }
    const Versions versions = versions_column();
    const Distance far = distance(versions, owner);
    if (far >= distances[index]) return;
    distances[index] = far;
    Element& element = into[index];
    const std::string_view flags = column();
    element.optionality = optionality(flags[0]);
    element.repeats = flags.ends_with('*');
    element.repeats_ever = flags.size() > 1;
    const std::string_view type = column();
    element.type = &into_.types_[type];
    into_.types_[type].name = type;
    element.name = column();
    element.table = number<std::uint16_t>(column(), 10);
    element.of_version = has(versions, owner);
}

void TextReader::read_trees() {
    std::unordered_map<std::string_view, Chosen> chosen;
    std::string_view tree;
    bool more = first_ == "tree";
    for (; more && first_ != "events"; more = next_line()) {
        if (first_ == "tree") {
            tree = column();
            continue;
        }
        const Versions versions = versions_column();
        const Distance far = distance(versions, into_.version_);
        Chosen& best_one = chosen[first_];
        if (far < best_one.distance) best_one = {far, tree, versions};
    }
    for (const auto& [name, one] : chosen) {
        Structure& structure = into_.structures_[name];
        structure.name = name;
        structure.of_version = has(one.versions, into_.version_);
        read_tree(one.text, into_.keys_, structure.nodes);
    }
}

void TextReader::read_events() {
    std::unordered_map<std::string_view, Distance> distances;
    while (next_line()) {
        const std::string_view structure = column();
        const Distance far = distance(versions_column(), into_.version_) + 1;
        Distance& nearest = distances[first_];
        if (nearest != 0 && far >= nearest) continue;
        nearest = far;
        into_.events_[first_] = structure;
    }
}

void TextReader::finish_types() {
    for (auto& [name, type] : into_.types_) {
        type.name = name;
        type.key = keep(snake_case(name));
        const bool open = name == "VARIES" || name == "CM" || name == "NUL";
        if (name == "ST" || name == "TX" || name == "FT") {
            type.kind = Kind::kText;
        } else if (!type.components.empty()) {
            type.kind = Kind::kComposite;
        } else {
            type.kind = open ? Kind::kOpaque : Kind::kPrimitive;
        }
    }
}

}  // namespace hios::hl7v2::dictionary
