#include "stages/ccda/document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "stages/ccda/codes.hpp"
#include "stages/ccda/decode.hpp"
#include "stages/ccda/repair.hpp"
#include "stages/ccda/sniff.hpp"

namespace hios::ccda {
namespace {

// Blanks between elements are not kept: narrative.cpp sees in the text whether there were any.
constexpr unsigned kFlags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol;
constexpr std::size_t kMostPrefixes = 64;
constexpr std::string_view kHl7Namespace = "urn:hl7-org:v3";
constexpr std::string_view kSdtcNamespace = "urn:hl7-org:sdtc";

Space space_of(std::string_view uri) {
    if (uri == kSdtcNamespace) return Space::kSdtc;
    return uri == kHl7Namespace ? Space::kHl7 : Space::kOther;
}

}  // namespace

bool Document::refuse(const Code& code, std::string what, std::uint64_t offset) {
    fault_ = reject(code, std::move(what), {{}, offset, 0, {}});
    nodes_.clear();
    return false;
}

void Document::warn(const Code& code, std::uint64_t offset) {
    warnings_.push_back({&code, offset});
}

bool Document::read(std::string_view bytes) {
    nodes_.clear();
    attributes_.clear();
    prefixes_.clear();
    warnings_.clear();
    fault_ = {};
    if (bytes.size() > limits_.bytes)
        return refuse(codes::kTooLarge, fmt::format("{} bytes, {} allowed", bytes.size(), limits_.bytes));
    const Content content = sniff(bytes);
    if (content == Content::kEmpty) return refuse(codes::kEmpty, "the part is empty");
    if (content != Content::kXml)
        return refuse(codes::kNotXml, fmt::format("the part is {}, not XML", name_of(content)));
    if (!parse(bytes)) return false;
    const pugi::xml_node root = xml_.document_element();
    return check_root(root) && build(root);
}

bool Document::parse(std::string_view bytes) {
    const DecodeNotes notes = decode(bytes, text_);
    if (notes.wrong_encoding) warn(codes::kEncoding);
    if (notes.replaced) warn(codes::kReplacedBytes);
    const std::string_view head = text_.view().substr(0, 4096);
    if (const std::size_t doctype = head.find("<!DOCTYPE"); doctype != std::string_view::npos)
        warn(codes::kDoctype, doctype);
    text_.room(16);  // names are read eight bytes at a time
    pugi::xml_parse_result result = xml_.load_buffer_inplace(text_.data(), text_.size(), kFlags, pugi::encoding_utf8);
    const pugi::xml_node root = xml_.document_element();
    if (result && root) {
        if (root.next_sibling()) warn(codes::kTrailing);
        return true;
    }
    // The text was changed by the parser: begin again.
    const auto offset = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    const std::string why = result.description();
    (void)decode(bytes, text_);
    const RepairNotes mended = repair(text_.view(), clean_);
    clean_.room(16);
    std::swap(text_, clean_);
    result = xml_.load_buffer_inplace(text_.data(), text_.size(), kFlags, pugi::encoding_utf8);
    if (!result || !xml_.document_element()) return refuse(codes::kSyntax, why, offset);
    if (mended.trailing) warn(codes::kTrailing);
    mended.cut_off ? warn(codes::kCutOff) : warn(codes::kRepaired, offset);
    return true;
}

bool Document::check_root(pugi::xml_node root) {
    const std::string_view name = local_part(root.name());
    if (name == "ClinicalDocument") return true;
    if (name == "ContinuityOfCareRecord")
        return refuse(codes::kContinuityOfCareRecord, "the root element is ContinuityOfCareRecord");
    // An element's name is no patient data, but a damaged file could hold any text there.
    static const Names kKnown;
    char padded[64] = {};
    const std::size_t size = std::min<std::size_t>(name.size(), 40);
    std::memcpy(padded, name.data(), size);
    const bool known = kKnown.elements.find(padded, size) != 0;
    return refuse(codes::kNotDocument, known ? fmt::format("the root element is {}, a part of a document", name)
                                             : std::string("the root element is none of CDA's"));
}

void Document::name_element(const char* name, Node& node) const {
    std::size_t size = std::strlen(name);
    node.name = names_->elements.find(name, size);
    if ((node.flags & kDefaultSdtc) != 0) node.space = Space::kSdtc;
    if (node.name != 0) return;
    const auto* const colon = static_cast<const char*>(std::memchr(name, ':', size));
    if (colon == nullptr) return;
    const std::string_view prefix(name, static_cast<std::size_t>(colon - name));
    size -= prefix.size() + 1;
    node.name = names_->elements.find(colon + 1, size);
    node.space = prefix == "sdtc" ? Space::kSdtc : Space::kHl7;
    for (const Prefix& declared : prefixes_) {
        if (declared.prefix == prefix) node.space = declared.space;
    }
}

void Document::declare(std::string_view prefix, Space space) {
    for (const Prefix& known : prefixes_) {
        if (known.prefix == prefix) return;
    }
    if (prefixes_.size() < kMostPrefixes) prefixes_.push_back({prefix, space});
}

bool Document::read_attributes(pugi::xml_node xml, Node& node) {
    node.attributes = static_cast<std::uint32_t>(attributes_.size());
    for (pugi::xml_attribute at = xml.first_attribute(); at; at = at.next_attribute()) {
        const char* const name = at.name();
        const char* const local = local_part(name);
        const char* const value = at.value();
        // A namespace declaration is found by its whole name only.
        const bool declares = local != name && std::strncmp(name, "xmlns", 5) == 0;
        const char* const known = declares ? name : local;
        attributes_.push_back({known, value, static_cast<std::uint32_t>(std::strlen(value)),
                               names_->attributes.find(known, std::strlen(known)), known != name});
        if (name[0] == 'I' && name[1] == 'D' && name[2] == '\0') {
            node.flags |= kHasId;
        } else if (name[0] == 'n' && std::strcmp(name, "nullFlavor") == 0) {
            if (*at.value() != '\0') node.flags |= kHasNullFlavor;
        } else if (name[0] == 'x' && std::strncmp(name, "xmlns", 5) == 0) {
            const Space space = space_of(at.value());
            if (name[5] == ':') declare(name + 6, space);
            if (name[5] == '\0') node.flags |= space == Space::kSdtc ? kDefaultSdtc | kDeclares : kDeclares;
        }
    }
    const std::size_t count = attributes_.size() - node.attributes;
    node.attribute_count = static_cast<std::uint16_t>(std::min<std::size_t>(count, UINT16_MAX));
    return count <= limits_.attributes;
}

// A walk without recursion: depth is the document's to choose.
bool Document::build(pugi::xml_node root) {
    nodes_.reserve(text_.size() / 48 + 16);
    std::uint32_t depth = 1;
    NodeId parent = 0;
    for (pugi::xml_node at = root;;) {
        if (nodes_.size() >= limits_.nodes)
            return refuse(codes::kTooManyNodes, fmt::format("more than {} elements", limits_.nodes));
        const auto id = static_cast<NodeId>(nodes_.size());
        Node& node = nodes_.emplace_back();
        node.raw = at.internal_object();
        node.parent = parent;
        if (!read_attributes(at, node))
            return refuse(codes::kTooManyAttributes, fmt::format("an element has more than {}", limits_.attributes));
        if ((node.flags & kDeclares) == 0 && id != kRoot)
            node.flags |= static_cast<std::uint8_t>(nodes_[parent].flags & kDefaultSdtc);
        name_element(at.name(), node);
        if (id != kRoot) nodes_[parent].child_names |= names::bit(node.name);
        if (id == kRoot && node.space != Space::kHl7) {
            // A ClinicalDocument in a wrong namespace: what it calls its own is taken for HL7's.
            warn(codes::kNamespace);
            for (Prefix& declared : prefixes_) {
                if (declared.space == node.space) declared.space = Space::kHl7;
            }
            node.space = Space::kHl7;
            node.flags = 0;
        }
        const auto first_element = [](pugi::xml_node from) {
            while (from && from.type() != pugi::node_element) from = from.next_sibling();
            return from;
        };
        if (const pugi::xml_node child = first_element(at.first_child())) {
            if (++depth > limits_.depth)
                return refuse(codes::kTooDeep, fmt::format("more than {} levels", limits_.depth));
            parent = id;
            at = child;
            continue;
        }
        node.end = id + 1;
        // Up until there is a sibling.
        pugi::xml_node next;
        while (at != root && !(next = first_element(at.next_sibling()))) {
            at = at.parent();
            --depth;
            nodes_[parent].end = static_cast<NodeId>(nodes_.size());
            parent = nodes_[parent].parent;
        }
        if (at == root) break;
        at = next;
    }
    nodes_[kRoot].end = static_cast<NodeId>(nodes_.size());
    list_children();
    const bool prefixed = std::strchr(root.name(), ':') != nullptr;
    if (!prefixed && std::string_view(root.attribute("xmlns").value()) != kHl7Namespace) warn(codes::kNamespace);
    if (child(kRoot, names::of("recordTarget")) == kNoNode && child(kRoot, names::of("component")) == kNoNode)
        return refuse(codes::kNoBody, "no recordTarget, no component");
    return true;
}

void Document::list_children() {
    std::uint32_t behind = 0;
    for (NodeId id = 1; id < nodes_.size(); ++id) ++nodes_[nodes_[id].parent].child_count;
    for (Node& node : nodes_) {
        node.children = behind;
        behind += std::exchange(node.child_count, 0);
    }
    children_.resize(behind);
    for (NodeId id = 1; id < nodes_.size(); ++id) {
        Node& parent = nodes_[nodes_[id].parent];
        children_[parent.children + parent.child_count++] = {child_key(nodes_[id].name, nodes_[id].space), id};
    }
}

NodeId Document::child(NodeId id, Symbol name) const {
    if (!may_have_child(id, name)) return kNoNode;
    for (const Child& child : children(nodes_[id])) {
        if (child.key == child_key(name, Space::kHl7)) return child.node;
    }
    return kNoNode;
}

NodeId Document::ancestor(NodeId id, Symbol name) const {
    for (NodeId at = id;; at = nodes_[at].parent) {
        if (nodes_[at].name == name) return at;
        if (at == kRoot) return kNoNode;
    }
}

void Document::append_path(NodeId id, std::string& into) const {
    std::vector<NodeId> line;
    for (NodeId at = id; at != kRoot; at = nodes_[at].parent) line.push_back(at);
    if (line.empty()) into += "ClinicalDocument";
    for (auto at = line.rbegin(); at != line.rend(); ++at) {
        const Node& node = nodes_[*at];
        std::size_t before = 0;
        std::size_t same = 0;
        for (NodeId child = node.parent + 1; child < nodes_[node.parent].end; child = nodes_[child].end) {
            if (nodes_[child].name != node.name) continue;
            ++same;
            if (child <= *at) ++before;
        }
        if (at != line.rbegin()) into += '/';
        into += node.name == 0 ? std::string_view("*") : names_->elements.text(node.name);
        if (same > 1) into += fmt::format("[{}]", before);
    }
}

}  // namespace hios::ccda
