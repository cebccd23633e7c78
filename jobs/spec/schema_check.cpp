#include "jobs/spec/schema_check.hpp"

#include <regex>

#include <fmt/format.h>

#include "jobs/spec/near_miss.hpp"
#include "jobs/spec/yaml_reader.hpp"

namespace hios::jobs {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestMatched = 1024;  // std::regex recurses once for each character

// As the reader of a YAML file would call it.
std::string kind_of(const json& value) {
    switch (value.type()) {
        case json::value_t::null:
            return "nothing";
        case json::value_t::boolean:
            return "true or false";
        case json::value_t::string:
            return "text";
        case json::value_t::array:
            return "a list";
        case json::value_t::object:
            return "a mapping";
        default:
            return value.is_number_float() ? "a number" : "a whole number";
    }
}

std::string kind_named(const std::string& type) {
    if (type == "string") return "text";
    if (type == "object") return "a mapping (key: value)";
    if (type == "array") return "a list";
    if (type == "integer") return "a whole number";
    if (type == "number") return "a number";
    if (type == "boolean") return "true or false";
    return type;
}

bool has_type(const json& value, const std::string& type) {
    if (type == "string") return value.is_string();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return false;
}

std::string join(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? last : ", ";
        text += words[i];
    }
    return text;
}

class Checker {
public:
    Checker(Document& document, const json& schema, const std::set<std::string>& reread)
        : document_(document), root_schema_(schema), reread_(reread) {}

    std::vector<Problem> run() {
        std::vector<Problem> problems;
        check(root_schema_, document_.root, "", problems);
        return problems;
    }

private:
    const json& resolve(const json& schema) const {
        const auto reference = schema.find("$ref");
        if (reference == schema.end()) return schema;
        return resolve(root_schema_.at(json::json_pointer(reference->get<std::string>().substr(1))));
    }

    void add(std::vector<Problem>& problems, const std::string& pointer, std::string_view what) const {
        problems.push_back({document_.place_of(pointer), fmt::format("{}: {}", pointer.empty() ? "/" : pointer, what)});
    }

    void check(const json& unresolved, json& value, const std::string& pointer, std::vector<Problem>& problems) {
        const json& schema = resolve(unresolved);
        std::vector<Problem> found;
        check_value(schema, value, pointer, found);
        if (!found.empty() && value.is_string() && reread_.count(pointer) > 0) {
            json other = plain_scalar(value.get<std::string>());
            std::vector<Problem> other_found;
            if (!other.is_string()) {
                check_value(schema, other, pointer, other_found);
                if (other_found.empty()) {
                    value = std::move(other);
                    return;
                }
            }
        }
        problems.insert(problems.end(), found.begin(), found.end());
    }

    void check_value(const json& schema, json& value, const std::string& pointer, std::vector<Problem>& problems) {
        if (const auto options = schema.find("anyOf"); options != schema.end()) {
            check_any_of(*options, value, pointer, problems);
            return;
        }
        if (const auto type = schema.find("type"); type != schema.end() && !has_type(value, type->get<std::string>())) {
            std::string what = fmt::format("must be {}, not {}", kind_named(type->get<std::string>()), kind_of(value));
            if (*type == "string" && (value.is_number() || value.is_boolean())) what += "; put it in quotes";
            add(problems, pointer, what);
            return;
        }
        check_scalar(schema, value, pointer, problems);
        if (value.is_object()) check_object(schema, value, pointer, problems);
        if (value.is_array()) check_list(schema, value, pointer, problems);
    }

    // Of several shapes the one of the value's type tells what is wrong.
    void check_any_of(const json& options, json& value, const std::string& pointer, std::vector<Problem>& problems) {
        std::vector<Problem> closest;
        std::vector<std::string> kinds;
        for (const json& option : options) {
            const json& schema = resolve(option);
            std::vector<Problem> found;
            check(option, value, pointer, found);
            if (found.empty()) return;
            const std::string type = schema.value("type", "");
            if (type.empty() || has_type(value, type)) closest = std::move(found);
            if (schema.contains("enum")) {
                for (const json& word : schema["enum"])
                    kinds.push_back(word.is_string() ? word.get<std::string>() : word.dump());
            } else {
                kinds.push_back(kind_named(type));
            }
        }
        if (closest.empty() || (value.is_string() && has_enum(options))) {
            closest.clear();
            add(closest, pointer,
                fmt::format("must be {}, not {}{}", join(kinds, " or "), kind_of(value), near_word(value, kinds)));
        }
        problems.insert(problems.end(), closest.begin(), closest.end());
    }

    bool has_enum(const json& options) const {
        for (const json& option : options) {
            if (resolve(option).contains("enum")) return true;
        }
        return false;
    }

    static std::string near_word(const json& value, const std::vector<std::string>& words) {
        if (!value.is_string()) return {};
        const std::string near = nearest(value.get<std::string>(), words);
        return near.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", near);
    }

