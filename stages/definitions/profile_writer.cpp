#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/text_parts.hpp"
#include "stages/definitions/text_writer.hpp"

namespace hios::definitions {

namespace {

using model::Definition;

// Its one rule stands at the elements of the base types; see write_types.
constexpr std::string_view kSimpleQuantity = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity";

class ProfileWriter {
public:
    ProfileWriter(const Table& table, const ValueSets& sets, const TypeOfProfile& type_of_profile)
        : table_(table), type_of_profile_(type_of_profile), sets_(sets, &table.code_sets()) {}

    tl::expected<std::string, Error> write(const std::vector<Definition>& definitions) {
        std::map<std::string, const Definition*> sorted;
        for (const Definition& definition : definitions) {
            if (definition.constraint && definition.kind != "logical") sorted[definition.url] = &definition;
        }
        std::string text;
        for (const auto& [url, definition] : sorted) write_profile(*definition, text);
        if (!fault_.empty()) return tl::unexpected(fatal(codes::kUnknownBase, fault_));
        return rules_.lines() + sets_.lines() + text;
    }

private:
    void write_profile(const Definition& definition, std::string& text) {
        if (table_.type_of(definition.type) == kNoType) fault(definition, definition.type);
        std::string line =
            fmt::format("profile\t{}\t{}\t{}\t{}\t{}", column(definition.url), column(definition.version),
                        definition.type, column(definition.base), own_rules(definition.elements[0]));
        line.erase(line.find_last_not_of('\t') + 1);
        text += line + '\n';
        for (std::size_t i = 1; i < definition.elements.size(); ++i) {
            if (!value_of_primitive(definition.elements[i])) write_element(definition, definition.elements[i], text);
        }
    }

    // "uri.value" is the JSON value itself, which has no element in JSON.
    [[nodiscard]] bool value_of_primitive(const model::Element& element) const {
        const std::size_t dot = element.base_path.rfind('.');
        if (dot == std::string::npos || element.base_path.substr(dot) != ".value") return false;
        const TypeId type = table_.type_of(std::string_view(element.base_path).substr(0, dot));
        return type != kNoType && table_.type(type).kind == TypeKind::kPrimitive;
    }

    // A line when the element asks for anything that its base does not.
    void write_element(const Definition& definition, const model::Element& element, std::string& text) {
        const definitions::Element* const base = base_of(element);
        const std::string root = definition.elements[0].id + '.';
        if (base == nullptr || !element.id.starts_with(root)) return fault(definition, element.id);
        const std::string types = types_beyond(definition, element, *base);
        std::string asked;
        const auto add = [&](std::string_view what, const std::string& value) {
            if (!value.empty()) asked += fmt::format("\t{}={}", what, column(value));
        };
        if (const std::string word = binding_beyond(element, *base); !word.empty()) asked += '\t' + word;
        add("fixed", element.fixed);
        add("pattern", element.pattern);
        add("minValue", element.min_value);
        add("maxValue", element.max_value);
        if (element.max_length) add("maxLength", fmt::format("{}", *element.max_length));
        if (element.slicing && has_slices(definition, element)) add("slicing", slicing_word(*element.slicing));
        add("rules", own_rules(element));
        const bool same_range = element.min == base->min && element.max == base->max;
        if (same_range && types.empty() && asked.empty() && element.slice_name.empty()) return;
        text += fmt::format("\t{}\t{}", element.id.substr(root.size()), range(element.min, element.max));
        if (!types.empty() || !asked.empty()) text += '\t' + types + asked;
        text += '\n';
    }

    [[nodiscard]] const definitions::Element* base_of(const model::Element& element) const {
        const std::string& path = element.base_path.empty() ? element.path : element.base_path;
        const std::size_t dot = path.rfind('.');
        if (dot == std::string::npos) return nullptr;
        std::string_view name = std::string_view(path).substr(dot + 1);
        if (name.ends_with("[x]")) name.remove_suffix(3);
        const TypeId type = table_.type_of(std::string_view(path).substr(0, dot));
        return type == kNoType ? nullptr : table_.element_named(type, name);
    }

    // Open slicing of extensions by url stands everywhere and asks for nothing without slices.
    static bool has_slices(const Definition& definition, const model::Element& element) {
        return element.slicing->rules == "closed" ||
               std::ranges::any_of(definition.elements, [&](const model::Element& other) {
                   return !other.slice_name.empty() && other.id.starts_with(element.id + ":");
               });
    }

