#include "stages/map/machine_paths.hpp"
#include "stages/map/machine_reads.hpp"

#include <utility>

#include <fmt/format.h>

#include "stages/map/pen.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {

std::string to_text(const RowReject& reject) {
    const Spot& spot = *reject.spot;
    const std::string place = to_text(spot.place);
    switch (reject.why) {
        case RowReject::Why::kMissing:
            return fmt::format("{} has no value; {} needs one ({})", spot.field, spot.element, place);
        case RowReject::Why::kDoesNotFit:
            return fmt::format("{} does not fit {}; wanted is {} ({})", spot.field, spot.element, spot.wanted, place);
        case RowReject::Why::kNoId:
            return fmt::format("{} has no value, for a key of it has none ({})", spot.element, place);
    }
    return {};
}

Machine::Machine(const Program& program, std::string_view id_namespace)
    : program_(program), literals_(program.literals.data()), ids_(id_namespace) {
    registers_.resize(program.registers + std::size_t{1} + program.fragment_registers);
    known_fragments_.resize(program.fragments.size());
    ordinals_.resize(program.ordinals.size());
    last_bound_.resize(program.bindings.size());
    frames_.resize(program.frames + 1U);
    handles_.resize(kFragmentHandle + 2U);
    counts_.written.resize(program.leaves.size());
    counts_.dropped.resize(program.spots.size());
    counts_.failed.resize(program.spots.size());
}

bool Machine::run(const SourceView& view, LineSink& sink) {
    view_ = &view;
    row_ = view.row();
    quick_ = view.quick();
    sink_ = &sink;
    out_ = &outside_;
    context_.begin_document();
    joined_.clear();
    emitted_.clear();
    asides_.clear();
    aside_depth_ = 0;
    r_ = registers_.data();
    next_r_ = r_ + program_.registers + 1;
    if (program_.documents) {
        bound_.clear();
        kept_.clear();
        kept_counted_.clear();
        aside_of_.clear();
        for (const auto& buffer : aside_buffers_) buffer->clear();
    }
    if (paths_ != nullptr) tend_paths();
    ++counts_.rows;
    if (++run_ == 0) forget();
    if (execute_all(program_.ops)) {
        append_asides();
        counts_.resources += emitted_.size();
        return true;
    }
    ++counts_.rejects;
    take_back();
    return false;
}

// What is known of runs that have the numbers of those to come.
void Machine::forget() {
    known_texts_ = {};
    known_there_ = {};
    known_anything_ = {};
    known_fragments_.assign(program_.fragments.size(), {});
    last_bound_.assign(program_.bindings.size(), {});
    for (NumberedPlaces& one : ordinals_) one.run = 0;
    if (paths_ != nullptr) paths_->shared.forget_values();
    run_ = 1;
}

