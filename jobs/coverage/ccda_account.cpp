#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "jobs/coverage/document_account.hpp"
#include "stages/ccda/account.hpp"
#include "stages/ccda/ccda_space.hpp"
#include "stages/map/forwarding_view.hpp"

namespace hios::jobs {
namespace {

using map::Handle;
using map::Scratch;
using map::Slot;

// Attributes that say how a document is built, not what it states.
constexpr std::array<std::string_view, 14> kFrame{
    "classCode", "moodCode",       "typeCode",       "determinerCode",       "inversionInd",
    "ID",        "xmlns",          "schemaLocation", "contextConductionInd", "contextControlCode",
    "type",      "codeSystemName", "nullFlavor",     "codeSystemVersion"};
constexpr std::array<std::string_view, 3> kFrameElements{"templateId", "realmCode", "typeId"};

template <class List>
bool holds(const List& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

// A view that remembers what each address has read: an attribute, or an element with all that is in it.
class WatchedDocument final : public map::ForwardingView<ccda::CcdaView> {
public:
    explicit WatchedDocument(const ccda::CcdaSpace& space) : ForwardingView(space), space_(space) {}
    [[nodiscard]] bool read(std::string_view bytes) { return view_.read(bytes); }
    [[nodiscard]] const ccda::CcdaView& view() const { return view_; }

    using Attributes = std::map<std::pair<ccda::NodeId, std::string_view>, std::set<Slot>>;
    [[nodiscard]] const Attributes& attributes() const { return attributes_; }
    [[nodiscard]] const std::map<ccda::NodeId, std::set<Slot>>& elements() const { return elements_; }

    // What is written alike is read when its first is.
    void share_among_twins() {
        for (const ccda::Twins::Twin& twin : view_.twins().all()) {
            const ccda::NodeId end = view_.document().node(twin.first).end;
            Attributes attributes;
            for (auto at = attributes_.lower_bound({twin.first, {}}); at != attributes_.end() && at->first.first < end;
                 ++at)
                attributes[{twin.node + (at->first.first - twin.first), at->first.second}] = at->second;
            for (const auto& [place, slots] : attributes) attributes_[place].insert(slots.begin(), slots.end());
            std::map<ccda::NodeId, std::set<Slot>> elements;
            for (auto at = elements_.lower_bound(twin.first); at != elements_.end() && at->first < end; ++at)
                elements[twin.node + (at->first - twin.first)] = at->second;
            for (const auto& [place, slots] : elements) elements_[place].insert(slots.begin(), slots.end());
        }
    }

    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override {
        const std::string_view found = view_.text(scope, slot, scratch);
        if (!found.empty()) note(static_cast<ccda::NodeId>(scope), slot);
        return found;
    }

private:
    void note(ccda::NodeId scope, Slot slot) const {
        const ccda::CcdaSpace::Place& place = space_.at(slot);
        if (place.claim != 0) return;
        const ccda::Document& document = view_.document();
        const std::string_view attribute = document.names().attributes.text(place.path->attribute);
        ccda::walk(document, *place.path, scope, [&](ccda::NodeId node) {
            if (!place.path->is_attribute) {
                elements_[node].insert(slot);
                return true;
            }
            if (document.attribute(node, place.path->attribute).empty()) return false;
            attributes_[{node, attribute}].insert(slot);
            return true;
        });
    }

    const ccda::CcdaSpace& space_;
    mutable Attributes attributes_;
    mutable std::map<ccda::NodeId, std::set<Slot>> elements_;
};

// Paths of elements in document order, without the numbers of those that repeat: what stands at one path is counted
// together. Names that neither the standard nor the map knows are "*", as in Document::append_path.
class Paths {
public:
    explicit Paths(const ccda::Document& document) : document_(document) {}

    const std::string& next(ccda::NodeId node) {
        while (!open_.empty() && node >= open_.back().end) {
            path_.resize(open_.back().length);
            open_.pop_back();
        }
        open_.push_back({document_.node(node).end, path_.size()});
        if (node == ccda::kRoot) return path_;
        if (!path_.empty()) path_ += '/';
        const ccda::Symbol name = document_.node(node).name;
        path_ += name == 0 ? std::string_view("*") : document_.names().elements.text(name);
        return path_;
    }

private:
    struct Open {
        ccda::NodeId end = 0;
        std::size_t length = 0;  // of the path around it
    };
    const ccda::Document& document_;
    std::vector<Open> open_;
    std::string path_;
};

class Values {
public:
    explicit Values(DocumentAccount& account) : account_(account) {}

    void add(const std::string& address, const std::set<Slot>& slots) {
        const auto [place, is_new] =
            known_.try_emplace(fmt::format("{}{}", slots.empty() ? '-' : '+', address), account_.values.size());
        if (is_new) {
            account_.values.push_back({address, 0, Fate::kUnread, {}});
            sources_.emplace_back();
        }
        ++account_.values[place->second].count;
        sources_[place->second].insert(slots.begin(), slots.end());
    }
    [[nodiscard]] const std::vector<std::set<Slot>>& sources() const { return sources_; }

private:
    DocumentAccount& account_;
    std::vector<std::set<Slot>> sources_;
    std::unordered_map<std::string, std::size_t> known_;
};

void add_values(const WatchedDocument& watched, Values& values) {
    const ccda::Document& document = watched.view().document();
    const std::set<Slot> none;
    const std::set<Slot>* around = &none;  // of the element that was read whole and holds the node
    ccda::NodeId until = 0;
    Paths paths(document);
    for (ccda::NodeId node = 0; node < document.nodes().size(); ++node) {
        const auto whole = watched.elements().find(node);
        if (node >= until) around = &none;
        if (whole != watched.elements().end() && node >= until) {
            around = &whole->second;
            until = document.node(node).end;
        }
        const std::string& path = paths.next(node);
        if (holds(kFrameElements, document.local_name(document.node(node)))) continue;
        const auto add = [&](std::string_view tail, const std::set<Slot>& slots) {
            values.add(fmt::format("{}{}", path, tail), slots);
        };
        for (const ccda::Attribute& attribute : document.attributes(document.node(node))) {
            const std::string_view name = attribute.name_view();
            if (attribute.value_size == 0 || holds(kFrame, name) || name.starts_with("xmlns")) continue;
            const auto read = watched.attributes().find({node, name});
            add(fmt::format("/@{}", name), read == watched.attributes().end() ? *around : read->second);
        }
        const std::string_view text = document.first_text(node);
        if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) add("", *around);
    }
}

void add_entries(const ccda::CcdaView& view, DocumentAccount& account) {
    std::vector<ccda::EntryUse> uses;
    const ccda::Dispatch& dispatch = view.space().dispatch();
    ccda::account(view.document(), view.index(), dispatch, uses);
    for (const ccda::EntryUse& use : uses) {
        if (use.element == "section") continue;
        SkippedEntry entry;
        if (use.state == ccda::EntryState::kSkipped) {
            const ccda::DispatchRule& rule = dispatch.rules()[use.claim - 1U];
            entry.rule = rule.name;
            entry.reason = rule.skip;
        } else if (use.state != ccda::EntryState::kUnmapped) {
            continue;
        }
        view.document().append_path(use.node, entry.path);
        account.entries.push_back(std::move(entry));
    }
}

}  // namespace

Outcome<DocumentAccount> account_of_document(const map::Program& program, std::string_view text) {
    WatchedDocument view(dynamic_cast<const ccda::CcdaSpace&>(*program.space));
    if (!view.read(text)) return fail(view.view().document().fault());
    map::Machine machine(program, "explain");
    ByteBuffer made;
    DocumentAccount account;
    account.mapped = machine.run(view, made);
    view.share_among_twins();
    Values values(account);
    add_values(view, values);
    tell_fates(program, machine.counts(), values.sources(), account);
    add_entries(view.view(), account);
    return account;
}

}  // namespace hios::jobs