    static std::string slicing_word(const model::Slicing& slicing) {
        std::string word = slicing.rules + (slicing.ordered ? ",ordered" : "");
        for (const model::Discriminator& by : slicing.discriminators) word += fmt::format(" {}:{}", by.type, by.path);
        return word;
    }

    // Rules that the types of R4 do not have already.
    std::string own_rules(const model::Element& element) {
        std::vector<std::string> names;
        for (const model::Constraint& rule : element.constraints) {
            if (rule.expression.empty() || table_.find_invariant(rule.key) != table_.invariants()) continue;
            names.push_back(rules_.name(rule));
            add_sets_of(rule.expression);
        }
        return join(names, ',');
    }

    // memberOf('URL') asks for the codes of a set.
    void add_sets_of(const std::string& expression) {
        static constexpr std::string_view kCall = "memberOf('";
        for (std::size_t at = expression.find(kCall); at != std::string::npos; at = expression.find(kCall, at)) {
            at += kCall.size();
            const std::string url = expression.substr(at, expression.find('\'', at) - at);
            sets_.add(url.substr(0, url.find('|')));
        }
    }

    std::string binding_beyond(const model::Element& element, const definitions::Element& base) {
        const bool same = element.binding.strength == base.strength &&
                          (base.codes == kNoCodeSet || table_.code_set_url(base.codes) == element.binding.value_set);
        return same ? std::string() : sets_.word(element.binding);
    }

    // "Reference(Patient,Group) Extension=URL"; empty when base and profile allow the same.
    std::string types_beyond(const Definition& definition, const model::Element& element,
                             const definitions::Element& base) {
        // The id of a resource is typed string in R4's files; the table knows better.
        if (element.base_path == "Resource.id") return {};
        if (!element.content_reference.empty() || element.types.empty()) return {};
        std::vector<std::string> base_types;
        const TypeId owner = table_.type_of(base.path.substr(0, base.path.rfind('.')));
        for (const PropertyId id : table_.properties(owner)) {
            const Property& property = table_.property(id);
            if (&table_.element(property.element) == &base) base_types.emplace_back(table_.type(property.type).name);
        }
        std::vector<std::string> base_targets;
        for (const TypeId id : base.targets) base_targets.emplace_back(table_.type(id).name);
        bool same = true;
        std::vector<std::string> words;
        for (const model::TypeRef& type : element.types) {
            if (table_.type_of(type.code) == kNoType) fault(definition, type.code);
            const std::vector<std::string> targets = target_types(type);
            std::vector<std::string> profiles = type.profiles;
            std::erase(profiles, kSimpleQuantity);
            // A backbone element is of its own type, which the base says.
            const bool backbone = type.code == "BackboneElement" || type.code == "Element";
            same = same && profiles.empty() && (backbone || std::ranges::count(base_types, type.code) != 0) &&
                   (targets.empty() || std::ranges::is_permutation(targets, base_targets));
            std::string word = backbone ? base_types.at(0) : type.code;
            if (!targets.empty()) word += fmt::format("({})", join(targets, ','));
            if (!profiles.empty()) word += '=' + join(profiles, ',');
            words.push_back(std::move(word));
        }
        same = same && words.size() == base_types.size();
        return same ? std::string() : join(words, ' ');
    }

    // Types instead of profiles: what a reference points to is seldom at hand, its type mostly is. Nothing
    // when one of them is not known.
    [[nodiscard]] std::vector<std::string> target_types(const model::TypeRef& type) const {
        std::vector<std::string> targets;
        for (const std::string& url : type.targets) {
            std::string name = type_of_profile_(url);
            if (name.empty() || name == "Resource") return {};
            if (std::ranges::count(targets, name) == 0) targets.push_back(std::move(name));
        }
        return targets;
    }

    void fault(const Definition& definition, std::string_view what) {
        if (fault_.empty()) {
            fault_ = fmt::format("StructureDefinition {}: FHIR R4 has no '{}'", definition.url, what);
        }
    }

    const Table& table_;
    const TypeOfProfile& type_of_profile_;
    RuleNames rules_;
    SetLines sets_;
    std::string fault_;
};

}  // namespace

tl::expected<std::string, Error> write_profiles(const Source& source, const model::Definitions& definitions,
                                                const Table& table, const ValueSets& sets,
                                                const TypeOfProfile& type_of_profile) {
    auto profiles = ProfileWriter(table, sets, type_of_profile).write(definitions.structures);
    if (!profiles) return profiles;
    return head(source, "Profiles, as differences from the types of FHIR R4.") + *profiles;
}

}  // namespace hios::definitions
