#include "stages/ccda/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "stages/ccda/codes.hpp"
#include "stages/ccda/decode.hpp"
#include "stages/ccda/repair.hpp"
#include "stages/ccda/sniff.hpp"
#include "stages/ccda/xml_scanner.hpp"

namespace hios::ccda {

bool Document::refuse(const Code& code, std::string what, std::uint64_t offset) {
    fault_ = reject(code, std::move(what), {{}, offset, 0, {}});
    tree_.clear();
    return false;
}

void Document::warn(const Code& code, std::uint64_t offset) {
    warnings_.push_back({&code, offset});
}

bool Document::read(std::string_view bytes) {
    tree_.clear();
    warnings_.clear();
    fault_ = {};
    if (bytes.size() > limits_.bytes)
        return refuse(codes::kTooLarge, fmt::format("{} bytes, {} allowed", bytes.size(), limits_.bytes));
    const Content content = sniff(bytes);
    if (content == Content::kEmpty) return refuse(codes::kEmpty, "the part is empty");
    if (content != Content::kXml)
        return refuse(codes::kNotXml, fmt::format("the part is {}, not XML", name_of(content)));
    if (!parse(bytes) || !check_root() || !check_limits()) return false;
    if (builder_.is_foreign()) warn(codes::kNamespace);
    if (builder_.lacks_namespace()) warn(codes::kNamespace);
    if (child(kRoot, names::of("recordTarget")) == kNoNode && child(kRoot, names::of("component")) == kNoNode)
        return refuse(codes::kNoBody, "no recordTarget, no component");
    return true;
}

bool Document::scan(Wrong& wrong) {
    (void)text_.room(kScanPadding);
    builder_.start(tree_, text_.view());
    XmlScanner scanner(text_.data(), text_.size(), builder_);
    const bool whole = scanner.run();
    builder_.finish();
    wrong = {scanner.fault(), scanner.offset()};
    if (whole && tree_.nodes.empty()) wrong.what = "there is no element";
    return wrong.what.empty();
}

bool Document::parse(std::string_view bytes) {
    const DecodeNotes notes = decode(bytes, text_);
    if (notes.wrong_encoding) warn(codes::kEncoding);
    if (notes.replaced) warn(codes::kReplacedBytes);
    const std::string_view head = text_.view().substr(0, 4096);
    if (const std::size_t doctype = head.find("<!DOCTYPE"); doctype != std::string_view::npos)
        warn(codes::kDoctype, doctype);
    Wrong wrong;
    if (scan(wrong)) {
        if (builder_.has_trailing()) warn(codes::kTrailing);
        return true;
    }
    // The text was changed by reading it: begin again.
    (void)decode(bytes, text_);
    const RepairNotes mended = repair(text_.view(), clean_);
    std::swap(text_, clean_);
    Wrong still;
    if (!scan(still)) return refuse(codes::kSyntax, std::string(wrong.what), wrong.offset);
    if (mended.trailing) warn(codes::kTrailing);
    mended.cut_off ? warn(codes::kCutOff) : warn(codes::kRepaired, wrong.offset);
    return true;
}

bool Document::check_root() {
    const Node& root = node(kRoot);
    const std::string_view name = local_part({root.tag, root.tag_size});
    if (name == "ClinicalDocument") return true;
    if (name == "ContinuityOfCareRecord")
        return refuse(codes::kContinuityOfCareRecord, "the root element is ContinuityOfCareRecord");
    if (trimmed(attribute(kRoot, names::attribute("xmlns"))) == "http://hl7.org/fhir")
        return refuse(codes::kFhirXml, "the root element is in the namespace of FHIR");
    // An element's name is no patient data, but a damaged file could hold any text there.
    const bool known = std::find(kFixedNames.begin(), kFixedNames.end(), name) != kFixedNames.end();
    return refuse(codes::kNotDocument, known ? fmt::format("the root element is {}, a part of a document", name)
                                             : std::string("the root element is none of CDA's"));
}

bool Document::check_limits() {
    switch (builder_.excess()) {
        case TreeBuilder::Excess::kNone:
            return true;
        case TreeBuilder::Excess::kNodes:
            return refuse(codes::kTooManyNodes, fmt::format("more than {} elements", limits_.nodes));
        case TreeBuilder::Excess::kDepth:
            return refuse(codes::kTooDeep, fmt::format("more than {} levels", limits_.depth));
        case TreeBuilder::Excess::kAttributes:
            return refuse(codes::kTooManyAttributes, fmt::format("an element has more than {}", limits_.attributes));
    }
    return true;
}

NodeId Document::child(NodeId id, Symbol name) const {
    if (!may_have_child(id, name)) return kNoNode;
    for (const Child& child : children(node(id))) {
        if (child.key == child_key(name, Space::kHl7)) return child.node;
    }
    return kNoNode;
}

NodeId Document::ancestor(NodeId id, Symbol name) const {
    for (NodeId at = id;; at = node(at).parent) {
        if (node(at).name == name) return at;
        if (at == kRoot) return kNoNode;
    }
}

void Document::append_path(NodeId id, std::string& into) const {
    std::vector<NodeId> line;
    for (NodeId at = id; at != kRoot; at = node(at).parent) line.push_back(at);
    if (line.empty()) into += "ClinicalDocument";
    for (auto at = line.rbegin(); at != line.rend(); ++at) {
        const Node& one = node(*at);
        std::size_t before = 0;
        std::size_t same = 0;
        for (const Child& child : children(node(one.parent))) {
            if (name_of(child.key) != one.name) continue;
            ++same;
            if (child.node <= *at) ++before;
        }
        if (at != line.rbegin()) into += '/';
        into += one.name == 0 ? std::string_view("*") : names_->elements.text(one.name);
        if (same > 1) into += fmt::format("[{}]", before);
    }
}

}  // namespace hios::ccda
