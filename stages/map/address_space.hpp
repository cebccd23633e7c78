#pragma once
// What a kind of source (rows of columns, JSON, HL7 v2, C-CDA) tells the mapping language: at compile time
// what an address means, at run time what stands there.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "stages/map/map_file.hpp"
#include "stages/map/scratch.hpp"

namespace hios::map {

// An address as the space has compiled it: an index that the space gives out, from 0.
using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = 0xFFFF'FFFF;

// A place in the document at hand: a repetition, an element, a row's object. Only the view knows what it
// holds; 0 is the whole document.
using Handle = std::uint64_t;
inline constexpr Handle kWholeDocument = 0;

struct Resolved {
    Slot slot = kNoSlot;
    bool repeats = false;  // $each may go over it
    ColumnType type;       // how its text is to be read; name "" or "string": as it stands
};

struct AddressError {
    std::string what;
    std::string hint;
};

// Slots that lie in one are asked for by one question (guards.cpp): kPart is what they are parts of (a field, a child
// element), kWhole what that stands in (the segments).
enum class Breadth : std::uint8_t { kExact, kPart, kWhole };

// Compile time. Not thread-safe while a map is compiled, then only read.
class AddressSpace {
public:
    AddressSpace() = default;
    AddressSpace(const AddressSpace&) = delete;
    AddressSpace& operator=(const AddressSpace&) = delete;
    virtual ~AddressSpace() = default;

    // `address` as written. `within`: the slot a $each goes over when the address stands behind its variable
    // ("x.1.1" asks for ".1.1", and plain "x" for ""), else kNoSlot.
    virtual tl::expected<Resolved, AddressError> resolve(std::string_view address, Slot within) = 0;

    // An address that has something wherever `slot` has; the slot itself when there is no other, and for kExact.
    virtual Slot broader(Slot slot, Breadth /*breadth*/) { return slot; }

    // A slot that says where `slot` is looked for: at places that have it in common (SourceView::same) `slot` is the
    // same, too. kNoSlot: it depends on the place itself.
    virtual Slot anchor(Slot /*slot*/) { return kNoSlot; }

    // A number for whether anything stands at one of the slots of a place; nullopt: they are asked about one by one.
    virtual std::optional<std::uint32_t> question(const std::vector<Slot>& /*slots*/) { return std::nullopt; }

    // The address of a slot, for messages: "PID-5.1", "BIRTHDATE".
    [[nodiscard]] virtual std::string describe(Slot slot) const = 0;

    // What the map declared but no expression read.
    [[nodiscard]] virtual std::vector<std::string> unread() const = 0;

    // The form of dates without a format: date(PID-7). "" means FHIR's own.
    [[nodiscard]] virtual std::string_view default_date_format() const { return {}; }
};

// Run time: one document or row. What it returns stays valid until the next document.
class SourceView {
public:
    SourceView() = default;
    SourceView(const SourceView&) = delete;
    SourceView& operator=(const SourceView&) = delete;
    virtual ~SourceView() = default;

