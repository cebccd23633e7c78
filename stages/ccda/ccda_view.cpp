#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "stages/ccda/ccda_space.hpp"
#include "stages/ccda/codes.hpp"
#include "stages/ccda/text.hpp"

namespace hios::ccda {

namespace {

constexpr std::size_t kYearDigits = 4;
constexpr std::size_t kDayDigits = 8;
// Years that stand for "unknown" and "without end": 00010101, 99991231.
constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;

// A null flavor in the place of a code of SNOMED CT, LOINC, RxNorm, ICD-9-CM, ICD-10-CM or CPT, which have no such
// codes.
bool is_flavor(const Document& document, NodeId node, std::string_view code) {
    static constexpr std::array<std::string_view, 6> kFlavors{"ASKU", "NA", "NASK", "NI", "OTH", "UNK"};
    static constexpr std::array<std::string_view, 6> kSystems{"1", "103", "12", "88", "90", "96"};
    static constexpr std::string_view kRoot = "2.16.840.1.113883.6.";
    if (code.size() > 4 || std::find(kFlavors.begin(), kFlavors.end(), code) == kFlavors.end()) return false;
    const std::string_view system = document.value(node, names::attribute("codeSystem"));
    return system.starts_with(kRoot) &&
           std::find(kSystems.begin(), kSystems.end(), system.substr(kRoot.size())) != kSystems.end();
}

}  // namespace

std::string_view code_text(const Document& document, NodeId node, std::string_view text) {
    if (is_flavor(document, node, text)) return {};
    // Real documents have codes like "1234-5\" and "I10~".
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c == '\\' || c == '~'; });
    return end == text.end() ? text : trimmed({text.begin(), end});
}

std::string_view attribute_text(const Document& document, NodeId node, const Path& path) {
    // A translation says in other words what has no value in the wanted ones; some say once more that it is other.
    if (path.is_value && (document.node(node).flags & kHasNullFlavor) != 0 &&
        document.node(node).name != names::of("translation"))
        return {};
    const std::string_view text = document.value(node, path.attribute);
    return path.is_code ? code_text(document, node, text) : text;
}

using map::Handle;
using map::Scratch;
using map::Slot;
using Kind = CcdaSpace::Place::Kind;

CcdaView::CcdaView(const CcdaSpace& space, CcdaSettings settings)
    : space_(&space), settings_(std::move(settings)), document_(space.names(), settings_.limits) {
    for (Slot slot = 0; slot < space.slots(); ++slot) {
        const CcdaSpace::Place& place = space.at(slot);
        if (place.path != nullptr) shapes_.add(*place.path);
        told_.push_back(place.path != nullptr && Shapes::tells(*place.path));
        within_.push_back(place.path != nullptr && place.repeats() && Shapes::tells_within(*place.path));
        const bool has_text = place.kind == Kind::kElement || place.kind == Kind::kMade;
        places_.push_back(place.path != nullptr && (told_.back() || (has_text && Shapes::leads(*place.path))));
    }
}