    void check_scalar(const json& schema, const json& value, const std::string& pointer,
                      std::vector<Problem>& problems) const {
        const auto wrong = [&](std::string what) {
            const auto message = schema.find("errorMessage");
            add(problems, pointer, message != schema.end() ? message->get<std::string>() : what);
        };
        if (const auto allowed = schema.find("enum"); allowed != schema.end()) {
            bool inside = false;
            std::vector<std::string> words;
            for (const json& word : *allowed) {
                inside = inside || word == value;
                words.push_back(word.is_string() ? word.get<std::string>() : word.dump());
            }
            if (!inside) wrong(fmt::format("must be {}{}", join(words, " or "), near_word(value, words)));
        }
        if (value.is_string()) {
            const auto& text = value.get_ref<const std::string&>();
            if (text.size() < schema.value("minLength", std::size_t{0})) {
                wrong("must not be empty");
            } else if (text.size() > schema.value("maxLength", std::size_t{4096})) {
                wrong(fmt::format("must be at most {} characters long", schema.value("maxLength", std::size_t{4096})));
            } else if (const auto pattern = schema.find("pattern"); pattern != schema.end()) {
                const bool fits =
                    text.size() <= kLongestMatched && std::regex_search(text, std::regex(pattern->get<std::string>()));
                if (!fits) wrong(fmt::format("does not fit the pattern {}", pattern->get<std::string>()));
            }
        }
        if (value.is_number()) {
            const double number = value.get<double>();
            if (const auto least = schema.find("minimum"); least != schema.end() && number < least->get<double>()) {
                wrong(fmt::format("must be at least {}", least->dump()));
            }
            if (const auto most = schema.find("maximum"); most != schema.end() && number > most->get<double>()) {
                wrong(fmt::format("must be at most {}", most->dump()));
            }
        }
    }

    void check_object(const json& schema, json& value, const std::string& pointer, std::vector<Problem>& problems) {
        static const json kNone = json::object();
        const json& known = schema.contains("properties") ? schema["properties"] : kNone;
        const std::size_t before = problems.size();
        for (auto& [name, child] : value.items()) {
            const std::string at = child_pointer(pointer, name);
            if (const auto property = known.find(name); property != known.end()) {
                check(*property, child, at, problems);
            } else if (!fits_pattern_property(schema, name) && schema.value("additionalProperties", true) == false) {
                problems.push_back(
                    {document_.key_place_of(at), fmt::format("{}: {}", at, unknown_key(name, pointer, known))});
            }
        }
        const bool named = problems.size() > before;
        for (const json& required : schema.value("required", json::array())) {
            const auto name = required.get<std::string>();
            if (!value.contains(name)) add(problems, pointer, fmt::format("\"{}\" is missing", name));
        }
        const bool too_few = value.size() < schema.value("minProperties", std::size_t{0});
        const bool too_many = value.size() > schema.value("maxProperties", value.size());
        if ((too_few || too_many) && !named) {
            add(problems, pointer,
                schema.value("errorMessage", std::string(too_few ? "holds too few keys" : "holds too many keys")));
        }
    }

    static bool fits_pattern_property(const json& schema, const std::string& name) {
        const auto patterns = schema.find("patternProperties");
        if (patterns == schema.end()) return false;
        for (const auto& pattern : patterns->items()) {
            const std::string prefix = pattern.key().substr(1);  // after '^'
            if (name.compare(0, prefix.size(), prefix) == 0) return true;
        }
        return false;
    }

    // Names the nearest key of this mapping, else the mapping in which the key would be right.
    std::string unknown_key(const std::string& name, const std::string& pointer, const json& known) const {
        std::vector<std::string> names;
        for (const auto& property : known.items()) {
            if (property.key() != "$schema") names.push_back(property.key());
        }
        if (const std::string near = nearest(name, names); !near.empty()) {
            return fmt::format("unknown key; did you mean \"{}\"?", near);
        }
        for (const auto& [section, unresolved] : root_schema_["properties"].items()) {
            if (pointer == "/" + section) continue;
            for (const json* schema : shapes_of(unresolved)) {
                if (schema->contains("properties") && (*schema)["properties"].contains(name)) {
                    return fmt::format("unknown key here; it belongs under \"{}\"", section);
                }
            }
        }
        if (root_schema_["properties"].contains(name))
            return "unknown key here; it belongs at the top level (check the indentation)";
        return fmt::format("unknown key; known here: {}", join(names, ", "));
    }

    std::vector<const json*> shapes_of(const json& unresolved) const {
        const json& schema = resolve(unresolved);
        std::vector<const json*> shapes;
        if (const auto options = schema.find("anyOf"); options != schema.end()) {
            for (const json& option : *options) shapes.push_back(&resolve(option));
        } else {
            shapes.push_back(&schema);
        }
        return shapes;
    }

    void check_list(const json& schema, json& value, const std::string& pointer, std::vector<Problem>& problems) {
        if (value.size() < schema.value("minItems", std::size_t{0})) add(problems, pointer, "must not be empty");
        const auto items = schema.find("items");
        if (items == schema.end()) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            check(*items, value[i], child_pointer(pointer, std::to_string(i)), problems);
    }

    Document& document_;
    const json& root_schema_;
    const std::set<std::string>& reread_;
};

}  // namespace

std::vector<Problem> check_schema(Document& document, const nlohmann::json& schema,
                                  const std::set<std::string>& reread) {
    return Checker(document, schema, reread).run();
}

}  // namespace hios::jobs
