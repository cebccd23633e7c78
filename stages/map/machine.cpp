#include "stages/map/machine.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include "stages/map/json_writer.hpp"
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
    registers_.resize(program.registers + 1U);
    frames_.resize(program.frames + 1U);
    handles_.resize(program.handles + 1U);
    counts_.written.resize(program.leaves.size());
    counts_.dropped.resize(program.spots.size());
    counts_.failed.resize(program.spots.size());
}

Machine::~Machine() = default;

bool Machine::run(const SourceView& view, ByteBuffer& out) {
    view_ = &view;
    row_ = view.row();
    out_ = &out;
    scratch_.clear();
    emitted_.clear();
    asides_.clear();
    aside_depth_ = 0;
    if (program_.documents) {
        bound_.clear();
        aside_of_.clear();
        for (const auto& buffer : aside_buffers_) buffer->clear();
    }
    const std::size_t before = out.size();
    ++counts_.rows;
    if (execute(0, program_.ops.size())) {
        append_asides();
        counts_.resources += emitted_.size();
        return true;
    }
    ++counts_.rejects;
    emitted_.clear();
    out.truncate(before);
    return false;
}

inline std::string_view Machine::text_of(const Op& op) {
    if (row_.columns != nullptr) {
        const std::uint32_t column = row_.columns[op.c];
        return column < row_.count ? row_.fields[column] : std::string_view();
    }
    return view_->text(handles_[op.flags], op.c, scratch_);
}

inline void Machine::write(const Op& op, std::string_view text, std::string_view after) {
    append_escaped(*out_, {literals_ + op.a, op.b}, text, after);
    ++counts_.written[op.reg];
}

// One pass; jumps go forward only, loops are calls of execute() on their body.
bool Machine::execute(std::size_t from, std::size_t to) {
    const Op* const ops = program_.ops.data();
    std::string_view* const r = registers_.data();
    for (std::size_t at = from; at < to; ++at) {
        const Op& op = ops[at];
        switch (op.code) {
            case OpCode::kLiteral:
                out_->append({literals_ + op.a, op.b});
                break;
            case OpCode::kOpen:
                frames_[op.reg] = {out_->size(), written_};
                out_->append({literals_ + op.a, op.b});
                break;
            case OpCode::kClose:
                close(op);
                break;
            case OpCode::kField: {
                const std::string_view text = text_of(op);
                if (text.empty()) break;
                write(op, text, "\",");
                ++written_;
                break;
            }
            case OpCode::kText:
                if (r[op.c].empty()) break;
                write(op, r[op.c], "\",");
                written_ += (op.flags ^ kSilent);
                break;
            case OpCode::kBare:
                if (r[op.c].empty()) break;
                write(op, r[op.c], ",");
                written_ += (op.flags ^ kSilent);
                break;
            case OpCode::kWritten:
                ++written_;
                break;
            case OpCode::kResource:
                if (!((op.flags & kAside) != 0 ? resource_aside(op, at + 1) : resource(op, at + 1))) return false;
                at = op.a - 1U;
                break;
            case OpCode::kNoteId:
                if (!note_id(op)) return false;
                break;
            case OpCode::kMention:
                emitted_.back().mention = r[op.reg] == "true";
                break;
            case OpCode::kConst:
                r[op.reg] = {literals_ + op.a, op.b};
                break;
            case OpCode::kSlot:
                r[op.reg] = text_of(op);
                break;
            case OpCode::kMove:
                r[op.reg] = r[op.a];
                break;
            case OpCode::kCall:
                if (!call(op)) return false;
                break;
            case OpCode::kConcat:
                concat(op);
                break;
            case OpCode::kCompare:
                r[op.reg] = truth(compare(op));
                break;
            case OpCode::kNot:
                r[op.reg] = truth(op.a != 0 ? r[op.reg].empty() : r[op.reg] != "true");
                break;
            case OpCode::kHas:
                r[op.reg] = truth(!r[op.reg].empty());
                break;
            case OpCode::kBound:
                if (!bound(op)) return false;
                break;
            case OpCode::kPlace:
                r[op.reg] = view_->place(handles_[op.flags], scratch_);
                break;
            case OpCode::kHasSlot:
                r[op.reg] = truth(row_.columns != nullptr ? !text_of(op).empty()
                                                          : view_->exists(handles_[op.flags], op.c, scratch_));
                break;
            case OpCode::kCountSlot: {
                const fmt::format_int digits(view_->count(handles_[op.flags], op.c));
                r[op.reg] = scratch_.copy({digits.data(), digits.size()});
                break;
            }
            case OpCode::kCheckForm:
                if (r[op.reg].empty() || has_form(r[op.reg], static_cast<FormCheck>(op.a))) break;
                r[op.reg] = {};
                if (!fault(op.b)) return false;
                break;
            case OpCode::kRequire:
                if (!r[op.reg].empty()) break;
                reject_ = {RowReject::Why::kMissing, &program_.spots[op.b]};
                return false;
            case OpCode::kJump:
                at = op.a - 1U;
                break;
            case OpCode::kJumpIfTrue:
                if (r[op.reg] == "true") at = op.a - 1U;
                break;
            case OpCode::kJumpIfFalse:
                if (r[op.reg] != "true") at = op.a - 1U;
                break;
            case OpCode::kJumpIfValue:
                if (!r[op.reg].empty()) at = op.a - 1U;
                break;
            case OpCode::kJumpIfNone:
                if (r[op.reg].empty()) at = op.a - 1U;
                break;
            case OpCode::kMark:
                frames_[op.reg] = {out_->size(), written_};
                break;
            case OpCode::kJumpIfWritten:
                if (out_->size() != frames_[op.reg].mark) at = op.a - 1U;
                break;
            case OpCode::kEachSlot:
                if (!each_slot(op, at + 1)) return false;
                at = op.a - 1U;
                break;
            case OpCode::kEachText:
                if (!each_text(op, at + 1)) return false;
                at = op.a - 1U;
                break;
        }
    }
    return true;
}

