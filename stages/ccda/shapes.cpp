#include "stages/ccda/shapes.hpp"

#include <algorithm>

#include <xxhash.h>

#include "pipeline/mix.hpp"
#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/text.hpp"

namespace hios::ccda {
namespace {

constexpr NodeId kMostNodes = 4096;    // what is larger is hardly ever like another
constexpr NodeId kSmallNarrative = 4;  // elements: hardly more than a reference
using map::SourceView;

bool is_told(const Predicate& predicate) {
    // A template with an empty extension is told from one without, and from others, by no number.
    const bool has_number = std::all_of(predicate.values.begin(), predicate.values.end(), [](const std::string& value) {
        return value.size() <= NameTable::kLongest && !value.ends_with(':');
    });
    if (!has_number) return false;
    if (std::find(predicate.elements.begin(), predicate.elements.end(), names::of("text")) != predicate.elements.end())
        return false;
    const bool of_text = predicate.kind == Predicate::Kind::kInside && predicate.attribute == 0;
    return !of_text || predicate.values.empty();
}

}  // namespace

bool Shapes::leads(const Path& path) {
    if (!path.is_plain || path.kindred != Kindred::kNone) return false;
    for (const Step& step : path.steps) {
        // What stands in narratives is no part of a shape: nothing may lead into one.
        const bool narrative = name_of(step.key) == names::of("text");
        if (narrative && (&step != &path.steps.back() || !step.predicates.empty())) return false;
        if (!std::all_of(step.predicates.begin(), step.predicates.end(), is_told)) return false;
    }
    return true;
}

bool Shapes::tells(const Path& path) {
    return leads(path) && path.made == Made::kNone;
}

bool Shapes::tells_within(const Path& path) {
    return tells(path) && !path.steps.empty() && name_of(path.steps.back().key) != names::of("text");
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
    const bool is_template = predicate.kind == Predicate::Kind::kTemplate;
    for (const std::string_view value : predicate.values) {
        numbers_.add(value);
        // Of root:extension each for itself, wherever the colon is that parts them.
        for (std::size_t at = 0; is_template && at < value.size(); ++at) {
            if (value[at] != ':') continue;
            numbers_.add(value.substr(0, at));
            numbers_.add(value.substr(at + 1));
        }
    }
}

std::uint64_t Shapes::of(const Document& document, NodeId node, std::uint64_t document_number) {
    Known& known = known_[node % known_.size()];
    if (known.document != document_number || known.node != node)
        known = {document_number, node, compute(document, node, document_number)};
    return known.shape;
}

std::uint64_t Shapes::number_of(std::string_view value) const {
    return value.empty() ? 0 : numbers_.find(value.data(), value.size());
}

// Entries stand in entries, and the shape of each is asked for: what an element is by itself is found out once.
std::uint64_t Shapes::compute(const Document& document, NodeId scope, std::uint64_t document_number) {
    const NodeId end = document.node(scope).end;
    if (end - scope > kMostNodes) return 0;
    if (elements_of_ != document_number) {
        elements_.assign(document.nodes().size(), 0);
        elements_of_ = document_number;
    }
    text_.clear();
    std::uint64_t tells = SourceView::kTellsTexts | SourceView::kTellsPlaces;
    for (NodeId at = scope; at < end; ++at) {
        const Node& node = document.node(at);
        const bool narrative = node.name == names::of("text") && at != scope;
        const std::uint64_t within = narrative ? std::min(node.end - at, kSmallNarrative) : node.end - at;
        if (narrative && within == kSmallNarrative) tells = SourceView::kTellsTexts;
        std::uint64_t& element = elements_[at];
        if (element == 0) element = element_alone(document, at) | 1U;
        text_.push_back(mixed(element, within));
        if (narrative) at = node.end - 1;
    }
    const std::uint64_t hash = XXH3_64bits_withSeed(text_.data(), text_.size() * sizeof(std::uint64_t), seed_);
    return (hash & ~(SourceView::kTellsTexts | SourceView::kTellsPlaces)) | tells;
}

// Its name, what is known of it, and its attributes.
std::uint64_t Shapes::element_alone(const Document& document, NodeId id) const {
    const Node& node = document.node(id);
    std::uint64_t sum =
        mixed(seed_, std::uint64_t{child_key(node.name, node.space)} |
                         std::uint64_t{(node.flags & kHasNullFlavor) != 0} << 40U | std::uint64_t{node.claim} << 48U);
    std::uint64_t number = 0;
    for (const Attribute& attribute : document.attributes(node)) {
        ++number;
        if (attribute.symbol == 0) continue;
        std::string_view text = trimmed(attribute.view());
        std::uint64_t is = text.empty() ? 0 : 1;
        if (attribute.symbol == names::attribute("code") && !code_text(document, id, text).empty()) is |= 2U;
        std::uint64_t value = 0;
        if (attribute.symbol < compared_.size() && compared_[attribute.symbol]) {
            if (attribute.symbol == names::attribute("type")) text = type_name(text);
            value = number_of(text);
        } else if (attribute.symbol == names::attribute("extension") && node.name == names::of("templateId")) {
            value = number_of(text);
        }
        sum = mixed(sum, std::uint64_t{attribute.symbol} | is << 16U | std::uint64_t{attribute.is_prefixed()} << 18U |
                             std::uint64_t{1} << 19U | value << 20U | number << 36U);
    }
    return sum;
}

}  // namespace hios::ccda
