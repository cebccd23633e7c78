#include "stages/flat/record_splitter.hpp"

#include <algorithm>

#include "stages/flat/codes.hpp"

namespace hios::flat {

RecordSplitter::RecordSplitter(const Dialect& dialect, std::uint64_t offset)
    : scanner_(dialect), max_record_(dialect.max_record), offset_(offset) {}

// In pieces of at most max_record, so that only a piece's first record can be longer than that.
void RecordSplitter::feed(std::string_view piece, const Emit& emit) {
    while (!piece.empty()) {
        const std::size_t size = std::min<std::uint64_t>(piece.size(), max_record_);
        take(piece.substr(0, size), emit);
        piece.remove_prefix(size);
    }
}

void RecordSplitter::take(std::string_view piece, const Emit& emit) {
    if (skipping_) piece = skip(piece, emit);
    if (piece.empty()) return;
    const Path path = scanner_.scan(piece, state_);
    const bool ends = path.first != kNoBorder;
    if (carry_.size() + (ends ? path.first - 1 : piece.size()) > max_record_) {
        cut_long_record(piece, emit);
        return;
    }
    state_ = path.end;
    if (!ends) {
        carry_ += piece;
        return;
    }
    const std::string_view whole = piece.substr(0, path.last);
    if (carry_.empty()) {
        emit_block(whole, path.records, emit);
    } else {
        carry_ += whole;
        emit_block(carry_, path.records, emit);
    }
    carry_.assign(piece.substr(path.last));
}

// The record that began with carry_ is longer than max_record within `piece`.
void RecordSplitter::cut_long_record(std::string_view piece, const Emit& emit) {
    const std::size_t taken = max_record_ - carry_.size();
    std::string held = std::move(carry_);
    held += piece.substr(0, taken);
    piece.remove_prefix(taken);
    carry_.clear();
    state_ = {};
    const LongRecord record = judge_long_record(scanner_.automaton(), held);
    if (record.unterminated) {
        emit_block(std::string_view(held).substr(0, record.line_end + 1), 1, emit);
        held.erase(0, record.line_end + 1);
        held += piece;
        feed(held, emit);
    } else {
        skipping_ = true;
        skipped_from_ = offset_;
        offset_ += held.size();
        feed(piece, emit);
    }
}

// Goes over the rest of a record that is too long; returns what comes behind it.
std::string_view RecordSplitter::skip(std::string_view piece, const Emit& emit) {
    const std::size_t end = piece.find_first_of("\r\n");
    if (end == std::string_view::npos) {
        offset_ += piece.size();
        return {};
    }
    emit_skipped(offset_ + end, emit);
    offset_ += end + 1;
    return piece.substr(end + 1);
}

void RecordSplitter::emit_skipped(std::uint64_t end, const Emit& emit) {
    skipping_ = false;
    Block block;
    block.offset = skipped_from_;
    block.first_record = next_record_;
    block.skipped.number = next_record_++;
    block.skipped.begin = skipped_from_;
    block.skipped.end = end;
    block.skipped.fault = {&codes::kRecordTooLong, skipped_from_, 0};
    emit(block);
}

void RecordSplitter::emit_block(std::string_view bytes, std::uint64_t records, const Emit& emit) {
    Block block;
    block.bytes = bytes;
    block.offset = offset_;
    block.first_record = next_record_;
    block.records = records;
    offset_ += bytes.size();
    next_record_ += records;
    emit(block);
}

void RecordSplitter::finish(const Emit& emit) {
    if (skipping_) emit_skipped(offset_, emit);
    if (!carry_.empty()) emit_block(carry_, 0, emit);
    carry_.clear();
    state_ = {};
}

}  // namespace hios::flat
