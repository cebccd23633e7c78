#pragma once
// A compiled map: a flat list of operations that append NDJSON. Immutable; share it between threads.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/map/address_space.hpp"
#include "stages/map/expression.hpp"
#include "stages/map/functions.hpp"
#include "stages/map/lookup_table.hpp"
#include "stages/map/value_type.hpp"

namespace hios::map {

enum class OpCode : std::uint8_t {
    // --- output. Members are written with a comma behind them, which the bracket that closes takes back.
    kLiteral,   // append literal a..b
    kOpen,      // frame[reg] = here; append literal a..b
    kClose,     // nothing written since frame[reg]: truncate to it; else append literal a..b. flags: kSilent
    kField,     // slot c of handle h[flags], escaped, when it has a value, with its two literals. reg: leaf
    kText,      // r[c] the same way. reg: leaf; flags: kSilent
    kBare,      // r[c] the same way, a number or a boolean. reg: leaf; flags: kSilent
    kWritten,   // a literal stands here because of a condition: it counts for vanishing
    kResource,  // c: resource; body up to a. reg: r[reg] = "Type/id" of what was made; flags: kAside, kMention
    kNoteId,    // r[c] was written as the resource's id; without a value the row is a reject of spot b
    kMention,   // the document only mentions the resource at hand when r[reg] is "true"
    // --- values, into registers r[reg]
    kConst,      // literal a..b
    kSlot,       // slot c of handle h[flags]
    kMove,       // r[a]
    kGlobal,     // r[a] of the program, in a fragment
    kCall,       // calls[a] of r[reg ...], or with kElsewhere of r[c]. flags: kAllGiven, kElsewhere
    kFragment,   // fragments[a] of the places h[b] and h[c]
    kConcat,     // r[c] = r[reg] + ... + r[reg + a - 1]; nothing when one has no value
    kCompare,    // r[c] = r[reg] (flags: Comparison) r[reg + 1]; a: as numbers
    kIs,         // r[c] = r[reg] (flags: Comparison) literal a..b
    kNot,        // of r[reg]; a: r[reg] is no boolean: has it a value?
    kHas,        // r[reg] has a value
    kBound,      // "Type/id" of what bindings[a] makes around h[flags], a place in slot c. b: kBoundId, kBoundHere
    kPlace,      // of handle h[flags]
    kOrdinal,    // of ordinals[a], of the place in it that h[flags], a place in slot c, lies in
    kJoinStart,  // frame[c] = nothing joined yet
    kJoin,    // in a loop: r[reg], when it has a value, goes behind what is joined since frame[c], literal a..b between
    kJoined,  // r[reg] = what was joined since frame[c]
    kHasSlot,    // slot c of handle h[flags] exists
    kCountSlot,  // how often slot c of handle h[flags] is there
    kCheckForm,  // r[reg] has form a, else the spot b does not fit
    kRequire,    // r[reg] has a value, else the row is a reject of spot b
    // --- of paths only (path_tree.hpp)
    kItem,    // h[reg] = item a of slot c of handle h[flags]
    kItemAt,  // h[reg] = what stands at place a, b of h[flags] (SourceView::locate_item)
    kTextAt,  // r[reg] = text of slot c at place a, b of h[flags] (SourceView::locate)
    kShared,  // r[reg] = the value a of those that places share; flags: its reach (SourceView::Reach)
    kMade,    // the value that places share is made
    // Questions of nodes[c]. Where the answer is the one it was recorded with, the next operation follows; else it goes
    // on
    // at another node.
    kAskHas,     // whether r[reg] has a value; flags: the answer, or kNeverStraight
    kAskTrue,    // whether r[reg] is "true"; likewise
    kAskOther,   // anything else with two answers; likewise
    kAskValue,   // which text r[reg] is: literal a..b, or with b kNoText another
    kAskNumber,  // a count, a shape, what is around: a + b * 2^32; flags: kNeverStraight: another
    kReached,    // nodes[c] ends the path
    kNowhere,    // what stands here was not recorded
    // --- flow; jumps go to operation a
    kJump,
    kJumpIfTrue,
    kJumpIfFalse,
    kJumpIfValue,
    kJumpIfNone,
    kJumpIfWritten,  // something was written since frame[reg]
    kSkipUnless,     // none of guards[b] ... guards[b + c - 1] has a value
    kMark,           // frame[reg] = here
    kEachSlot,       // h[reg] = each of slot c of handle h[flags]; body up to a; b: index register or kNoRegister
    kEachText,       // r[reg] = each part of r[reg], cut at literal b..c; body up to a; flags: 1 = index in r[reg + 1]
};

// Operations that may go to operation a.
[[nodiscard]] constexpr bool is_jump(OpCode code) {
    switch (code) {
        case OpCode::kResource:
        case OpCode::kJump:
        case OpCode::kJumpIfTrue:
        case OpCode::kJumpIfFalse:
        case OpCode::kJumpIfValue:
        case OpCode::kJumpIfNone:
        case OpCode::kJumpIfWritten:
        case OpCode::kSkipUnless:
        case OpCode::kEachSlot:
        case OpCode::kEachText:
            return true;
        default:
            return false;
    }
}

inline constexpr std::uint8_t kSilent = 1;
inline constexpr std::uint8_t kAside = 1;      // of kResource: made while another is written; goes behind all others
inline constexpr std::uint8_t kMentions = 2;   // ... and is only mentioned
inline constexpr std::uint8_t kAllGiven = 1;   // of kCall: none of the arguments that it needs is missing
inline constexpr std::uint8_t kElsewhere = 2;  // likewise: the one argument stays where it is
// b of kBound: only the id is wanted; only what is made of the place itself, not of one around it; not the only one
// there is in the document either.
inline constexpr std::uint32_t kBoundId = 1;
inline constexpr std::uint32_t kBoundHere = 2;
inline constexpr std::uint32_t kBoundNear = 4;
inline constexpr std::uint32_t kNoRegister = 0xFFFF'FFFF;
inline constexpr std::uint8_t kNeverStraight = 0xFF;
inline constexpr std::uint32_t kNoText = 0xFFFF'FFFF;  // b of kAskValue
// b of kField, kText and kBare: the sizes of the literals before and behind the value, which stand at a, one after the
// other (leaf_fusion.hpp).
[[nodiscard]] constexpr std::uint32_t size_before(std::uint32_t b) {
    return b & 0xFFFFU;
}
[[nodiscard]] constexpr std::uint32_t size_behind(std::uint32_t b) {
    return b >> 16U;
}

struct Op {
    OpCode code = OpCode::kLiteral;
    std::uint8_t flags = 0;
    std::uint16_t reg = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t c = 0;
};

// A place whose value can fail; what a reject tells.
struct Spot {
    Place place;
    std::string field;    // of the source: "BIRTHDATE", "PID-7"
    std::string element;  // "Patient.birthDate"
    std::string wanted;   // "a date (yyyy-MM-dd)"
};

// An element that expressions write, for reports and for `explain`.
struct Leaf {
    std::string element;  // "Patient.name[0].family"
    Place place;
};

// Something that must be there for what kSkipUnless skips to come to anything.
struct Guard {
    std::uint32_t what = 0;  // a slot of h[handle], a question about it (questions.hpp), or a register
    std::uint8_t handle = 0;
    bool is_register = false;
    bool is_question = false;
    friend bool operator==(const Guard&, const Guard&) = default;
};

struct Call {
    Native run = nullptr;
    std::uint16_t arguments = 0;
    bool needs_all = true;
    bool needs_first = false;
    bool tolerant = false;     // behind ?? or exists: what does not fit is no fault
    bool of_document = false;  // its value depends on more than its arguments
    std::uint32_t spot = 0;
    CallData data;
};

// An expression fragment with addresses as arguments: compiled once for the same addresses, run once for the same
// places. Ids and systems of a message are asked for in each of its resources.
inline constexpr std::uint8_t kSharedHandle = 0xFD;    // the place that a shared value is seen from
inline constexpr std::uint8_t kFragmentHandle = 0xFE;  // the first of two: the places that its value depends on
struct FragmentCode {
    std::vector<Op> ops;          // its own; they jump within it
    std::uint16_t registers = 0;  // its own, too: r[0] is its value
    std::vector<Guard> needs;     // when all of these are absent it has no value; empty: it can have one
    // Where what it reads of the first place stands (AddressSpace::anchor). Its value is the same at all places that
    // have these in common; when `anchored` is false, it depends on the place itself.
    std::vector<Slot> anchors;
    bool anchored = false;
    bool kept = false;  // it is worth keeping for each place: others than the last are asked for again
};

// ordinal(PLACES, value)
struct Ordinal {
    Slot places = kNoSlot;
    std::uint32_t value = 0;  // in Program::fragments, of one place
};

// What refer(NAME) needs to know the id of what `$as: NAME` makes, before or after it is made.
struct Binding {
    std::string name;
    std::string type;     // of the resource
    Slot from = kNoSlot;  // of its $from; kNoSlot: the whole document
    std::uint8_t handle = 0;
    std::uint16_t reg = 0;    // its id after the operations `begin` to `end`
    std::uint32_t begin = 0;  // $when, $let and id
    std::uint32_t end = 0;
};

struct Program {
    std::string from;  // the source table; "" when there is one
    std::vector<Op> ops;
    std::string literals;  // padded: json_writer.hpp
    std::vector<Call> calls;
    std::vector<FragmentCode> fragments;
    std::vector<Ordinal> ordinals;
    std::vector<Guard> guards;
    std::vector<Spot> spots;
    std::vector<Leaf> leaves;
    std::vector<std::string> resource_types;  // of the emits, in order
    std::vector<Binding> bindings;
    std::vector<std::uint16_t> globals;  // registers of the values of the whole document
    std::uint16_t registers = 0;
    std::uint32_t fragment_registers = 0;  // of fragments that use each other, at most
    std::uint16_t frames = 0;
    std::uint16_t handles = 1;
    bool drop_values = false;
    bool in_place = false;   // CompileSettings::in_place
    bool documents = false;  // what fails costs one resource, not all of them
    std::shared_ptr<AddressSpace> space;

    [[nodiscard]] std::string_view literal(std::uint32_t begin, std::uint32_t size) const {
        return std::string_view(literals).substr(begin, size);
    }
};

inline constexpr std::size_t kMaxOps = 1'000'000;
inline constexpr std::size_t kMaxRegisters = 4096;

}  // namespace hios::map
