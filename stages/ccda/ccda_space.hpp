#pragma once
// C-CDA documents as a source of the mapping language: names of entries and paths (path.hpp).

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/ccda/dispatch.hpp"
#include "stages/ccda/kin.hpp"
#include "stages/ccda/narrative.hpp"
#include "stages/ccda/path.hpp"
#include "stages/ccda/remarks.hpp"
#include "stages/ccda/shapes.hpp"
#include "stages/map/address_space.hpp"
#include "stages/map/timestamp.hpp"

namespace hios::ccda {

// Compile time. A name of `rules` is an address that repeats: without a scope over the whole document, with one over
// what lies in that element. All other addresses are paths, relative to the scope at hand. A '/' in front is the
// document's root without a scope, else a separator as '.' is. Not thread-safe until the maps are compiled, then
// shared.
class CcdaSpace final : public map::AddressSpace {
public:
    explicit CcdaSpace(std::vector<DispatchRule> rules, const Catalogue& catalogue = Catalogue::standard());

    tl::expected<map::Resolved, map::AddressError> resolve(std::string_view address, map::Slot within) override;
    [[nodiscard]] std::string describe(map::Slot slot) const override { return addresses_[slot]; }
    // Names that are not skipped and that no template asks for.
    [[nodiscard]] std::vector<std::string> unread() const override;

    struct Place {
        enum class Kind : std::uint8_t {
            kList,  // a name of the rules, or elements of kin
            kElement,
            kAttribute,
            kMade,
        };
        Kind kind = Kind::kList;
        std::uint16_t claim = 0;     // not 0: a name of the rules
        const Path* path = nullptr;  // else; the same one for the same address behind different variables
        [[nodiscard]] bool repeats() const { return kind == Kind::kList || kind == Kind::kElement; }
    };
    [[nodiscard]] const Place& at(map::Slot slot) const { return slots_[slot]; }
    [[nodiscard]] std::size_t slots() const { return slots_.size(); }
    [[nodiscard]] const Names& names() const { return names_; }
    [[nodiscard]] const Dispatch& dispatch() const { return *dispatch_; }
    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }

private:
    const Catalogue& catalogue_;
    Names names_;
    std::unique_ptr<const Dispatch> dispatch_;
    std::vector<Place> slots_;
    std::vector<std::string> addresses_;                // of them, as messages show them
    std::unordered_map<std::string, map::Slot> known_;  // by scope and address as written
    std::deque<Path> paths_;
    std::unordered_map<std::string, const Path*> known_paths_;
};

struct CcdaSettings {
    // Of times without one: "" cuts them to their date (C-CDA on FHIR 2.0, option 1), "document" takes that of the
    // document's effectiveTime (cuts when it has none), else a zone: "-05:00", "Z", "Europe/Berlin".
    std::string zone;
    NarrativeRules narrative;
    Limits limits;
};

// Run time: one document. Handles are numbers of elements; 0 is ClinicalDocument. Reusable: what it has allocated
// stays. Not thread-safe; one per worker.
class CcdaView final : public map::SourceView {
public:
    explicit CcdaView(const CcdaSpace& space, CcdaSettings settings = {});

    // Parses, indexes and dispatches. False: refused, see document().fault().
    bool read(std::string_view bytes);
    [[nodiscard]] const Document& document() const { return document_; }
    [[nodiscard]] const Index& index() const { return index_; }
    [[nodiscard]] const CcdaSpace& space() const { return *space_; }
    // The elements that a name has claimed, in document order; of a distinct name without the twins.
    [[nodiscard]] const std::vector<NodeId>& claimed(std::uint16_t claim) const { return claims_[claim - 1U]; }
    [[nodiscard]] const Twins& twins() const { return twins_; }
    // Since read().
    [[nodiscard]] Remarks& remarks() { return remarks_; }

