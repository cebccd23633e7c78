#pragma once
// Cuts a file, which comes in consecutive pieces, into messages and the segments of batches around them
// (HL7 v2.9, 2.10.3: FHS, BHS, BTS, FTS; MLLP frames: HL7 v2 transport specification, release 1). Cut in any pieces,
// a file has the same documents.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::hl7v2 {

enum class DocumentKind : std::uint8_t {
    kMessage,
    kFileHeader,    // FHS
    kBatchHeader,   // BHS
    kBatchTrailer,  // BTS
    kFileTrailer,   // FTS
    kStray,         // text that belongs to no message: before the first, or behind a batch segment
    kTooLong,       // a message longer than allowed; its bytes are not given
};

struct MessageRange {
    DocumentKind kind = DocumentKind::kMessage;
    std::string_view bytes;    // valid until the callback returns; without the frame
    std::uint64_t offset = 0;  // of its first byte in the file
    std::uint64_t length = 0;  // in the file; that of `bytes` unless kTooLong
    std::uint64_t number = 0;  // of messages, strays and skipped ones: from 1; of batch segments 0
    bool cut = false;          // the frame has no end: the message may be cut off
    // Of trailers: codes::kBatchCount, kFileCount, kTrailerAlone. Splitter::unclosed() tells of headers without one.
    const Code* note = nullptr;
    std::uint64_t stated = 0;   // BTS-1 or FTS-1
    std::uint64_t counted = 0;  // messages of the batch or batches of the file
};

// Not thread-safe; one per file. Holds at most one message: `longest` bytes and what the last piece has.
class Splitter {
public:
    using Emit = std::function<void(const MessageRange&)>;
    static constexpr std::uint64_t kDefaultLongest = std::uint64_t{1} << 30;

    explicit Splitter(std::uint64_t longest = kDefaultLongest) : longest_(longest) {}

    // The next piece, of any size. Documents are views of it, or of what is held.
    void feed(std::string_view piece, const Emit& emit);
    // The file has ended.
    void finish(const Emit& emit);

    [[nodiscard]] std::size_t held() const { return carry_.size(); }
    // A batch or file header had no trailer when the file ended (codes::kTrailerMissing).
    [[nodiscard]] bool unclosed() const { return in_batch_ || in_file_; }

private:
    enum class Start : std::uint8_t { kNone, kUnknownYet, kFound };
    struct Range {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool cut = false;
    };

    std::size_t scan(std::string_view text, bool last, const Emit& emit);
    bool begin_line(std::string_view text, bool last, const Emit& emit);
    Start start_at(std::string_view text, bool last, DocumentKind& kind) const;
    Start header_at(std::string_view text, bool last) const;
    void open(DocumentKind kind, std::string_view text);
    void close(std::string_view text, std::size_t end, bool ended, const Emit& emit);
    void close_message(std::string_view text, Range range, const Emit& emit);
    void give_pending(std::string_view text, const Emit& emit);
    void give(DocumentKind kind, std::string_view text, const Range& range, const Emit& emit);
    void skip_too_long(std::string_view text, const Emit& emit);
    void count(MessageRange& document);

    std::uint64_t longest_;
    std::string carry_;         // what feed() must see again
    std::uint64_t offset_ = 0;  // of the text at hand in the file

    // Of the document at hand; all places count in the text at hand.
    bool is_open_ = false;
    DocumentKind kind_ = DocumentKind::kMessage;
    std::size_t begin_ = 0;
    std::size_t line_ = 0;  // where its last line begins
    std::size_t scan_ = 0;  // what was looked at
    bool line_start_ = true;
    bool frame_begun_ = false;   // 0x0B was seen and no message yet
    bool framed_ = false;        // it stands before the document at hand
    std::uint64_t skipped_ = 0;  // bytes of a message that is too long
    char field_ = '|';           // the field separator of the last header; of the last batch's; of the file's
    char batch_field_ = '|';
    char file_field_ = '|';

    // A message that ended with DSC: what follows may continue it.
    bool has_pending_ = false;
    Range pending_;
    std::size_t pending_line_ = 0;  // of its DSC segment

    std::uint64_t number_ = 0;
    bool in_batch_ = false;
    bool in_file_ = false;
    std::uint64_t messages_ = 0;  // of the batch
    std::uint64_t batches_ = 0;   // of the file
};

}  // namespace hios::hl7v2
