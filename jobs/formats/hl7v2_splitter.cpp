#include "jobs/formats/hl7v2_splitter.hpp"

#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "stages/hl7v2/codes.hpp"
#include "stages/hl7v2/sniff.hpp"
#include "stages/hl7v2/splitter.hpp"
#include "stages/hl7v2/wide_decoder.hpp"

namespace hios::jobs {
namespace {

using hl7v2::DocumentKind;
using hl7v2::MessageRange;

// Messages are copied together into buffers of this size. What is made of a message is many times as long, and should
// stay near the processor until it is written.
constexpr std::size_t kPieceBytes = 128 << 10;

class Messages {
public:
    Messages(PartBytes& bytes, DocumentSink& sink, const std::shared_ptr<const PartContext>& part)
        : bytes_(bytes), sink_(sink), part_(part), splitter_(sink.limits().document_bytes) {}

    Outcome<void> split() {
        const auto take = [this](const MessageRange& range) { this->take(range); };
        if (hl7v2::sniff(bytes_.buffer().view()) == hl7v2::Sniffed::kWideEr7) wide_.emplace();
        for (;;) {
            auto filled = bytes_.fill(sink_.limits().chunk_bytes);
            const std::string_view piece = bytes_.buffer().view();
            splitter_.feed(wide_ ? wide_->decode(piece, !filled || bytes_.ended()) : piece, take);
            bytes_.buffer().clear();
            if (!filled) {
                flush();
                return filled;
            }
            if (bytes_.ended()) break;
            flush();
        }
        splitter_.finish(take);
        flush();
        return {};
    }

private:
    struct Taken {
        Document document;
        std::size_t begin;
        std::size_t size;
    };

    void take(const MessageRange& range) {
        sink_.note_content();
        switch (range.kind) {
            case DocumentKind::kMessage: {
                if (range.cut)
                    return refuse(range, hl7v2::codes::kCutOff, "the frame of the message has no end: it is cut off");
                Document document = sink_.next(Shape::kWhole, range.offset);
                document.line = range.number;
                document.part = part_.get();
                document.open_ended = true;
                if (!sink_.wanted()) return;
                taken_.push_back({std::move(document), text_.size(), range.bytes.size()});
                text_.append(range.bytes);
                if (text_.size() >= kPieceBytes) {
                    std::vector<Document> piece = documents();
                    sink_.builder().add_piece(std::move(piece), std::exchange(text_, {}));
                }
                return;
            }
            case DocumentKind::kStray:
                return refuse(range, hl7v2::codes::kBeforeHeader,
                              fmt::format("{} bytes stand before the first message or between messages", range.length));
            case DocumentKind::kTooLong:
                return refuse(range, hl7v2::codes::kTooLong,
                              fmt::format("the message is longer than {} bytes", sink_.limits().document_bytes));
            case DocumentKind::kFileHeader:
            case DocumentKind::kBatchHeader:
            case DocumentKind::kBatchTrailer:
            case DocumentKind::kFileTrailer:
                return;
        }
    }

    void refuse(const MessageRange& range, const Code& code, std::string what) {
        flush();  // documents stay in their order
        Document document = sink_.next(Shape::kWhole, range.offset);
        document.part = part_.get();
        if (!sink_.wanted()) return;
        sink_.builder().keep(part_);
        sink_.add_unreadable(std::move(document),
                             reject(code, std::move(what), {sink_.part_name(), range.offset, range.length, {}}));
    }

    void flush() {
        if (taken_.empty()) return;
        std::vector<Document> rest = documents();
        sink_.builder().add(std::move(rest), std::exchange(text_, {}));
    }

    // All that were taken; their texts are in text_.
    std::vector<Document> documents() {
        std::memset(text_.room(kTextPadding), 0, kTextPadding);
        std::vector<Document> documents;
        for (Taken& one : taken_) {
            one.document.text = text_.view().substr(one.begin, one.size);
            documents.push_back(std::move(one.document));
        }
        taken_.clear();
        sink_.builder().keep(part_);
        return documents;
    }

    PartBytes& bytes_;
    DocumentSink& sink_;
    const std::shared_ptr<const PartContext>& part_;
    hl7v2::Splitter splitter_;
    std::optional<hl7v2::WideDecoder> wide_;  // of files in UTF-16 or UTF-32
    ByteBuffer text_;
    std::vector<Taken> taken_;
};

}  // namespace

Outcome<void> split_messages(PartBytes& bytes, DocumentSink& sink, const std::shared_ptr<const PartContext>& part) {
    return Messages(bytes, sink, part).split();
}

}  // namespace hios::jobs