// One pass; jumps go forward only, loops are calls of execute() on their body.
bool Machine::execute(const Op* ops, const Op* from, const Op* to) {
    // What is written may lie anywhere, as far as the compiler knows: members would be read again behind it.
    std::string_view* const r = r_;
    const char* const literals = literals_;
    std::uint64_t* const leaves = counts_.written.data();
    Pen pen(*out_);
    const auto write = [&](const Op& op, std::string_view text) {
        pen.value(literals + op.a, size_before(op.b), text, size_behind(op.b));
        ++leaves[op.reg];
    };
    for (const Op* next = from; next != to;) {
        const Op& op = *next++;
        switch (op.code) {
            case OpCode::kLiteral:
                pen.literal(literals + op.a, op.b);
                break;
            case OpCode::kOpen:
                frames_[op.reg] = {pen.position(), written_};
                pen.literal(literals + op.a, op.b);
                break;
            case OpCode::kClose: {
                const Frame& frame = frames_[op.reg];
                if (written_ == frame.written) {
                    pen.back_to(frame.mark);
                    break;
                }
                pen.closing(literals + op.a, op.b);
                if (op.flags == kSilent) written_ = frame.written;
                break;
            }
            case OpCode::kField: {
                const std::string_view text = text_of(op);
                if (text.empty()) break;
                write(op, text);
                ++written_;
                break;
            }
            case OpCode::kText:
            case OpCode::kBare:
                if (r[op.c].empty()) break;
                write(op, r[op.c]);
                written_ += (op.flags ^ kSilent);
                break;
            case OpCode::kWritten:
                ++written_;
                break;
            case OpCode::kResource:
                pen.hand_over();
                if (!((op.flags & kAside) != 0 ? resource_aside(ops, op, next) : resource(ops, op, next))) return false;
                pen.take_up();
                next = ops + op.a;
                break;
            case OpCode::kNoteId:
                if (!note_id(op, pen.position())) return false;
                break;
            case OpCode::kMention:
                emitted_.back().mention = r[op.reg] == "true";
                break;
            case OpCode::kConst:
                r[op.reg] = {literals + op.a, op.b};
                break;
            case OpCode::kSlot:
                r[op.reg] = text_of(op);
                break;
            case OpCode::kMove:
                r[op.reg] = r[op.a];
                break;
            case OpCode::kGlobal:
                r[op.reg] = registers_[op.a];
                break;
            case OpCode::kCall:
                if (!call(op)) return false;
                break;
            case OpCode::kFragment:
                pen.hand_over();
                if (!fragment(op)) return false;
                pen.take_up();
                break;
            case OpCode::kConcat:
                concat(op);
                break;
            case OpCode::kCompare:
                r[op.c] = truth(compare(op, r[op.reg], r[op.reg + 1U]));
                break;
            case OpCode::kIs:
                r[op.c] = truth(compare(op, r[op.reg], {literals + op.a, op.b}));
                break;
            case OpCode::kNot:
                r[op.reg] = truth(op.a != 0 ? r[op.reg].empty() : r[op.reg] != "true");
                break;
            case OpCode::kHas:
                r[op.reg] = truth(!r[op.reg].empty());
                break;
            case OpCode::kBound:
                pen.hand_over();
                bound(op);
                pen.take_up();
                break;
            case OpCode::kPlace:
                r[op.reg] = view_->place(handles_[op.flags], scratch_);
                break;
            case OpCode::kOrdinal:
                pen.hand_over();
                ordinal(op);
                pen.take_up();
                break;
            case OpCode::kJoinStart:
                frames_[op.c].mark = joined_.size();
                break;
            case OpCode::kJoin:
                join(op);
                break;
            case OpCode::kJoined:
                r[op.reg] = scratch_.copy(joined_.view().substr(frames_[op.c].mark));
                joined_.truncate(frames_[op.c].mark);
                break;
            case OpCode::kHasSlot:
                r[op.reg] = truth(row_.columns != nullptr ? !text_of(op).empty() : exists(op.flags, op.c));
                break;
            case OpCode::kCountSlot: {
                const fmt::format_int digits(view_->count(handles_[op.flags], op.c));
                r[op.reg] = scratch_.copy({digits.data(), digits.size()});
                break;
            }
            case OpCode::kCheckForm:
                if (!check_form(op)) return false;
                break;
            case OpCode::kTextAt:
            case OpCode::kItemAt:
            case OpCode::kShared:
            case OpCode::kItem:  // of paths; a recorder does them one by one
                if (!compute(op)) return false;
                break;
            case OpCode::kMade:
            case OpCode::kAskHas:
            case OpCode::kAskTrue:
            case OpCode::kAskOther:
            case OpCode::kAskValue:
            case OpCode::kAskNumber:
            case OpCode::kReached:
            case OpCode::kNowhere:  // of paths that are followed
                return false;
            case OpCode::kRequire:
                if (!r[op.reg].empty()) break;
                reject_ = {RowReject::Why::kMissing, &program_.spots[op.b]};
                return false;
            case OpCode::kJump:
                next = ops + op.a;
                break;
            case OpCode::kJumpIfTrue:
                if (r[op.reg] == "true") next = ops + op.a;
                break;
            case OpCode::kJumpIfFalse:
                if (r[op.reg] != "true") next = ops + op.a;
                break;
            case OpCode::kJumpIfValue:
                if (!r[op.reg].empty()) next = ops + op.a;
                break;
            case OpCode::kJumpIfNone:
                if (r[op.reg].empty()) next = ops + op.a;
                break;
            case OpCode::kSkipUnless:
                __builtin_prefetch(ops + op.a);  // most are skipped, over more than a cache line
                if (!has_any(program_.guards.data() + op.b, op.c)) next = ops + op.a;
                break;
            case OpCode::kMark:
                frames_[op.reg] = {pen.position(), written_};
                break;
            case OpCode::kJumpIfWritten:
                if (pen.position() != frames_[op.reg].mark) next = ops + op.a;
                break;
            case OpCode::kEachSlot:
                pen.hand_over();
                if (!each_slot(ops, op, next)) return false;
                pen.take_up();
                next = ops + op.a;
                break;
            case OpCode::kEachText:
                pen.hand_over();
                if (!each_text(ops, op, next)) return false;
                pen.take_up();
                next = ops + op.a;
                break;
        }
    }
    pen.hand_over();
    return true;
}

// Whether the fragment's value for the places asked for last is that of these.
inline bool Machine::knows(const FragmentCode& code, KnownFragment& known, const std::array<Handle, 2>& places) {
    if (known.run != run_ || known.places[1] != places[1]) return false;
    if (known.places[0] == places[0]) return true;
    if (!code.anchored) return false;
    for (const Slot anchor : code.anchors) {
        if (!view_->same(known.places[0], places[0], anchor)) return false;
    }
    known.places[0] = places[0];
    return true;
}

