// Resources of a document: made in their order, beside each other, and referred to before they are made.

#include <algorithm>
#include <utility>

#include <xxhash.h>

#include "stages/map/machine.hpp"

namespace hios::map {

bool Machine::resource(const Op* ops, const Op& op, const Op* body) {
    ByteBuffer* const around = out_;
    if (aside_depth_ == 0) out_ = &sink_->lines_of(op.c);
    const std::size_t begin = out_->size();
    emitted_.push_back({program_.resource_types[op.c], begin, 0, 0, 0, (op.flags & kMentions) != 0, op.c});
    const std::size_t number = emitted_.size();
    if (!execute(ops, body, ops + op.a)) {
        if (!program_.documents) return false;
        // What has no key is simply not there: a field that names nobody makes no Practitioner.
        const bool nobody = (op.flags & kAside) != 0 && reject_.why == RowReject::Why::kNoId;
        if (!nobody) {
            ++counts_.failed[static_cast<std::size_t>(reject_.spot - program_.spots.data())];
            ++counts_.faults;
        }
        out_->truncate(begin);
    }
    if (out_->size() == begin) {
        emitted_.pop_back();
    } else {
        out_->push_back('\n');
        emitted_[number - 1].length = out_->size() - begin;
    }
    out_ = around;
    return true;
}

// All lines of a row that is a reject, the one that failed included.
void Machine::take_back() {
    for (; !emitted_.empty(); emitted_.pop_back())
        sink_->lines_of(emitted_.back().resource).truncate(emitted_.back().begin);
}

// "Type/id"
std::string_view Machine::reference(std::string_view type, std::string_view id) {
    char* at = scratch_.room(type.size() + 1 + id.size() + kCopyPadding);
    at = copy_short(type.data(), type.size(), at);
    *at++ = '/';
    copy_short(id.data(), id.size(), at);
    return scratch_.keep(type.size() + 1 + id.size());
}

// Into a buffer of its own; what is written around it goes on as if nothing had happened.
bool Machine::resource_aside(const Op* ops, const Op& op, const Op* body) {
    r_[op.reg] = {};
    if (aside_depth_ == aside_buffers_.size()) aside_buffers_.push_back(std::make_unique<ByteBuffer>());
    ByteBuffer* const around = out_;
    const std::uint64_t written = written_;
    const std::size_t depth = aside_depth_++;
    const std::size_t before = emitted_.size();
    out_ = aside_buffers_[depth].get();
    const bool done = resource(ops, op, body);
    if (done && emitted_.size() > before) {
        const Emitted line = emitted_.back();
        emitted_.pop_back();
        if (line.id_length != 0) {
            r_[op.reg] = reference(line.type, out_->view().substr(line.id_begin, line.id_length));
        }
        keep_aside(line, depth);
    }
    if (!done) emitted_.resize(before);
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
            entry.value = static_cast<std::uint32_t>(asides_.size());
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
        ByteBuffer& out = sink_->lines_of(line.resource);
        const std::size_t moved = out.size() - line.begin;  // wraps around, and back
        out.append(aside_buffers_[aside.depth]->view().substr(line.begin, line.length));
        line.begin += moved;
        line.id_begin += moved;
        emitted_.push_back(line);
    }
}

// The line stands at `position`, right behind the id's quotation mark and comma.
bool Machine::note_id(const Op& op, std::size_t position) {
    const std::string_view id = r_[op.c];
    if (id.empty()) {
        reject_ = {RowReject::Why::kNoId, &program_.spots[op.b]};
        return false;
    }
    Emitted& resource = emitted_.back();
    resource.id_length = id.size();
    resource.id_begin = position - 2 - id.size();
    return true;
}

std::string_view Machine::id_of(const Binding& binding) {
    registers_[binding.reg] = {};
    std::string_view* const around = std::exchange(r_, registers_.data());
    const char* const literals = std::exchange(literals_, program_.literals.data());
    const bool trying = std::exchange(trying_, false);  // it is remembered, whoever asks first
    const Op* const ops = program_.ops.data();
    const bool done = execute(ops, ops + binding.begin, ops + binding.end);
    trying_ = trying;
    literals_ = literals;
    r_ = around;
    return done ? registers_[binding.reg] : std::string_view();
}

// What refer(NAME) refers to. The one instance there is serves for places outside of all instances, too.
void Machine::bound(const Op& op) {
    const Binding& binding = program_.bindings[op.a];
    r_[op.reg] = {};
    Handle place = kWholeDocument;
    if (binding.from != kNoSlot) {
        place = op.c == binding.from ? handles_[op.flags] : view_->enclosing(handles_[op.flags], binding.from);
        if ((op.b & kBoundHere) != 0 && place != handles_[op.flags]) return;
        if (place == kWholeDocument) {
            if ((op.b & kBoundNear) != 0 || view_->count(kWholeDocument, binding.from) != 1) return;
            place = view_->item(kWholeDocument, binding.from, 0);
        }
    }
    LastBound& last = last_bound_[op.a];
    if (last.run != run_ || last.place != place) {
        bool is_new = false;
        std::string_view made = bound_.at(op.a, place, is_new).text();
        if (is_new) {
            handles_[binding.handle] = place;
            std::string_view id;
            if (paths_ == nullptr || !id_by_path(op.a, id)) id = id_of(binding);
            if (!id.empty()) made = reference(binding.type, id);
            bound_.at(op.a, place, is_new).set_text(made);
        }
        last = {run_, place, made};
    }
    const std::string_view made = last.made;
    r_[op.reg] = (op.b & kBoundId) != 0 && !made.empty() ? made.substr(binding.type.size() + 1) : made;
}

}  // namespace hios::map
