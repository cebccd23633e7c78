#include "jobs/formats/json_documents.hpp"

#include <cstring>

#include <fmt/format.h>

#include "pipeline/codes.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

class Lines {
public:
    Lines(PartBytes& bytes, DocumentSink& sink, const std::shared_ptr<const PartContext>& part)
        : bytes_(bytes), buffer_(bytes.buffer()), sink_(sink), part_(part), limits_(sink.limits()) {}

    Outcome<void> split() {
        offset_ = split::byte_order_mark(buffer_.view());
        start_ = offset_;
        for (;;) {
            if (auto filled = bytes_.fill(std::max<std::uint64_t>(limits_.chunk_bytes, start_ + 1)); !filled) {
                // The lines before the damage are as good as any.
                take_lines(buffer_.view().substr(start_).rfind('\n') + 1);
                return filled;
            }
            std::string_view text = buffer_.view().substr(start_);
            std::size_t end = bytes_.ended() ? text.size() : text.rfind('\n') + 1;
            while (end == 0 && text.size() <= limits_.document_bytes && !bytes_.ended()) {
                HIOS_CHECK(bytes_.fill(buffer_.size() + limits_.chunk_bytes));
                text = buffer_.view().substr(start_);
                end = bytes_.ended() ? text.size() : text.rfind('\n') + 1;
            }
            if (end == 0 && !bytes_.ended()) {
                HIOS_CHECK(skip_long_line());
                continue;
            }
            take_lines(end);
            if (bytes_.ended()) return {};
            start_ = 0;
        }
    }

private:
    // Hands the lines in [start_, start_ + size) on with the buffer, and keeps what follows them.
    void take_lines(std::size_t size) {
        ByteBuffer rest;
        const std::string_view after = buffer_.view().substr(start_ + size);
        if (!bytes_.ended()) rest.reserve(limits_.chunk_bytes + kReadBlock + kTextPadding);
        rest.append(after);
        buffer_.truncate(start_ + size);
        std::memset(buffer_.room(kTextPadding), 0, kTextPadding);

        std::vector<Document> documents;
        std::string_view text = buffer_.view().substr(start_);
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view content = text.substr(0, end);
            ++line_;
            if (end > limits_.document_bytes) {
                // As when it is longer than a chunk: what is taken must not depend on where chunks end.
                add_long_line(documents);
                content = {};
            }
            while (!content.empty() && kBlanks.find(content.back()) != std::string_view::npos) content.remove_suffix(1);
            if (content.find_first_not_of(kBlanks) != std::string_view::npos) {
                Document document = next_line();
                document.text = content;
                if (sink_.wanted()) documents.push_back(std::move(document));
            }
            const std::size_t step = std::min(end + 1, text.size());
            text.remove_prefix(step);
            offset_ += step;
        }
        if (part_) sink_.builder().keep(part_);
        if (!documents.empty()) sink_.builder().add(std::move(documents), std::move(buffer_));
        buffer_ = std::move(rest);
    }

    Document next_line() {
        sink_.note_content();
        Document document = sink_.next(Shape::kLine, offset_);
        document.line = line_;
        document.part = part_.get();
        return document;
    }

    void add_long_line(std::vector<Document>& documents) {
        Document document = next_line();
        document.unreadable = too_large(limits_);
        document.unreadable->where = {sink_.part_name(), offset_, 0, fmt::format("line {}", line_)};
        if (sink_.wanted()) documents.push_back(std::move(document));
    }

    Outcome<void> skip_long_line() {
        ++line_;
        std::vector<Document> documents;
        add_long_line(documents);
        if (part_) sink_.builder().keep(part_);
        for (Document& document : documents) {
            Error error = std::move(*document.unreadable);
            sink_.builder().add_unreadable(std::move(document), std::move(error));
        }
        for (;;) {
            const std::string_view text = buffer_.view().substr(start_);
            const std::size_t end = text.find('\n');
            if (end != std::string_view::npos) {
                start_ += end + 1;
                offset_ += end + 1;
                return {};
            }
            offset_ += text.size();
            buffer_.clear();
            start_ = 0;
            if (bytes_.ended()) return {};
            HIOS_CHECK(bytes_.fill(kReadBlock));
        }
    }

    PartBytes& bytes_;
    ByteBuffer& buffer_;
    DocumentSink& sink_;
    const std::shared_ptr<const PartContext>& part_;
    const SplitLimits limits_;
    std::size_t start_ = 0;     // of the first line not taken, in the buffer
    std::uint64_t offset_ = 0;  // and in the part
    std::uint64_t line_ = 0;
};

}  // namespace

Error too_large(const SplitLimits& limits) {
    return reject(codes::kTooLarge,
                  fmt::format("the document is larger than the limit of {} bytes", limits.document_bytes));
}

Outcome<void> split_whole(PartBytes& bytes, DocumentSink& sink, Shape shape,
                          const std::shared_ptr<const PartContext>& part) {
    const SplitLimits& limits = sink.limits();
    ByteBuffer& buffer = bytes.buffer();
    HIOS_CHECK(bytes.fill(limits.document_bytes + 1));
    if (buffer.size() > limits.document_bytes) {
        Document document = sink.next(shape, 0);
        Error error = too_large(limits);
        error.where.document = sink.part_name();
        sink.add_unreadable(std::move(document), std::move(error));
        return {};
    }
    const std::size_t mark = split::byte_order_mark(buffer.view());
    if (buffer.view().find_first_not_of(kBlanks, mark) == std::string_view::npos) return {};
    sink.note_content();
    Document document = sink.next(shape, mark);
    if (!sink.wanted()) return {};
    document.part = part.get();
    if (part) sink.builder().keep(part);
    if (mark > 0) {
        // Rare enough to move the text instead of keeping an offset in every buffer.
        std::memmove(buffer.data(), buffer.data() + mark, buffer.size() - mark);
        buffer.truncate(buffer.size() - mark);
    }
    sink.builder().add(std::move(document), std::move(buffer));
    return {};
}

Outcome<void> split_lines(PartBytes& bytes, DocumentSink& sink, const std::shared_ptr<const PartContext>& part) {
    return Lines(bytes, sink, part).split();
}

}  // namespace hios::jobs
