#include "stages/map/program_builder.hpp"

#include <algorithm>

namespace hios::map {

std::uint32_t ProgramBuilder::store(std::string_view bytes) {
    const auto begin = static_cast<std::uint32_t>(program_.literals.size());
    program_.literals += bytes;
    if (program_.literals.size() > (64U << 20)) full_ = true;
    return begin;
}

std::size_t ProgramBuilder::emit(Op op) {
    if (!full()) program_.ops.push_back(op);
    return program_.ops.size() - 1;
}

void ProgramBuilder::insert(std::size_t at, Op op) {
    program_.ops.insert(program_.ops.begin() + static_cast<std::ptrdiff_t>(at), op);
    for (std::size_t i = at + 1; i < program_.ops.size(); ++i) {
        if (is_jump(program_.ops[i].code)) ++program_.ops[i].a;
    }
    here();
}

void ProgramBuilder::literal(std::string_view bytes) {
    if (bytes.empty()) return;
    // What follows an opening bracket is written with it.
    const bool can_merge =
        program_.ops.size() > landing_ && !program_.ops.empty() &&
        (program_.ops.back().code == OpCode::kLiteral || program_.ops.back().code == OpCode::kOpen) &&
        program_.ops.back().a + program_.ops.back().b == program_.literals.size();
    if (can_merge) {
        store(bytes);
        program_.ops.back().b += static_cast<std::uint32_t>(bytes.size());
        return;
    }
    const std::uint32_t begin = store(bytes);
    emit({OpCode::kLiteral, 0, 0, begin, static_cast<std::uint32_t>(bytes.size()), 0});
}

std::size_t ProgramBuilder::open(std::string_view prefix) {
    const std::uint16_t frame = take_frame();
    const std::uint32_t begin = store(prefix);
    frames_.push_back({program_.ops.size(), std::string(prefix), false, false, false});
    emit({OpCode::kOpen, 0, frame, begin, static_cast<std::uint32_t>(prefix.size()), 0});
    return frames_.size() - 1;
}

void ProgramBuilder::close(std::size_t token, std::string_view closing, bool silent) {
    Frame frame = std::move(frames_.back());
    frames_.resize(token);
    release_frame();
    const auto frame_number = next_frame_;
    if (full()) return;
    if (!frame.live && frame.computed && !frame.filled) {  // never has a value
        program_.ops.resize(frame.op);
        nothing();
        return;
    }
    if (!frame.live && only_literals_since(frame.op + 1)) {  // all of it is constant: one literal
        std::string inside;
        for (std::size_t i = frame.op; i < program_.ops.size(); ++i)
            inside += program_.literal(program_.ops[i].a, program_.ops[i].b);
        inside.erase(0, frame.prefix.size());
        program_.ops.resize(frame.op);
        if (!inside.empty() && inside.back() == ',') inside.pop_back();
        if (!inside.empty()) literal(frame.prefix + inside + std::string(closing));
        if (frame.filled && !frames_.empty()) frames_.back().filled = true;
        return;
    }
    const std::uint32_t begin = store(closing);
    emit({OpCode::kClose, silent ? kSilent : std::uint8_t{0}, frame_number, begin,
          static_cast<std::uint32_t>(closing.size()), 0});
    if (!frames_.empty()) {
        frames_.back().computed = true;
        frames_.back().live = true;
    }
}

bool ProgramBuilder::only_literals_since(std::size_t first) const {
    for (std::size_t i = first; i < program_.ops.size(); ++i) {
        if (program_.ops[i].code != OpCode::kLiteral) return false;
    }
    return true;
}

void ProgramBuilder::written() {
    emit({OpCode::kWritten});
    if (!frames_.empty()) frames_.back().computed = frames_.back().live = true;
}

void ProgramBuilder::nothing() {
    if (!frames_.empty()) frames_.back().computed = true;
}

void ProgramBuilder::constant_value(std::string_view bytes) {
    literal(bytes);
    if (!frames_.empty()) frames_.back().filled = true;
}

void ProgramBuilder::field(Slot slot, std::uint8_t handle, std::string_view prefix, std::uint16_t leaf) {
    const std::uint32_t begin = store(prefix);
    emit({OpCode::kField, handle, leaf, begin, static_cast<std::uint32_t>(prefix.size()), slot});
    if (!frames_.empty()) frames_.back().computed = frames_.back().live = true;
}

void ProgramBuilder::write(std::uint16_t reg, bool bare, std::string_view prefix, std::uint16_t leaf, bool silent) {
    const std::uint32_t begin = store(prefix);
    emit({bare ? OpCode::kBare : OpCode::kText, silent ? kSilent : std::uint8_t{0}, leaf, begin,
          static_cast<std::uint32_t>(prefix.size()), reg});
    if (!frames_.empty()) frames_.back().computed = frames_.back().live = true;
}

void ProgramBuilder::emit_constant(std::uint16_t reg, std::string_view bytes) {
    const std::uint32_t begin = store(bytes);
    emit({OpCode::kConst, 0, reg, begin, static_cast<std::uint32_t>(bytes.size()), 0});
}

std::size_t ProgramBuilder::here() {
    landing_ = program_.ops.size();
    return landing_;
}

void ProgramBuilder::land(std::size_t jump) {
    if (jump < program_.ops.size()) program_.ops[jump].a = static_cast<std::uint32_t>(here());
}

std::uint16_t ProgramBuilder::take_register() {
    if (next_register_ + 1U >= kMaxRegisters) {
        full_ = true;
        return 0;
    }
    const std::uint16_t taken = next_register_++;
    program_.registers = std::max(program_.registers, next_register_);
    return taken;
}

std::uint16_t ProgramBuilder::take_frame() {
    const std::uint16_t taken = next_frame_++;
    program_.frames = std::max(program_.frames, next_frame_);
    return taken;
}

std::uint8_t ProgramBuilder::take_handle() {
    if (next_handle_ + 1U >= kSharedHandle) full_ = true;
    const std::uint8_t taken = next_handle_++;
    program_.handles = std::max<std::uint16_t>(program_.handles, next_handle_);
    return taken;
}

std::uint16_t ProgramBuilder::leaf(std::string element, const Place& place) {
    if (program_.leaves.size() >= 0xFFFF) {
        full_ = true;
        return 0;
    }
    program_.leaves.push_back({std::move(element), place});
    return static_cast<std::uint16_t>(program_.leaves.size() - 1);
}

std::uint32_t ProgramBuilder::spot(Spot spot) {
    program_.spots.push_back(std::move(spot));
    return static_cast<std::uint32_t>(program_.spots.size() - 1);
}

}  // namespace hios::map
