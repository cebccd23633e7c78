#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "stages/definitions/codes.hpp"
#include "stages/definitions/text_parts.hpp"
#include "stages/definitions/text_writer.hpp"

namespace hios::definitions {

namespace {

using model::Definition;

std::string last_segment(const std::string& url) {
    return url.substr(url.rfind('/') + 1);
}

std::string parent_path(const std::string& path) {
    return path.substr(0, path.rfind('.'));
}

class TypeWriter {
public:
    TypeWriter(const std::vector<Definition>& structures, const ValueSets& sets) : sets_(sets) {
        for (const Definition& definition : structures) {
            (definition.constraint ? profiles_ : types_).emplace(definition.url, &definition);
            if (definition.constraint) continue;
            names_.emplace(definition.type, &definition);
            for (const model::Element& element : definition.elements) {
                elements_.emplace(element.path, &element);
                if (element.path.find('.') != std::string::npos) parents_[parent_path(element.path)] = true;
            }
        }
    }

    // Bases before what derives from them, otherwise by kind and name.
    tl::expected<std::string, Error> write() {
        std::vector<const Definition*> order;
        for (const auto& [url, definition] : types_) order.push_back(definition);
        std::ranges::sort(order, {}, [this](const Definition* definition) {
            return std::tuple(definition->kind == "resource", depth(*definition), definition->kind != "primitive-type",
                              definition->type);
        });
        std::string text;
        for (const Definition* definition : order) write_definition(*definition, text);
        if (!fault_.empty()) return tl::unexpected(fatal(codes::kNotADefinition, fault_));
        return rules_.lines() + sets_.lines() + text;
    }

private:
    [[nodiscard]] int depth(const Definition& definition) const {
        const auto base = types_.find(definition.base);
        return base == types_.end() ? 0 : depth(*base->second) + 1;
    }

    void write_definition(const Definition& definition, std::string& text) {
        std::string_view kind = "datatype";
        if (definition.kind == "primitive-type") kind = "primitive";
        if (definition.kind == "resource") kind = "resource";
        const std::string base = definition.base.empty() ? "" : last_segment(definition.base);
        write_type(kind, definition, definition.elements[0], base, text);
        for (const model::Element& element : definition.elements) {
            if (parents_.contains(element.path) && element.path != definition.type) {
                write_type("backbone", definition, element, element.types.at(0).code, text);
            }
        }
    }

    // One type line and the lines of its members: those of the element `root`.
    void write_type(std::string_view kind, const Definition& definition, const model::Element& root,
                    const std::string& base, std::string& text) {
        std::string line = fmt::format("type\t{}\t{}\t{}\t{}\t{}", kind, root.path, base,
                                       definition.abstract && root.path == definition.type ? "abstract" : "",
                                       rules_beyond(root, {base}));
        line.erase(line.find_last_not_of('\t') + 1);
        text += line + '\n';
        for (const model::Element& element : definition.elements) {
            if (!element.path.starts_with(root.path + ".") || parent_path(element.path) != root.path) continue;
            // The value of a primitive is the JSON value itself.
            if (kind == "primitive" && element.path.ends_with(".value")) continue;
            if (!inherited(element)) write_element(element, text);
        }
    }

    [[nodiscard]] bool inherited(const model::Element& element) const {
        const auto base = elements_.find(element.base_path);
        return element.base_path != element.path && base != elements_.end() && base->second->min == element.min &&
               base->second->max == element.max;
    }

    void write_element(const model::Element& element, std::string& text) {
        std::vector<std::string> types;
        std::vector<std::string> extras;
        if (element.modifier) extras.emplace_back("modifier");
        if (std::string word = sets_.word(element.binding); !word.empty()) extras.push_back(std::move(word));
        std::string rules;
        if (parents_.contains(element.path)) {
            types.push_back(element.path);  // its rules stand with its own type
        } else if (!element.content_reference.empty()) {
            types.push_back(element.content_reference);
        } else {
            std::vector<std::string> codes;
            for (const model::TypeRef& type : element.types) {
                types.push_back(type_word(element, type));
                codes.push_back(type.code);
            }
            rules = rules_beyond(element, codes);
        }
        if (!rules.empty()) extras.push_back("rules=" + rules);
        std::string line = fmt::format("\t{}\t{}\t{}\t{}", element.path.substr(element.path.rfind('.') + 1),
                                       range(element.min, element.max), join(types, ' '), join(extras, ' '));
        line.erase(line.find_last_not_of('\t') + 1);
        text += line + '\n';
    }

    std::string type_word(const model::Element& element, const model::TypeRef& type) {
        if (!names_.contains(type.code)) fault(element, type.code);
        std::vector<std::string> targets;
        for (const std::string& url : type.targets) {
            targets.push_back(last_segment(url));
            if (!names_.contains(targets.back())) fault(element, url);
        }
        if (std::ranges::count(targets, "Resource") != 0) targets.clear();  // any
        return targets.empty() ? type.code : fmt::format("{}({})", type.code, join(targets, ','));
    }

    // The rules of an element that its types do not have, and those of the profiles its types name.
    std::string rules_beyond(const model::Element& element, const std::vector<std::string>& types) {
        const auto of_type = [&](const model::Constraint& rule) {
            return std::ranges::any_of(types, [&](const std::string& type) {
                const auto known = names_.find(type);
                return known != names_.end() &&
                       std::ranges::any_of(known->second->elements[0].constraints,
                                           [&](const auto& own) { return own.key == rule.key; });
            });
        };
        std::vector<std::string> names;
        const auto add = [&](const model::Element& from) {
            for (const model::Constraint& rule : from.constraints) {
                if (!rule.expression.empty() && !of_type(rule)) names.push_back(rules_.name(rule));
            }
        };
        add(element);
        for (const model::TypeRef& type : element.types) {
            for (const std::string& url : type.profiles) {
                if (const auto profile = profiles_.find(url); profile != profiles_.end())
                    add(profile->second->elements[0]);
            }
        }
        return join(names, ',');
    }

    void fault(const model::Element& element, const std::string& type) {
        if (fault_.empty()) fault_ = fmt::format("{} is of the unknown type '{}'", element.path, type);
    }

    std::map<std::string, const Definition*> types_;  // by url
    std::map<std::string, const Definition*> profiles_;
    std::map<std::string, const Definition*> names_;         // types by name
    std::map<std::string, const model::Element*> elements_;  // by path
    std::map<std::string, bool> parents_;                    // paths of elements that have members of their own
    RuleNames rules_;
    SetLines sets_;
    std::string fault_;
};

}  // namespace

tl::expected<std::string, Error> write_types(const Source& source, const model::Definitions& definitions,
                                             const std::vector<Definition>& extensions, const ValueSets& sets) {
    auto types = TypeWriter(definitions.structures, sets).write();
    if (!types) return types;
    std::string text = head(source, "The types of FHIR R4.") + *types;
    std::map<std::string, bool> urls;
    for (const Definition& extension : extensions) urls[extension.url] = extension.elements[0].modifier;
    for (const auto& [url, modifier] : urls)
        text += fmt::format("extension\t{}{}\n", url, modifier ? "\tmodifier" : "");
    return text;
}

}  // namespace hios::definitions
