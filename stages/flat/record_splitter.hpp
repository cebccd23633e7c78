#pragma once
// Cuts a file, which comes in consecutive pieces, into blocks of whole records. Reading the blocks one by
// one gives the same rows as reading the file in one piece, wherever the pieces end.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "stages/flat/dialect.hpp"
#include "stages/flat/row.hpp"
#include "stages/flat/scanner.hpp"

namespace hios::flat {

struct Block {
    std::string_view bytes;          // whole records; valid until the callback returns
    std::uint64_t offset = 0;        // of the first byte in the file
    std::uint64_t first_record = 0;  // its number, from 1
    std::uint64_t records = 0;       // in `bytes`; of the file's last block, which may hold a quote that never closes,
                                     // a RowReader alone can tell, and this is 0
    Row skipped;                     // with a fault: one record too long to be held, and no bytes
};

// Not thread-safe; one per file. Holds at most one record's beginning: max_record bytes, and while an
// unterminated quote is dealt with three times as many.
class RecordSplitter {
public:
    using Emit = std::function<void(const Block&)>;

    // `dialect` passed check(). `offset`: of the first byte fed, where a byte order mark was taken off.
    explicit RecordSplitter(const Dialect& dialect, std::uint64_t offset = 0);

    // The next piece, of any size; a block comes for it unless no record ends in it. Pieces of about 1 MiB
    // make blocks of that size. A block is a view of the piece when a record began with the piece.
    void feed(std::string_view piece, const Emit& emit);

    // The file has ended: what is left is a record without a line end.
    void finish(const Emit& emit);

    // Bytes held: of the record that has not ended.
    [[nodiscard]] std::size_t held() const { return carry_.size(); }

private:
    void take(std::string_view piece, const Emit& emit);
    void cut_long_record(std::string_view piece, const Emit& emit);
    void emit_block(std::string_view bytes, std::uint64_t records, const Emit& emit);
    std::string_view skip(std::string_view piece, const Emit& emit);
    void emit_skipped(std::uint64_t end, const Emit& emit);

    Scanner scanner_;
    std::uint64_t max_record_;
    std::string carry_;     // the record that has not ended
    State state_;           // behind carry_
    std::uint64_t offset_;  // of carry_, or of what comes next
    std::uint64_t next_record_ = 1;
    bool skipping_ = false;  // the rest of a record that is too long
    std::uint64_t skipped_from_ = 0;
};

}  // namespace hios::flat
