#include <map>

#include "stages/instance/instance.hpp"
#include "tests/stages/validate/slow_tree.hpp"

namespace hios::validate::test {

using definitions::Element;
using definitions::kNoType;
using definitions::Primitive;
using definitions::Property;
using definitions::TypeId;
using definitions::TypeKind;
using Kind = Tree::Kind;

const definitions::Table& table() {
    return definitions::Table::r4();
}

namespace {

// What an object says of one element: `name` and `_name`.
struct Field {
    const Property* property = nullptr;
    bool has_value = false;
    bool has_sibling = false;
    const Tree* value = nullptr;
    const Tree* sibling = nullptr;
};

class SlowReader {
public:
    explicit SlowReader(SlowFindings& findings) : findings_(findings) {}

    SlowNode document(const Tree& tree) {
        SlowNode node;
        node.path = "Resource";
        node.type = table().type_of("Resource");
        if (!tree.is(Kind::kObject)) {
            say("validate.not_an_object", node.path);
            return node;
        }
        resource(node, tree);
        return node;
    }

private:
    void say(const char* rule, const std::string& path) { findings_.all.emplace(rule, path); }

    void resource(SlowNode& node, const Tree& tree) {
        node.value = &tree;
        node.fits = true;
        const Tree* name = tree.member("resourceType");
        if (name == nullptr || !name->is(Kind::kString)) return say("validate.no_resource_type", node.path);
        const TypeId type = table().type_of(name->text);
        if (type == kNoType || table().type(type).kind != TypeKind::kResource || table().type(type).abstract)
            return say("validate.unknown_resource_type", node.path);
        node.type = type;
        node.resource = true;
        if (node.element == nullptr) node.path = name->text;
        object(node, tree, type);
    }

    static const Property* find(TypeId type, std::string_view name) {
        for (const definitions::PropertyId id : table().properties(type)) {
            if (table().property(id).name == name) return &table().property(id);
        }
        return nullptr;
    }

    void object(SlowNode& node, const Tree& tree, TypeId type) {
        if (tree.members.empty()) say("validate.empty_object", node.path);
        std::map<const Element*, Field> fields;
        bool has_type = false;
        for (const auto& [name, value] : tree.members) {
            if (name == "resourceType" && table().type(type).kind == TypeKind::kResource) {
                if (has_type) say("validate.repeated_member", node.path);
                has_type = true;
                continue;
            }
            const bool sibling = find(type, name) == nullptr && name.starts_with('_');
            const Property* property = find(type, sibling ? name.substr(1) : name);
            if (property == nullptr || (sibling && property->type >= definitions::kPrimitives)) {
                say("validate.unknown_element", node.path);
                continue;
            }
            const Element& element = table().element(property->element);
            const bool known = fields.contains(&element);
            if (known && fields[&element].property != property) {
                say("validate.two_types_of_choice", node.path);
                continue;
            }
            if (known && (sibling ? fields[&element].has_sibling : fields[&element].has_value)) {
                say("validate.repeated_member", node.path);
                continue;
            }
            if (sibling && value.is(Kind::kArray) != (element.max > 1)) {
                say(element.max > 1 ? "validate.not_a_list" : "validate.a_list", node.path);
                if (known) fields[&element].has_sibling = true;
                continue;
            }
            Field& field = fields[&element];
            field.property = property;
            (sibling ? field.has_sibling : field.has_value) = true;
            (sibling ? field.sibling : field.value) = &value;
        }
        for (const Element& element : table().type(type).elements) {
            if (element.min > 0 && !fields.contains(&element)) say("validate.missing", node.path);
        }
        for (const auto& [element, one] : fields) field(node, *element, one);
    }

    void field(SlowNode& parent, const Element& element, const Field& field) {
        const bool repeats = element.max > 1;
        std::string path = parent.path + "." + std::string(element.name);
        if (element.choice) path += ".ofType(" + std::string(table().type(field.property->type).name) + ")";
        std::vector<const Tree*> values;
        std::vector<const Tree*> siblings;
        bool indexed = repeats;
        if (field.value != nullptr && field.value->is(Kind::kArray)) {
            indexed = true;
            if (!repeats) say("validate.a_list", parent.path);
            if (field.value->items.empty()) say("validate.empty_list", parent.path);
            for (const Tree& item : field.value->items) values.push_back(&item);
        } else if (field.value != nullptr) {
            if (repeats) say("validate.not_a_list", parent.path);
            values.push_back(field.value);
        }
        const bool mismatch = field.value != nullptr && field.value->is(Kind::kArray) != repeats;
        const bool entry = parent.path.starts_with("Bundle.entry[") && element.path == "Bundle.entry.resource";
        if (mismatch && (field.has_sibling || entry)) findings_.unsettled.push_back(path);
        if (field.sibling != nullptr && repeats) {
            if (field.sibling->items.empty()) say("validate.empty_list", parent.path);
            for (const Tree& item : field.sibling->items) siblings.push_back(&item);
        } else if (field.sibling != nullptr) {
            siblings.push_back(field.sibling);
        }
        if (repeats && field.value != nullptr && field.sibling != nullptr && values.size() != siblings.size())
            say("validate.sibling_length", parent.path);
        if (repeats && std::max(values.size(), siblings.size()) > element.max) say("validate.too_many", parent.path);
        for (std::size_t i = 0; i < std::max(values.size(), siblings.size()); ++i) {
            SlowNode node;
            node.path = indexed ? path + "[" + std::to_string(i) + "]" : path;
            node.type = field.property->type;
            node.element = &element;
            node.member = field.property->name;
            const Tree* sibling = i < siblings.size() ? siblings[i] : nullptr;
            item(node, i < values.size() ? values[i] : nullptr, sibling, repeats);
            parent.children.push_back(std::move(node));
        }
    }

    void item(SlowNode& node, const Tree* value, const Tree* sibling, bool repeats) {
        if (node.type >= definitions::kPrimitives) {
            if (value != nullptr) complex(node, *value);
            return;
        }
        if (value != nullptr && value->is(Kind::kNull)) {
            if (!repeats) say("validate.null", node.path);
        } else if (value != nullptr) {
            node.value = value;
            node.fits = shape_fits(static_cast<Primitive>(node.type), *value);
            if (!node.fits) say("validate.wrong_json_type", node.path);
        }
        if (sibling != nullptr && sibling->is(Kind::kObject)) {
            object(node, *sibling, table().type_of("Element"));
        } else if (sibling != nullptr && !sibling->is(Kind::kNull)) {
            say("validate.wrong_json_type", node.path);
        } else if (sibling != nullptr && !repeats) {
            say("validate.null", node.path);
        }
        if (repeats && node.value == nullptr && node.children.empty()) say("validate.null_without_sibling", node.path);
    }

    void complex(SlowNode& node, const Tree& value) {
        if (!value.is(Kind::kObject))
            return say(value.is(Kind::kNull) ? "validate.null" : "validate.wrong_json_type", node.path);
        if (node.type == table().type_of("Resource")) return resource(node, value);
        node.value = &value;
        node.fits = true;
        object(node, value, node.type);
    }

    static bool shape_fits(Primitive kind, const Tree& value) {
        switch (instance::shape_of(kind)) {
            case instance::Shape::kBoolean:
                return value.is(Kind::kBoolean);
            case instance::Shape::kNumber:
                return value.is(Kind::kNumber);
            default:
                return value.is(Kind::kString);
        }
    }

    SlowFindings& findings_;
};

}  // namespace

SlowNode read_slowly(const Tree& tree, SlowFindings& findings) {
    return SlowReader(findings).document(tree);
}

}  // namespace hios::validate::test