void Machine::close(const Op& op) {
    const Frame& frame = frames_[op.reg];
    if (written_ == frame.written) {
        out_->truncate(frame.mark);
        return;
    }
    if (out_->view().back() == ',') out_->truncate(out_->size() - 1);
    out_->append({literals_ + op.a, op.b});
    if (op.flags == kSilent) written_ = frame.written;
}

bool Machine::fault(std::uint32_t spot) {
    if (program_.drop_values) {
        ++counts_.dropped[spot];
        return true;
    }
    reject_ = {RowReject::Why::kDoesNotFit, &program_.spots[spot]};
    return false;
}

bool Machine::call(const Op& op) {
    const Call& one = program_.calls[op.a];
    std::string_view& result = registers_[op.reg];
    const Arguments arguments{&result, one.arguments};
    if (one.needs_all) {
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

// No value is not the same as "", but texts of sources do not tell the two apart.
bool Machine::compare(const Op& op) {
    const std::string_view left = registers_[op.reg];
    const std::string_view right = registers_[op.reg + 1U];
    const auto how = static_cast<Comparison>(op.flags);
    int order = 0;
    if (left.empty() || right.empty()) {
        if (how == Comparison::kEqual) return left.empty() && right.empty();
        return how == Comparison::kNotEqual && !(left.empty() && right.empty());
    }
    const bool numbers = op.a != 0 && left.find_first_of("eE") == std::string_view::npos &&
                         right.find_first_of("eE") == std::string_view::npos;
    order = numbers ? compare_decimals(left, right) : left.compare(right);
    switch (how) {
        case Comparison::kEqual:
            return order == 0;
        case Comparison::kNotEqual:
            return order != 0;
        case Comparison::kLess:
            return order < 0;
        case Comparison::kLessOrEqual:
            return order <= 0;
        case Comparison::kGreater:
            return order > 0;
        case Comparison::kGreaterOrEqual:
            return order >= 0;
    }
    return false;
}

void Machine::concat(const Op& op) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < op.a; ++i) {
        const std::string_view part = registers_[op.reg + i];
        if (part.empty()) {
            registers_[op.reg] = {};
            return;
        }
        size += part.size();
    }
    char* at = scratch_.room(size);
    for (std::size_t i = 0; i < op.a; ++i) {
        const std::string_view part = registers_[op.reg + i];
        std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    registers_[op.reg] = scratch_.keep(size);
}

bool Machine::each_slot(const Op& op, std::size_t body) {
    const std::uint32_t count = view_->count(handles_[op.flags], op.c);
    for (std::uint32_t i = 0; i < count; ++i) {
        handles_[op.reg] = view_->item(handles_[op.flags], op.c, i);
        if (op.b != kNoRegister) {
            const fmt::format_int digits(i + 1);
            registers_[op.b] = scratch_.copy({digits.data(), digits.size()});
        }
        if (!execute(body, op.a)) return false;
    }
    return true;
}

bool Machine::each_text(const Op& op, std::size_t body) {
    const std::string_view separator{literals_ + op.b, op.c};
    std::string_view rest = registers_[op.reg];
    for (std::uint32_t i = 1; !rest.empty(); ++i) {
        const std::size_t cut = rest.find(separator);
        registers_[op.reg] = rest.substr(0, cut);
        rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + separator.size());
        if (op.flags != 0) {
            const fmt::format_int digits(i);
            registers_[op.reg + 1U] = scratch_.copy({digits.data(), digits.size()});
        }
        if (!registers_[op.reg].empty() && !execute(body, op.a)) return false;
    }
    return true;
}

// --- resources