bool CcdaView::read(std::string_view bytes) {
    ++reading_;
    remarks_.clear();
    made_texts_.clear();
    lists_.resize(space_->slots());
    if (!document_.read(bytes)) return false;
    index_.build(document_, space_->catalogue());
    space_->dispatch().claim(document_, index_, claims_, twins_);
    kin_.reset(document_, space_->dispatch());
    zone_ = settings_.zone == "document" ? std::string() : settings_.zone;
    if (settings_.zone == "document") {
        const NodeId time = document_.child(kRoot, names::of("effectiveTime"));
        map::Timestamp stamp;
        if (time != kNoNode && stamp.read(document_.attribute(time, names::attribute("value"))) && stamp.has_zone) {
            const int minutes = std::abs(stamp.zone_minutes);
            zone_ = fmt::format("{}{:02}:{:02}", stamp.zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
        }
    }
    return true;
}

NodeId CcdaView::referenced(NodeId node) const {
    const NodeId reference =
        document_.node(node).name == names::of("reference") ? node : document_.child(node, names::of("reference"));
    if (reference == kNoNode) return kNoNode;
    const std::string_view value = document_.attribute(reference, names::attribute("value"));
    const NodeId target = index_.target(value, node);
    if (target == kNoNode && trimmed(value).starts_with("#")) remarks_.add(codes::kBrokenReference, reference);
    return target == kNoNode ? kNoNode : marked_by(target);
}

// Some set an empty element in front of what they mean: <item><content ID="i1"/>Rest</item>. Then that is what holds
// it.
NodeId CcdaView::marked_by(NodeId target) const {
    const auto is_empty = [&](NodeId node) {
        return document_.node(node).end == node + 1 && trimmed(document_.first_text(node)).empty();
    };
    if (document_.node(target).name != names::of("content") || !is_empty(target)) return target;
    for (NodeId at = document_.node(target).parent; at != kRoot; at = document_.node(at).parent) {
        const Symbol name = document_.node(at).name;
        const bool is_part = name == names::of("content") || name == names::of("paragraph") ||
                             name == names::of("caption") || name == names::of("item") || name == names::of("td") ||
                             name == names::of("th") || name == names::of("tr");
        if (!is_part) break;
        if (!trimmed(document_.first_text(at)).empty() || name == names::of("tr")) return at;
    }
    return target;
}

std::string_view CcdaView::element_text_of(NodeId node, NodeId target, Scratch& scratch) const {
    bool cut = false;
    const std::string_view text = element_text(document_, node, target, scratch, cut);
    if (cut) remarks_.add(codes::kTextCut, node);
    return text;
}

std::string_view CcdaView::attribute(NodeId from, const Path& path) const {
    std::string_view found;
    walk(document_, path, from, [&](NodeId node) {
        found = attribute_text(document_, node, path);
        return !found.empty();
    });
    return found;
}

std::string_view CcdaView::text(Handle scope, Slot slot, Scratch& scratch) const {
    const CcdaSpace::Place& place = space_->at(slot);
    if (place.kind == Kind::kAttribute) return attribute(static_cast<NodeId>(scope), *place.path);
    return text_of(place, scope, slot, scratch);
}

std::string_view CcdaView::text_of(const CcdaSpace::Place& place, Handle scope, Slot slot, Scratch& scratch) const {
    const auto from = static_cast<NodeId>(scope);
    std::string_view found;
    switch (place.kind) {
        case Kind::kList: {
            const std::vector<NodeId>& nodes = list(scope, slot);
            return nodes.empty() ? found : element_text_of(nodes.front(), kNoNode, scratch);
        }
        case Kind::kAttribute:
            return attribute(from, *place.path);
        case Kind::kMade:
            walk(document_, *place.path, from, [&](NodeId node) {
                found = known_made(node, place.path->made);
                return !found.empty();
            });
            return found;
        case Kind::kElement:
            walk(document_, *place.path, from, [&](NodeId node) {
                if ((document_.node(node).flags & kHasNullFlavor) == 0)
                    found = element_text_of(node, referenced(node), scratch);
                return !found.empty();
            });
            return found;
    }
    return found;
}

std::string_view CcdaView::known_made(NodeId node, Made made) const {
    KnownMade& known = known_made_[(node * 8U + static_cast<std::size_t>(made)) % known_made_.size()];
    if (known.reading != reading_ || known.node != node || known.made != made)
        known = {reading_, node, made, this->made(node, made, made_texts_)};
    return known.text;
}

std::string_view CcdaView::made(NodeId node, Made made, Scratch& scratch) const {
    const bool null = (document_.node(node).flags & kHasNullFlavor) != 0;
    switch (made) {
        case Made::kNone:
            return {};
        case Made::kText: {
            if (null) return {};
            const NodeId target = referenced(node);
            bool cut = false;
            const std::string_view text = plain_text(document_, target == kNoNode ? node : target, scratch, cut);
            if (cut) remarks_.add(codes::kTextCut, node);
            return text;
        }
        case Made::kNarrative:
            return narrative(node, scratch);
        case Made::kType:
            return type_of(document_, node);
        case Made::kDate:
        case Made::kDateTime:
        case Made::kInstant:
            return moment(node, made, scratch);
        case Made::kSection: {
            const Section* section = index_.section_of(node);
            return section == nullptr ? std::string_view() : space_->catalogue().section_name(section->kind);
        }
        case Made::kPath:
            path_.clear();
            document_.append_path(node, path_);
            return scratch.copy(path_);
        case Made::kShared:
            return kin_.is_shared(node) ? "true" : "";
        case Made::kName: {
            const std::uint16_t claim = document_.node(node).claim;
            return claim == 0 ? std::string_view() : std::string_view(space_->dispatch().rules()[claim - 1U].name);
        }
    }
    return {};
}

std::string_view CcdaView::narrative(NodeId node, Scratch& scratch) const {
    NodeId from = node;
    if (document_.node(node).name == names::of("section")) from = document_.child(node, names::of("text"));
    if (from == kNoNode) return {};
    NodeId words = kNoNode;
    if (const NodeId target = referenced(from); target != kNoNode) {
        bool cut = false;
        const std::string_view own = element_text(document_, from, kNoNode, scratch, cut);
        if (!own.empty() && plain_text(document_, target, scratch, cut).find(own) == std::string_view::npos)
            words = from;
        from = target;
    }
    buffer_.clear();
    if (write_narrative(document_, index_, from, settings_.narrative, buffer_, words) == Written::kTooLong)
        remarks_.add(codes::kNarrativeSize, from);
    return scratch.copy(buffer_.view());
}

std::string_view CcdaView::moment(NodeId node, Made made, Scratch& scratch) const {
    // A point in time of an interval: where it begins, else its middle, else where it ends.
    constexpr std::array kBounds{names::of("low"), names::of("center"), names::of("high")};
    std::string_view text = document_.attribute(node, names::attribute("value"));
    if ((document_.node(node).flags & kHasNullFlavor) != 0) text = {};
    for (std::size_t i = 0; i < kBounds.size() && trimmed(text).empty(); ++i) {
        const NodeId bound = document_.child(node, kBounds[i]);
        if (bound != kNoNode && (document_.node(bound).flags & kHasNullFlavor) == 0)
            text = document_.attribute(bound, names::attribute("value"));
    }
    if (trimmed(text).empty()) return {};
    map::Timestamp stamp;
    // A time that does not exist or has an impossible zone leaves its day; a day that does not exist leaves nothing.
    const bool hyphens = trimmed(text).find('-') == kYearDigits;
    if (!stamp.read(trimmed(text)) && !stamp.read(trimmed(text).substr(0, kDayDigits + (hyphens ? 2 : 0)))) return {};
    if (stamp.year <= kFirstYear || stamp.year >= kLastYear) return {};
    if (made == Made::kDate) return map::fhir_date(stamp, scratch);
    if (made == Made::kDateTime) {
        const std::string_view found = map::fhir_date_time(stamp, zone_, zones_, scratch);
        return found.empty() ? map::fhir_date(stamp, scratch) : found;
    }
    // An instant cannot be cut: what is not given is where the year, the month, the day begins.
    stamp.month = std::max(stamp.month, 1);
    stamp.day = std::max(stamp.day, 1);
    stamp.has_time = true;
    return map::fhir_instant(stamp, zone_.empty() ? std::string_view("Z") : zone_, zones_, scratch);
}

void CcdaView::add_kindred(const Path& path, NodeId node, std::vector<NodeId>& into) const {
    const auto go_on = [&](NodeId from) {
        const auto keep = [&](NodeId found) {
            into.push_back(found);
            return false;
        };
        detail::descend(document_, path.beyond, 0, from, keep);
    };
    switch (path.kindred) {
        case Kindred::kNone:
            into.push_back(node);
            return;
        case Kindred::kSame:
            if (const NodeId other = kin_.other_with(node); other != kNoNode) go_on(other);
            return;
        case Kindred::kAuthored:
            for (const NodeId first : kin_.authored()) go_on(first);
            return;
        case Kindred::kWritten:
            for (const NodeId one : kin_.written_with(node)) go_on(one);
            return;
        case Kindred::kSigned:
            if (const NodeId holder = kin_.signed_in(node); holder != kNoNode) go_on(holder);
            return;
    }
}

// The same list is asked for item by item: it is kept until its slot is asked for another scope.
const std::vector<NodeId>& CcdaView::list(Handle scope, Slot slot) const {
    const CcdaSpace::Place& place = space_->at(slot);
    if (place.claim != 0) {
        const std::vector<NodeId>& all = claims_[place.claim - 1U];
        if (scope == map::kWholeDocument || all.empty()) return all;
    }
    List& kept = lists_[slot];
    if (kept.reading == reading_ && kept.scope == scope) return kept.nodes;
    kept.reading = reading_;
    kept.scope = scope;
    kept.nodes.clear();
    const auto node = static_cast<NodeId>(scope);
    if (place.claim == 0) {
        walk(document_, *place.path, node, [&](NodeId found) {
            add_kindred(*place.path, found, kept.nodes);
            return false;
        });
        return kept.nodes;
    }
    const std::vector<NodeId>& all = claims_[place.claim - 1U];
    const auto begin = std::upper_bound(all.begin(), all.end(), node);
    const auto end = std::lower_bound(begin, all.end(), document_.node(node).end);
    kept.nodes.assign(begin, end);
    return kept.nodes;
}

std::uint32_t CcdaView::count(Handle scope, Slot slot) const {
    return static_cast<std::uint32_t>(list(scope, slot).size());
}

Handle CcdaView::item(Handle scope, Slot slot, std::uint32_t index) const {
    const std::vector<NodeId>& nodes = list(scope, slot);
    return index < nodes.size() ? nodes[index] : map::kWholeDocument;
}

bool CcdaView::exists(Handle scope, Slot slot, Scratch& scratch) const {
    const CcdaSpace::Place& place = space_->at(slot);
    if (place.kind == Kind::kList) return count(scope, slot) > 0;
    if (place.kind == Kind::kAttribute) return !attribute(static_cast<NodeId>(scope), *place.path).empty();
    if (place.kind == Kind::kMade) return !text(scope, slot, scratch).empty();
    return walk(document_, *place.path, static_cast<NodeId>(scope), [&](NodeId node) {
        const Node& at = document_.node(node);
        return (at.flags & kHasNullFlavor) == 0 || at.end > node + 1;
    });
}

bool CcdaView::anything(Handle scope, Slot slot, Scratch& scratch) const {
    const CcdaSpace::Place& place = space_->at(slot);
    if (place.kind != Kind::kElement) return exists(scope, slot, scratch);
    return walk(document_, *place.path, static_cast<NodeId>(scope), [](NodeId) { return true; });
}

Handle CcdaView::enclosing(Handle scope, Slot dispatch_name) const {
    const std::uint16_t claim = space_->at(dispatch_name).claim;
    for (auto at = static_cast<NodeId>(scope); at != kRoot; at = document_.node(at).parent) {
        if (document_.node(at).claim == claim) return at;
    }
    return map::kWholeDocument;
}

std::string_view CcdaView::place(Handle scope, Scratch& scratch) const {
    const fmt::format_int digits(scope);
    return scratch.copy({digits.data(), digits.size()});
}

std::string_view type_of(const Document& document, NodeId node) {
    std::string_view type = document.value(node, names::attribute("type"));
    type = type.substr(0, type.find_first_of(" \t"));
    if (const std::size_t colon = type.find(':'); colon != std::string_view::npos) type.remove_prefix(colon + 1);
    if (!type.empty()) return type;
    const auto has = [&](Symbol name) { return document.attribute(node, name).data() != nullptr; };
    const bool is_value = document.node(node).name == names::of("value");
    if (has(names::attribute("code"))) return "CD";
    if (has(names::attribute("unit"))) return "PQ";
    if (has(names::attribute("value"))) return is_value ? "PQ" : "TS";
    for (const Child& child : document.children(document.node(node))) {
        const auto name = name_of(child.key);
        if (name == names::of("low") || name == names::of("high") || name == names::of("center"))
            return is_value || document.attribute(child.node, names::attribute("unit")).data() != nullptr ? "IVL_PQ"
                                                                                                          : "IVL_TS";
        if (name == names::of("translation")) return "CD";
    }
    if (document.child(node, names::of("period")) != kNoNode) return "PIVL_TS";
    if (document.child(node, names::of("event")) != kNoNode) return "EIVL_TS";
    return trimmed(document.first_text(node)).empty() ? "" : "ST";
}

}  // namespace hios::ccda
