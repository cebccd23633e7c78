#include "stages/map/machine.hpp"

#include <fmt/format.h>

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
}

Machine::~Machine() = default;

bool Machine::run(const SourceView& view, ByteBuffer& out) {
    view_ = &view;
    row_ = view.row();
    out_ = &out;
    scratch_.clear();
    emitted_.clear();
    const std::size_t before = out.size();
    ++counts_.rows;
    if (execute(0, program_.ops.size())) {
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
            case OpCode::kBeginResource:
                begin_resource(op);
                break;
            case OpCode::kNoteId:
                if (!note_id(op)) return false;
                break;
            case OpCode::kEndResource:
                end_resource();
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

void Machine::begin_resource(const Op& op) {
    emitted_.push_back({program_.resource_types[op.c], out_->size(), 0, 0, 0});
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

void Machine::end_resource() {
    Emitted& resource = emitted_.back();
    if (out_->size() == resource.begin) {
        emitted_.pop_back();
        return;
    }
    out_->push_back('\n');
    resource.length = out_->size() - resource.begin;
}

}  // namespace hios::map