bool Machine::resource(const Op& op, std::size_t body) {
    const std::size_t begin = out_->size();
    emitted_.push_back({program_.resource_types[op.c], begin, 0, 0, 0, (op.flags & kMentions) != 0});
    const std::size_t number = emitted_.size();
    if (!execute(body, op.a)) {
        if (!program_.documents) return false;
        // What has no key is simply not there: a field that names nobody makes no Practitioner.
        const bool nobody = (op.flags & kAside) != 0 && reject_.why == RowReject::Why::kNoId;
        if (!nobody) ++counts_.failed[static_cast<std::size_t>(reject_.spot - program_.spots.data())];
        out_->truncate(begin);
    }
    Emitted& made = emitted_[number - 1];
    if (out_->size() == begin) {
        emitted_.pop_back();
        return true;
    }
    out_->push_back('\n');
    made.length = out_->size() - begin;
    return true;
}

// Into a buffer of its own; what is written around it goes on as if nothing had happened.
bool Machine::resource_aside(const Op& op, std::size_t body) {
    registers_[op.reg] = {};
    if (aside_depth_ == aside_buffers_.size()) aside_buffers_.push_back(std::make_unique<ByteBuffer>());
    ByteBuffer* const around = out_;
    const std::uint64_t written = written_;
    const std::size_t depth = aside_depth_++;
    const std::size_t before = emitted_.size();
    out_ = aside_buffers_[depth].get();
    const bool done = resource(op, body);
    if (done && emitted_.size() > before) {
        const Emitted line = emitted_.back();
        emitted_.pop_back();
        if (line.id_length != 0) {
            const std::string_view id = out_->view().substr(line.id_begin, line.id_length);
            char* at = scratch_.room(line.type.size() + 1 + id.size());
            std::memcpy(at, line.type.data(), line.type.size());
            at[line.type.size()] = '/';
            std::memcpy(at + line.type.size() + 1, id.data(), id.size());
            registers_[op.reg] = scratch_.keep(line.type.size() + 1 + id.size());
        }
        keep_aside(line, depth);
    }
    out_ = around;
    written_ = written;
    --aside_depth_;
    return done;
}

// One person is named in many fields: of the lines with one id the longest stays, it says the most.
void Machine::keep_aside(const Emitted& line, std::size_t depth) {
    const std::string_view id = aside_buffers_[depth]->view().substr(line.id_begin, line.id_length);
    const std::uint64_t key = XXH3_64bits_withSeed(id.data(), id.size(), line.type.size());
    for (std::uint32_t number = 0;; ++number) {
        bool is_new = false;
        HandleMap::Entry& entry = aside_of_.at(number, key, is_new);
        if (is_new) {
            entry.value = asides_.size();
            asides_.push_back({line, depth});
            return;
        }
        Aside& known = asides_[entry.value];
        const std::string_view known_id =
            aside_buffers_[known.depth]->view().substr(known.line.id_begin, known.line.id_length);
        if (known.line.type != line.type || known_id != id) continue;
        if (line.length > known.line.length) known = {line, depth};
        return;
    }
}

void Machine::append_asides() {
    for (const Aside& aside : asides_) {
        Emitted line = aside.line;
        const std::size_t moved = out_->size() - line.begin;  // wraps around, and back
        out_->append(aside_buffers_[aside.depth]->view().substr(line.begin, line.length));
        line.begin += moved;
        line.id_begin += moved;
        emitted_.push_back(line);
    }
}

bool Machine::note_id(const Op& op) {
    const std::string_view id = registers_[op.c];
    if (id.empty()) {
        reject_ = {RowReject::Why::kNoId, &program_.spots[op.b]};
        return false;
    }
    Emitted& resource = emitted_.back();
    resource.id_length = id.size();
    resource.id_begin = out_->size() - 2 - id.size();
    return true;
}

// What refer(NAME) refers to. The one instance there is serves for places outside of all instances, too.
bool Machine::bound(const Op& op) {
    const Binding& binding = program_.bindings[op.a];
    registers_[op.reg] = {};
    Handle place = kWholeDocument;
    if (binding.from != kNoSlot) {
        place = op.c == binding.from ? handles_[op.flags] : view_->enclosing(handles_[op.flags], binding.from);
        if ((op.b & kBoundHere) != 0 && place != handles_[op.flags]) return true;
        if (place == kWholeDocument) {
            if ((op.b & kBoundNear) != 0 || view_->count(kWholeDocument, binding.from) != 1) return true;
            place = view_->item(kWholeDocument, binding.from, 0);
        }
    }
    bool is_new = false;
    std::string_view made = bound_.at(op.a, place, is_new).text;
    if (is_new) {
        handles_[binding.handle] = place;
        registers_[binding.reg] = {};
        if (execute(binding.begin, binding.end)) {
            const std::string_view id = registers_[binding.reg];
            if (!id.empty()) {
                char* at = scratch_.room(binding.type.size() + 1 + id.size());
                std::memcpy(at, binding.type.data(), binding.type.size());
                at[binding.type.size()] = '/';
                std::memcpy(at + binding.type.size() + 1, id.data(), id.size());
                made = scratch_.keep(binding.type.size() + 1 + id.size());
            }
        }
        bound_.at(op.a, place, is_new).text = made;
    }
    registers_[op.reg] = (op.b & kBoundId) != 0 && !made.empty() ? made.substr(binding.type.size() + 1) : made;
    return true;
}

}  // namespace hios::map
