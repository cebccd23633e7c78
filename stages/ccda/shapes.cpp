#include "stages/ccda/shapes.hpp"

#include <algorithm>

#include <xxhash.h>

#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/text.hpp"

namespace hios::ccda {
namespace {

constexpr NodeId kMostNodes = 4096;  // what is larger is hardly ever like another

bool is_told(const Predicate& predicate) {
    if (std::find(predicate.elements.begin(), predicate.elements.end(), names::of("text")) != predicate.elements.end())
        return false;
    const bool of_text = predicate.kind == Predicate::Kind::kInside && predicate.attribute == 0;
    return !of_text || predicate.values.empty();
}

}  // namespace

bool Shapes::tells(const Path& path) {
    if (!path.is_plain || path.kindred != Kindred::kNone || path.made != Made::kNone) return false;
    for (const Step& step : path.steps) {
        // What stands in narratives is no part of a shape: nothing may lead into one, nor a loop over them.
        const bool narrative = name_of(step.key) == names::of("text");
        const bool only_its_attribute = path.is_attribute && &step == &path.steps.back() && step.predicates.empty();
        if (narrative && !only_its_attribute) return false;
        if (!std::all_of(step.predicates.begin(), step.predicates.end(), is_told)) return false;
    }
    return true;
}

void Shapes::add(const Path& path) {
    for (const Step& step : path.steps) {
        for (const Predicate& predicate : step.predicates) add(predicate);
    }
}

void Shapes::add(const Predicate& predicate) {
    const Symbol attribute =
        predicate.kind == Predicate::Kind::kTemplate ? names::attribute("root") : predicate.attribute;
    if (predicate.values.empty() || attribute == 0) return;
    if (compared_.size() <= attribute) compared_.resize(attribute + std::size_t{1});
    compared_[attribute] = true;
    for (const std::string& value : predicate.values)
        numbers_.try_emplace(value, static_cast<std::uint16_t>(numbers_.size() + 1));
}

std::uint64_t Shapes::of(const Document& document, NodeId node, std::uint64_t document_number) {
    Known& known = known_[node % known_.size()];
    if (known.document != document_number || known.node != node)
        known = {document_number, node, compute(document, node)};
    return known.shape;
}

std::uint16_t Shapes::number_of(const std::string& value) const {
    const auto found = numbers_.find(value);
    return found == numbers_.end() ? std::uint16_t{0} : found->second;
}

// Each element as its name, what is known of it and how many stand in it; then its attributes.
std::uint64_t Shapes::compute(const Document& document, NodeId scope) {
    const NodeId end = document.node(scope).end;
    if (end - scope > kMostNodes) return 0;
    text_.clear();
    for (NodeId at = scope; at < end; ++at) {
        const Node& node = document.node(at);
        const bool narrative = node.name == names::of("text") && at != scope;
        const std::uint64_t within = narrative ? (node.end > at + 1 ? 1 : 0) : node.end - at;
        text_.push_back(std::uint64_t{child_key(node.name, node.space)} | within << 24U |
                        std::uint64_t{(node.flags & kHasNullFlavor) != 0} << 40U | std::uint64_t{node.claim} << 48U);
        attributes_of(document, at);
        if (narrative) at = node.end - 1;
    }
    return XXH3_64bits(text_.data(), text_.size() * sizeof(std::uint64_t)) | 1U;
}

void Shapes::attributes_of(const Document& document, NodeId id) {
    const Node& node = document.node(id);
    for (const Attribute& attribute : document.attributes(node)) {
        if (attribute.symbol == 0) continue;
        std::string_view text = trimmed(attribute.view());
        std::uint64_t is = text.empty() ? 0 : 1;
        if (attribute.symbol == names::attribute("code") && !code_text(document, id, text).empty()) is |= 2U;
        std::uint64_t number = 0;
        if (attribute.symbol < compared_.size() && compared_[attribute.symbol]) {
            if (attribute.symbol == names::attribute("type")) text = type_name(text);
            value_ = text;
            number = number_of(value_);
            if (node.name == names::of("templateId")) {
                value_ += ':';
                value_ += document.value(id, names::attribute("extension"));
                number |= std::uint64_t{number_of(value_)} << 16U;
            }
        }
        text_.push_back(std::uint64_t{attribute.symbol} | is << 16U | std::uint64_t{attribute.is_prefixed()} << 18U |
                        std::uint64_t{1} << 19U | number << 20U);
    }
    text_.push_back(~std::uint64_t{0});
}

}  // namespace hios::ccda
