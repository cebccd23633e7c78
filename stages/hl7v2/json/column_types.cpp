#include "stages/hl7v2/json/column_types.hpp"

#include <utility>

#include "stages/hl7v2/dictionary/names.hpp"

namespace hios::hl7v2::json {
namespace {

using dictionary::Element;
using dictionary::Node;
using dictionary::Release;
using dictionary::SegmentType;
using dictionary::Structure;
using dictionary::Type;

ColumnType named(std::string_view name, ColumnType type) {
    type.name = name;
    return type;
}

ColumnType array_of(ColumnType item) {
    item.name.clear();
    ColumnType out{ColumnKind::kArray, {}, {}};
    out.members.push_back(std::move(item));
    return out;
}

class Builder {
public:
    Builder(const Structure& structure, const Release& release, const ColumnOptions& options)
        : nodes_(structure.nodes), release_(release), options_(options) {}

    [[nodiscard]] ColumnType group(std::uint16_t index) const {
        ColumnType out{ColumnKind::kObject, {}, {}};
        if (index == 0) {
            out.members.push_back({ColumnKind::kText, std::string(kStructureKey), {}});
            out.members.push_back({ColumnKind::kText, std::string(kVersionKey), {}});
        }
        for (std::uint16_t child = index + 1; child < nodes_[index].end; child = nodes_[child].end) {
            const Node& node = nodes_[child];
            add(out, node.key, node.group ? group(child) : segment(node.code), node.repeats_ever,
                options_.repeats && !node.group);
        }
        for (const std::string& name : options_.extra_segments) {
            if (!holds(index, dictionary::segment_code(name))) {
                add(out, dictionary::snake_case(name), segment(dictionary::segment_code(name)), true, false);
            }
        }
        return out;
    }

private:
    static void add(ColumnType& to, const std::string& key, ColumnType type, bool array, bool repeats) {
        if (!array && repeats) to.members.push_back(named(key + std::string(kRepeats), array_of(type)));
        to.members.push_back(named(key, array ? array_of(std::move(type)) : std::move(type)));
    }
    static void add(ColumnType& to, std::string_view key, ColumnType type, bool array, bool repeats) {
        add(to, std::string(key), std::move(type), array, repeats);
    }

    [[nodiscard]] bool holds(std::uint16_t group, std::uint32_t code) const {
        for (std::uint16_t child = group + 1; child < nodes_[group].end; child = nodes_[child].end) {
            if (nodes_[child].code == code) return true;
        }
        return false;
    }

    [[nodiscard]] ColumnType segment(std::uint32_t code) const {
        const SegmentType* type = release_.segment(code);
        if (type == nullptr) return {ColumnKind::kAddresses, {}, {}};
        ColumnType out{ColumnKind::kObject, {}, {}};
        for (std::uint32_t number = 1; number <= type->fields.size(); ++number) {
            const Element& element = type->fields[number - 1];
            if (!extends_to(element, type->of_version)) continue;
            const bool observation = is_observation(*type) && number == kObservationValue;
            const std::string key = options_.form.names == Names::kLong
                                        ? std::string(element.key)
                                        : std::string(type->key) + '_' + std::to_string(number);
            add(out, key, observation ? observation_value() : value(*element.type, 'c'), element.repeats_ever,
                options_.repeats && !is_delimiter(*type, number));
        }
        out.members.push_back({ColumnKind::kAddresses, std::string(kOtherFields), {}});
        return out;
    }

    // Fields 1 and 2 of a header segment cannot repeat.
    static bool is_delimiter(const SegmentType& type, std::uint32_t number) {
        return number <= 2 && (type.name == "MSH" || type.name == "FHS" || type.name == "BHS");
    }

    // `of_version`: whether what it is an element of is; else nothing of it would be.
    [[nodiscard]] bool extends_to(const Element& element, bool of_version) const {
        const bool current = element.of_version || !of_version;
        return (current && element.optionality != dictionary::Optionality::kWithdrawn) ||
               options_.extent.other_versions;
    }

    // `level`: 'c' for what has components, 's' for a component, which has subcomponents.
    [[nodiscard]] ColumnType value(const Type& type, char level) const {
        if (type.kind == dictionary::Kind::kOpaque) return {ColumnKind::kAddresses, {}, {}};
        if (type.kind != dictionary::Kind::kComposite) return {ColumnKind::kText, {}, {}};
        ColumnType out{ColumnKind::kObject, {}, {}};
        for (std::uint32_t number = 1; number <= type.components.size(); ++number) {
            const Element& element = type.components[number - 1];
            if (number > options_.extent.components || !extends_to(element, type.of_version)) continue;
            const std::string key =
                options_.form.names == Names::kLong ? std::string(element.key) : level + std::to_string(number);
            out.members.push_back(named(key, level == 's' ? ColumnType{} : value(*element.type, 's')));
        }
        return out;
    }

    [[nodiscard]] ColumnType observation_value() const {
        ColumnType out{ColumnKind::kObject, {}, {}};
        out.members.push_back({ColumnKind::kText, std::string(kTextKey), {}});
        out.members.push_back({ColumnKind::kAddresses, std::string(kPartsKey), {}});
        for (const std::string_view name : observation_types()) {
            const Type* type = release_.type(name);
            if (type == nullptr || !(type->of_version || options_.extent.other_versions)) continue;
            if (!options_.extent.all_observation_types && !is_common_observation_type(name)) continue;
            out.members.push_back(
                named(type->key, name == "NM" ? ColumnType{ColumnKind::kNumber, {}, {}} : value(*type, 'c')));
        }
        return out;
    }

    const std::vector<Node>& nodes_;
    const Release& release_;
    const ColumnOptions& options_;
};

}  // namespace

ColumnType column_types(const Structure& structure, const Release& release, const ColumnOptions& options) {
    return Builder(structure, release, options).group(0);
}

}  // namespace hios::hl7v2::json
