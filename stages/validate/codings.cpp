#include "stages/validate/codings.hpp"

#include "stages/validate/rules.hpp"

namespace hios::validate {

using definitions::Membership;
using instance::kNoNode;
using instance::NodeId;

namespace {

// Of a Coding or Quantity. A code without a system is looked up by itself.
Membership membership(const Subject& subject, NodeId coding, definitions::CodeSetId set) {
    const NodeId code = subject.instance.child(subject.table, coding, "code");
    if (code == kNoNode || subject.instance.node(code).shape != instance::Shape::kString) return Membership::kUnknown;
    const NodeId system = subject.instance.child(subject.table, coding, "system");
    const std::string_view code_text = subject.text(subject.instance.node(code));
    if (system == kNoNode || subject.instance.node(system).shape != instance::Shape::kString)
        return subject.table.has_code(set, code_text);
    std::string_view system_text = subject.instance.raw(subject.instance.node(system));
    std::string unescaped;  // some write "http:\/\/"; the subject's own buffer holds the code
    if (subject.instance.escapes && system_text.find('\\') != std::string_view::npos) {
        json::unescape(system_text, unescaped);
        system_text = unescaped;
    }
    return subject.table.has_coding(set, system_text, code_text);
}

}  // namespace

void check_codings(const Subject& subject, NodeId id, const definitions::Element& element) {
    const definitions::Table& table = subject.table;
    const instance::Node& node = subject.instance.node(id);
    bool outside = false;
    if (table.type(node.type).name == "CodeableConcept") {
        NodeId coding = subject.instance.child(table, id, "coding");
        for (; coding != kNoNode; coding = subject.instance.next_of_same(table, coding)) {
            const Membership found = membership(subject, coding, element.codes);
            if (found == Membership::kIn) return;
            outside = outside || found == Membership::kOut;
        }
    } else {
        outside = membership(subject, id, element.codes) == Membership::kOut;
    }
    if (!outside) return;
    const bool required = element.strength == definitions::Strength::kRequired;
    subject.report(required ? rules::kCoding : rules::kExtensibleCode, id, table.code_set_url(element.codes));
}

}  // namespace hios::validate