    // The text at a slot, "" when there is none. Valid UTF-8 without escapes of the format.
    virtual std::string_view text(Handle scope, Slot slot, Scratch& scratch) const = 0;
    // How often a slot that repeats stands there, and the handle of one.
    virtual std::uint32_t count(Handle scope, Slot slot) const = 0;
    virtual Handle item(Handle scope, Slot slot, std::uint32_t index) const = 0;
    // Whether anything stands there: also a segment or element without text of its own.
    virtual bool exists(Handle scope, Slot slot, Scratch& scratch) const { return !text(scope, slot, scratch).empty(); }
    // Whether anything at all does: false only when there is no text, no item and no part of it either. An element that
    // only says why it is empty has no value, but is there.
    virtual bool anything(Handle scope, Slot slot, Scratch& scratch) const {
        return exists(scope, slot, scratch) || count(scope, slot) != 0;
    }
    // anything() of the slots of a question, at least.
    virtual bool any(Handle /*scope*/, std::uint32_t /*question*/, Scratch& /*scratch*/) const { return true; }
    // Whether an anchor stands for the same at two places.
    virtual bool same(Handle /*one*/, Handle /*other*/, Slot /*anchor*/) const { return false; }
    // True: what exists() and anything() say need not be remembered, they find it out as fast.
    [[nodiscard]] virtual bool quick() const { return false; }
    // What a slot is a part of, as a number for shape(); more than one for a question. False: nothing of which a shape
    // would tell.
    using Owners = std::vector<std::uint32_t>;
    virtual bool owners(Slot /*slot*/, Owners& /*into*/) const { return false; }
    virtual bool owners_of_question(std::uint32_t /*question*/, Owners& /*into*/) const { return false; }
    static constexpr std::uint32_t kItself = 0xFFFF'FFFF;  // an owner: what the place stands in
    // Where an owner has the same shape it has the same parts: exists(), anything() and any() say the same there of all
    // slots that have only such owners, and count() and item() of those that counts_have_shape(). With kTellsTexts,
    // text() of those that texts_have_shape() has something or nothing. With kTellsPlaces, texts and items of slots
    // whose teller it is stand at the same place of the owner. 0: nothing is told.
    static constexpr std::uint64_t kTellsTexts = 1;
    static constexpr std::uint64_t kTellsPlaces = 2;
    // kAbsent: the owner is not there.
    static constexpr std::uint64_t kAbsent = kTellsTexts;
    virtual std::uint64_t shape(Handle /*scope*/, std::uint32_t /*owner*/) const { return 0; }
    // Which owners are there besides kItself: where it is the same, the same are absent. 0: it is not told.
    [[nodiscard]] virtual std::uint64_t surroundings(Handle /*scope*/) const { return 0; }
    [[nodiscard]] virtual bool counts_have_shape(Slot /*slot*/) const { return false; }
    [[nodiscard]] virtual bool texts_have_shape(Slot /*slot*/) const { return false; }
    static constexpr std::uint32_t kNobody = 0xFFFF'FFFE;
    [[nodiscard]] virtual std::uint32_t teller(Slot /*slot*/) const { return kNobody; }
    struct Position {
        std::uint32_t where = 0;  // seen from a place: what has the text
        std::uint32_t part = 0;   // of that
    };
    enum class Located : std::uint8_t { kNotTold, kNowhere, kThere };
    // Where text() of `slot` at `scope` comes from, seen from `place`, whose `owner` has the shape that tells it.
    // kNowhere: neither a text nor anything() is there.
    virtual Located locate(Handle /*place*/, std::uint32_t /*owner*/, Handle /*scope*/, Slot /*slot*/,
                           Position& /*at*/) const {
        return Located::kNotTold;
    }
    // The text that locate() has found there, wherever the shape is the same. Shapes are hashes: where two happen to
    // be the same, any text of the document, or none, but nothing outside of it.
    virtual std::string_view text_at(Handle /*place*/, Position /*at*/, Slot /*slot*/, Scratch& /*scratch*/) const {
        return {};
    }
    // Likewise item() of `slot` at `scope`. False: it is not told where it stands.
    virtual bool locate_item(Handle /*place*/, std::uint32_t /*owner*/, Handle /*scope*/, Slot /*slot*/,
                             std::uint32_t /*index*/, Position& /*at*/) const {
        return false;
    }
    virtual Handle item_at(Handle /*place*/, Position /*at*/) const { return kWholeDocument; }
    // How far around a place something is found: as seen from the n-th place around it, from 0, the whole document, to
    // the place itself. What is found there is the same for all places that lie in that one. kOwn: it is not known.
    // Where surroundings() are the same, and not 0, so is the reach.
    using Reach = std::uint8_t;
    static constexpr Reach kMostAround = 8;
    static constexpr Reach kOwn = 0xFF;
    [[nodiscard]] virtual Reach reach_of_slot(Handle /*place*/, Slot /*slot*/) const { return kOwn; }
    [[nodiscard]] virtual Reach reach_of_owner(Handle /*place*/, std::uint32_t /*owner*/) const { return kOwn; }
    [[nodiscard]] virtual Reach reach_of_enclosing(Handle /*place*/, Slot /*slot*/) const { return kOwn; }
    [[nodiscard]] virtual bool tells_reach() const { return false; }
    // Those places around `place` that a reach counts, from outside. Returns which of them is the place itself, if any.
    using Around = std::array<Handle, kMostAround>;
    virtual Reach around(Handle /*place*/, Around& /*into*/) const { return kOwn; }
    // Of documents: the instance of `slot` that a place lies in; kWholeDocument when it lies in none.
    virtual Handle enclosing(Handle /*scope*/, Slot /*slot*/) const { return kWholeDocument; }
    // Of documents: a text that tells a place from all others of the document, the same in every run.
    virtual std::string_view place(Handle /*scope*/, Scratch& /*scratch*/) const { return {}; }

    // Fast road for rows: when not null, text of slot s is (*fields)[columns[s]], "" when that is kNoSlot.
    // Then none of the calls above is made.
    struct Row {
        const std::string_view* fields = nullptr;
        std::size_t count = 0;
        const std::uint32_t* columns = nullptr;
    };
    [[nodiscard]] virtual Row row() const { return {}; }
};

}  // namespace hios::map