bool Machine::fragment(const Op& op) {
    const FragmentCode& code = program_.fragments[op.a];
    KnownFragment& known = known_fragments_[op.a];
    const std::array<Handle, 2> places{handles_[op.b], handles_[op.c]};
    const bool elsewhere = known.run == run_ && known.places[0] != places[0];
    const bool is_known = knows(code, known, places);
    if (noting_ && elsewhere) note_sharing(op.a, is_known);
    if (is_known) {
        r_[op.reg] = known.value;
        return true;
    }
    const bool keep = code.kept && places[1] == kWholeDocument;
    const HandleMap::Entry* entry = keep ? kept_.known(op.a, places[0]) : nullptr;
    if (keep && entry == nullptr) entry = kept_counted_.known(op.a, places[0]);
    std::string_view value;
    if (entry != nullptr) {
        value = entry->text();
    } else {
        PathTree* const tree = paths_ != nullptr && places[1] == kWholeDocument ? tree_of_fragment(op.a) : nullptr;
        const std::uint64_t faults = counts_.faults;
        const bool done = run_fragment(code, places, value, tree);
        if (keep && (done || !trying_)) keep_value(op.a, places[0], done ? value : std::string_view(), faults);
        if (!done) return false;
    }
    known = {run_, places, value};
    if (noting_ && code.anchored) note_text(kTextOfFragment | op.a, value);
    r_[op.reg] = value;
    return true;
}

// Of a large document the values of places before are forgotten, as if they had not been asked for; but what has
// counted a fault is not done again.
void Machine::keep_value(std::uint32_t fragment, Handle place, std::string_view value, std::uint64_t faults_before) {
    if (kept_.is_large()) kept_.clear();
    HandleMap& kept = counts_.faults == faults_before ? kept_ : kept_counted_;
    bool is_new = false;
    kept.at(fragment, place, is_new).set_text(value);
}

bool Machine::run_fragment(const FragmentCode& code, const std::array<Handle, 2>& places, std::string_view& value,
                           PathTree* tree) {
    Handle* const arguments = handles_.data() + kFragmentHandle;
    const std::array<Handle, 2> around{arguments[0], arguments[1]};
    arguments[0] = places[0];
    arguments[1] = places[1];
    bool done = true;
    if (tree != nullptr && value_by_path(*tree, code, value)) {
        // It has the value.
    } else if (code.needs.empty() || has_any(code.needs.data(), code.needs.size())) {
        std::string_view* const outside = std::exchange(r_, next_r_);
        const char* const literals = std::exchange(literals_, program_.literals.data());
        next_r_ += code.registers;
        done = execute_all(code.ops);
        literals_ = literals;
        next_r_ = r_;
        value = *std::exchange(r_, outside);
    }
    arguments[0] = around[0];
    arguments[1] = around[1];
    return done;
}

bool Machine::call(const Op& op) {
    const Call& one = program_.calls[op.a];
    std::string_view& result = r_[op.reg];
    const Arguments arguments{(op.flags & kElsewhere) != 0 ? &r_[op.c] : &result, one.arguments};
    if (one.needs_all && (op.flags & kAllGiven) == 0) {
        for (const std::string_view argument : arguments) {
            if (!argument.empty()) continue;
            result = {};
            return true;
        }
    }
    context_.fault = false;
    result = one.run(context_, one.data, arguments);
    return !context_.fault || one.tolerant || fault(one.spot);
}

// What has not the form is none. False: that is a fault.
bool Machine::check_form(const Op& op) {
    std::string_view& text = r_[op.reg];
    if (text.empty() || has_form(text, static_cast<FormCheck>(op.a))) return true;
    text = {};
    return fault(op.b);
}

bool Machine::each_slot(const Op* ops, const Op& op, const Op* body) {
    const std::uint32_t count = view_->count(handles_[op.flags], op.c);
    PathTree* const tree = paths_ != nullptr && count != 0 ? tree_of(op) : nullptr;
    for (std::uint32_t i = 0; i < count; ++i) {
        handles_[op.reg] = view_->item(handles_[op.flags], op.c, i);
        if (op.b != kNoRegister) {
            const fmt::format_int digits(i + 1);
            r_[op.b] = scratch_.copy({digits.data(), digits.size()});
        }
        if (tree != nullptr && by_path(*tree, body, ops + op.a)) continue;
        if (!execute(ops, body, ops + op.a)) return false;
    }
    return true;
}

bool Machine::each_text(const Op* ops, const Op& op, const Op* body) {
    const std::string_view separator{literals_ + op.b, op.c};
    std::string_view rest = r_[op.reg];
    for (std::uint32_t i = 1; !rest.empty(); ++i) {
        const std::size_t cut = rest.find(separator);
        r_[op.reg] = rest.substr(0, cut);
        rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + separator.size());
        if (op.flags != 0) {
            const fmt::format_int digits(i);
            r_[op.reg + 1U] = scratch_.copy({digits.data(), digits.size()});
        }
        if (!r_[op.reg].empty() && !execute(ops, body, ops + op.a)) return false;
    }
    return true;
}

}  // namespace hios::map
