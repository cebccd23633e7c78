#include <map>

#include "stages/validate/rules.hpp"
#include "tests/stages/validate/primitive_oracles.hpp"
#include "tests/stages/validate/slow_tree.hpp"

namespace hios::validate::test {

using definitions::Membership;
using definitions::Strength;

namespace {

bool has_space(const std::string& text) {
    return text.find_first_of(" \t\r\n\v\f") != std::string::npos;
}

// White space anywhere; groups of four; "=" only at the end of the last one.
bool is_base64(const std::string& text) {
    std::string packed;
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') packed += c;
    }
    if (packed.empty() || packed.size() % 4 != 0) return false;
    std::size_t end = packed.size();
    for (int i = 0; i < 2 && packed[end - 1] == '='; ++i) --end;
    return std::all_of(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    });
}

void check_primitive_slowly(const SlowNode& node, SlowFindings& findings) {
    if (!node.fits) return;
    const auto kind = static_cast<Primitive>(node.type);
    if (!is_right_primitive(kind, node.value->text)) {
        findings.all.emplace(kLexical, node.path);
        return;
    }
    const bool bound = node.element->strength == Strength::kRequired && node.element->codes != definitions::kNoCodeSet;
    if (kind == Primitive::kCode && bound &&
        table().has_code(node.element->codes, node.value->text) == Membership::kOut) {
        findings.all.emplace("validate.code", node.path);
    }
    if (kind == Primitive::kXhtml) {
        const std::string escaped = quoted(node.value->text);
        const XhtmlResult result = check_xhtml(std::string_view(escaped).substr(1, escaped.size() - 2));
        if (result.fault != XhtmlFault::kOk) findings.all.emplace(code_of(result.fault).id, node.path);
    }
}

// ext-1, and modifiers that HL7's core does not know.
void check_extension(const SlowNode& node, SlowFindings& findings) {
    bool value = false;
    for (const SlowNode& child : node.children) value = value || child.element->choice;
    if (value == (node.child("extension") != nullptr)) findings.all.emplace("ext-1", node.path);
    const SlowNode* url = node.child("url");
    if (node.element->name == "modifierExtension" && url != nullptr && url->fits &&
        table().extension(url->text()) == definitions::KnownExtension::kUnknown) {
        findings.all.emplace("validate.unknown_modifier", node.path);
    }
}

}  // namespace

bool is_right_primitive(Primitive kind, const std::string& text) {
    switch (kind) {
        case Primitive::kXhtml:
        case Primitive::kDecimal:  // any number of JSON
            return true;
        case Primitive::kString:
        case Primitive::kMarkdown:
            return !text.empty() && no_controls(text);
        case Primitive::kUri:
        case Primitive::kUrl:
            return !text.empty() && !has_space(text) && right_urn(text);
        case Primitive::kCanonical:
            return !text.empty() && !has_space(text) && spaces_only(text);
        case Primitive::kBase64Binary:
            return is_base64(text);
        default:
            break;
    }
    for (const Oracle& oracle : oracles()) {
        if (oracle.kind != kind) continue;
        if (text.size() > 500) return false;                 // std::regex would run out of stack
        static std::map<Primitive, std::regex> expressions;  // dear to make
        const auto expression = expressions.try_emplace(kind, oracle.expression).first;
        return std::regex_match(text, expression->second) && oracle.extra(text);
    }
    return true;
}

void check_values(const SlowNode& node, SlowFindings& findings) {
    if (node.element != nullptr && node.type < definitions::kPrimitives) {
        check_primitive_slowly(node, findings);
    } else if (node.fits && node.type == table().type_of("Extension")) {
        check_extension(node, findings);
    }
    // ele-1: an id is no content of an element; resources are no elements.
    const bool only_id = node.children.size() == 1 && node.children[0].element->name == "id";
    const bool no_value = node.type >= definitions::kPrimitives || node.value == nullptr;
    if (node.element != nullptr && !node.resource && only_id && no_value) findings.all.emplace("ele-1", node.path);
    for (const SlowNode& child : node.children) check_values(child, findings);
}

}  // namespace hios::validate::test