    std::string_view text(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    std::uint32_t count(map::Handle scope, map::Slot slot) const override;
    map::Handle item(map::Handle scope, map::Slot slot, std::uint32_t index) const override;
    bool exists(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    bool anything(map::Handle scope, map::Slot slot, map::Scratch& scratch) const override;
    // Of paths that go down from an element its shape tells; not of the whole document, which is like no other.
    bool owners(map::Slot slot, Owners& into) const override;
    std::uint64_t shape(map::Handle scope, std::uint32_t owner) const override;
    [[nodiscard]] bool counts_have_shape(map::Slot slot) const override {
        return slot < within_.size() && within_[slot];
    }
    [[nodiscard]] bool texts_have_shape(map::Slot slot) const override {
        return space_->at(slot).kind == CcdaSpace::Place::Kind::kAttribute;
    }
    [[nodiscard]] std::uint32_t teller(map::Slot slot) const override {
        return slot < places_.size() && places_[slot] ? kItself : kNobody;
    }
    Located locate(map::Handle place, std::uint32_t owner, map::Handle scope, map::Slot slot,
                   Position& at) const override;
    bool locate_item(map::Handle place, std::uint32_t owner, map::Handle scope, map::Slot slot, std::uint32_t index,
                     Position& at) const override;
    map::Handle item_at(map::Handle place, Position at) const override {
        const map::Handle item = place + at.where;
        return item < document_.nodes().size() ? item : map::kWholeDocument;
    }
    std::string_view text_at(map::Handle place, Position at, map::Slot slot, map::Scratch& scratch) const override;
    // The nearest element that holds `scope`, or is it, and that the name has claimed; kWholeDocument: none.
    map::Handle enclosing(map::Handle scope, map::Slot dispatch_name) const override;
    // The number of the element in the document.
    std::string_view place(map::Handle scope, map::Scratch& scratch) const override;

private:
    struct List {
        std::uint64_t reading = 0;
        map::Handle scope = 0;
        std::vector<NodeId> nodes;
    };
    // What was computed of an element: maps ask for times and texts of few elements over and over.
    struct KnownMade {
        std::uint64_t reading = 0;
        NodeId node = 0;
        Made made = Made::kNone;
        std::string_view text;  // in made_texts_
    };
    const std::vector<NodeId>& list(map::Handle scope, map::Slot slot) const;
    [[nodiscard]] std::string_view known_made(NodeId node, Made made) const;
    [[nodiscard]] std::string_view element_text_of(NodeId node, NodeId target, map::Scratch& scratch) const;
    // The first text that the attribute of `path` has.
    [[nodiscard]] std::string_view attribute(NodeId from, const Path& path) const;
    [[nodiscard]] std::string_view text_of(const CcdaSpace::Place& place, map::Handle scope, map::Slot slot,
                                           map::Scratch& scratch) const;
    [[nodiscard]] std::string_view made(NodeId node, Made made, map::Scratch& scratch) const;
    [[nodiscard]] std::string_view narrative(NodeId node, map::Scratch& scratch) const;
    [[nodiscard]] std::string_view moment(NodeId node, Made made, map::Scratch& scratch) const;
    [[nodiscard]] NodeId referenced(NodeId node) const;
    [[nodiscard]] NodeId marked_by(NodeId target) const;
    void add_kindred(const Path& path, NodeId node, std::vector<NodeId>& into) const;

    const CcdaSpace* space_;
    CcdaSettings settings_;
    Document document_;
    Index index_;
    std::vector<std::vector<NodeId>> claims_;
    Twins twins_;
    std::string zone_;  // of this document
    std::uint64_t reading_ = 0;
    mutable std::vector<List> lists_;  // by slot: what count() has found for item()
    mutable std::array<KnownMade, 256> known_made_;
    mutable map::Scratch made_texts_;
    mutable ByteBuffer buffer_;
    mutable std::string path_;
    mutable map::Zones zones_;
    mutable Kin kin_;
    mutable Remarks remarks_;
    mutable Shapes shapes_;
    std::vector<bool> told_;    // by slot: a shape tells
    std::vector<bool> within_;  // counts_have_shape()
    std::vector<bool> places_;  // they have a teller()
};

// The text of the attribute that a path ends with; "" when that is none.
[[nodiscard]] std::string_view attribute_text(const Document& document, NodeId node, const Path& path);

// The text of the attribute `code` as a code; "" when it says that there is none.
[[nodiscard]] std::string_view code_text(const Document& document, NodeId node, std::string_view text);

// xsi:type without its prefix and dirt, else what the attributes and children say; "" when they say nothing.
[[nodiscard]] std::string_view type_of(const Document& document, NodeId node);

}  // namespace hios::ccda
