#include "jobs/run/source_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "jobs/run/work_builder.hpp"
#include "pipeline/codes.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kReadBlock = 1 << 20;
constexpr std::size_t kPadding = 64;
constexpr std::size_t kReserveAtMost = 8 << 20;  // a listing may promise any size

// The bytes of one part, read ahead into a buffer.
class PartBytes {
public:
    PartBytes(ByteSource& source, WorkBuilder& builder, ByteBuffer& buffer, std::uint64_t expected)
        : source_(source), builder_(builder), buffer_(buffer), expected_(expected) {
        buffer_.clear();
        buffer_.reserve(std::min<std::uint64_t>(expected, kReserveAtMost) + kPadding + 1);
    }

    // Reads on until the buffer holds `size` bytes or the part ends.
    Outcome<void> fill(std::uint64_t size) {
        while (!ended_ && buffer_.size() < size) {
            const std::size_t want = next_read();
            char* room = buffer_.room(want + kPadding);
            HIOS_TRY(const std::size_t got, source_.read({room, want}));
            if (got == 0) ended_ = true;
            buffer_.grow(got);
            if (got > 0 && !builder_.reserve(got)) ended_ = true;
        }
        return {};
    }
    [[nodiscard]] bool ended() const { return ended_; }
    ByteBuffer& buffer() { return buffer_; }

private:
    // What has been reserved is filled first: one byte more than expected is enough to see the end, and
    // growing for it would copy the whole document.
    [[nodiscard]] std::size_t next_read() const {
        const std::size_t used = buffer_.size() + kPadding;
        const std::size_t spare = buffer_.capacity() > used ? buffer_.capacity() - used : kReadBlock;
        return std::min(spare, kReadBlock);
    }

    ByteSource& source_;
    WorkBuilder& builder_;
    ByteBuffer& buffer_;
    const std::uint64_t expected_;
    bool ended_ = false;
};

// The reading of one object.
class ObjectReading {
public:
    ObjectReading(const PlannedObject& object, ObjectStore& store, const ReaderSettings& settings, WorkBuilder& builder,
                  ByteBuffer& buffer)
        : object_(object), store_(store), settings_(settings), builder_(builder), buffer_(buffer) {}

    void run() {
        name_ = std::make_shared<const std::string>(object_.name);
        ObjectEnd end{object_.ordinal, name_, 0, {}};
        if (auto read = read_parts(); !read) {
            end.unreadable = std::move(read).error();
            end.unreadable->where.document = *name_;
        } else if (documents_ == 0 && only_white_) {
            end.unreadable =
                reject(codes::kEmpty, object_.size == 0 ? "the object is empty" : "the object holds only white space",
                       {*name_, 0, 0, {}});
        }
        if (builder_.stopped()) return;  // the run has failed; an object cut short must not count as read
        end.documents = documents_;
        builder_.end_object(std::move(end));
    }

private:
    Outcome<void> read_parts() {
        HIOS_TRY(auto source, store_.open(object_.key));
        const auto parts = io::unwrap(std::move(source), settings_.unwrap);
        while (!builder_.stopped()) {
            auto next = parts->next();
            if (next && !next->has_value()) return {};
            if (next) {
                auto read = read_part(**next);
                if (read) continue;
                next = fail(std::move(read).error());
            }
            // The object itself, or one member of it?
            Error error = std::move(next).error();
            if (error.where.document.empty() || error.fault != Fault::kReject) return fail(std::move(error));
            add_unreadable_member(std::move(error));
            if (parts->finished()) return {};
        }
        return {};
    }

    Outcome<void> read_part(const io::Part& part) {
        part_name_ = part.member.empty()
                         ? name_
                         : std::make_shared<const std::string>(fmt::format("{}!/{}", *name_, part.member));
        PartBytes bytes(*part.bytes, builder_, buffer_, part.member.empty() ? object_.size : 0);
        const auto name_error = [&](Error error) {
            if (error.where.document.empty()) error.where.document = part.member;
            return fail(std::move(error));
        };
        if (auto filled = bytes.fill(split::kSniffBytes); !filled) return name_error(std::move(filled).error());
        const Shape shape = split::sniff(*part_name_, buffer_.view(), bytes.ended());
        auto read = shape == Shape::kLine ? read_lines(bytes) : read_whole(bytes, shape);
        if (!read) return name_error(std::move(read).error());
        return {};
    }

    Outcome<void> read_whole(PartBytes& bytes, Shape shape) {
        HIOS_CHECK(bytes.fill(settings_.document_bytes + 1));
        if (buffer_.size() > settings_.document_bytes) {
            Document document = next_document(shape, 0);
            Error error = too_large();
            error.where.document = *part_name_;
            if (wanted()) builder_.add_unreadable(std::move(document), std::move(error));
            return {};
        }
        const std::size_t mark = split::byte_order_mark(buffer_.view());
        if (buffer_.view().find_first_not_of(" \t\r\n", mark) == std::string_view::npos) return {};
        only_white_ = false;
        Document document = next_document(shape, mark);
        if (!wanted()) return {};
        if (mark > 0) {
            // Rare enough to move the text instead of keeping an offset in every buffer.
            std::memmove(buffer_.data(), buffer_.data() + mark, buffer_.size() - mark);
            buffer_.truncate(buffer_.size() - mark);
        }
        builder_.add(std::move(document), std::move(buffer_));
        return {};
    }

    [[nodiscard]] Error too_large() const {
        return reject(codes::kTooLarge,
                      fmt::format("the document is larger than the limit of {} bytes", settings_.document_bytes));
    }

    Outcome<void> read_lines(PartBytes& bytes) {
        std::uint64_t offset =
            split::byte_order_mark(buffer_.view());  // of the buffer's first unread byte, in the part
        std::size_t start = offset;
        std::uint64_t line = 0;
        for (;;) {
            if (auto filled = bytes.fill(std::max<std::uint64_t>(settings_.chunk_bytes, start + 1)); !filled) {
                // The lines before the damage are as good as any.
                take_lines(bytes, start, buffer_.view().substr(start).rfind('\n') + 1, offset, line);
                return filled;
            }
            std::string_view text = buffer_.view().substr(start);
            std::size_t end = bytes.ended() ? text.size() : text.rfind('\n') + 1;
            while (end == 0 && text.size() <= settings_.document_bytes && !bytes.ended()) {
                HIOS_CHECK(bytes.fill(buffer_.size() + settings_.chunk_bytes));
                text = buffer_.view().substr(start);
                end = bytes.ended() ? text.size() : text.rfind('\n') + 1;
            }
            if (end == 0 && !bytes.ended()) {
                HIOS_CHECK(skip_long_line(bytes, start, offset, ++line));
                continue;
            }
            take_lines(bytes, start, end, offset, line);
            if (bytes.ended()) return {};
            offset += end;
            start = 0;
        }
    }

    // Hands the lines in [start, start + size) on with the buffer, and keeps what follows them.
    void take_lines(PartBytes& bytes, std::size_t start, std::size_t size, std::uint64_t offset, std::uint64_t& line) {
        ByteBuffer rest;
        const std::string_view after = buffer_.view().substr(start + size);
        if (!bytes.ended()) rest.reserve(settings_.chunk_bytes + kReadBlock + kPadding);
        rest.append(after);
        buffer_.truncate(start + size);
        std::memset(buffer_.room(kPadding), 0, kPadding);

        std::vector<Document> documents;
        std::string_view text = buffer_.view().substr(start);
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            std::string_view content = text.substr(0, end);
            ++line;
            if (end > settings_.document_bytes) {
                // As when it is longer than a chunk: what is taken must not depend on where chunks end.
                add_long_line(documents, offset, line);
                content = {};
            }
            while (!content.empty() && (content.back() == '\r' || content.back() == ' ' || content.back() == '\t'))
                content.remove_suffix(1);
            if (content.find_first_not_of(" \t\r") != std::string_view::npos) {
                only_white_ = false;
                Document document = next_document(Shape::kLine, offset);
                document.line = line;
                document.text = content;
                if (wanted()) documents.push_back(std::move(document));
            }
            const std::size_t step = std::min(end + 1, text.size());
            text.remove_prefix(step);
            offset += step;
        }
        if (!documents.empty()) builder_.add(std::move(documents), std::move(buffer_));
        buffer_ = std::move(rest);
    }

    void add_long_line(std::vector<Document>& documents, std::uint64_t offset, std::uint64_t line) {
        only_white_ = false;
        Document document = next_document(Shape::kLine, offset);
        document.line = line;
        document.unreadable = too_large();
        document.unreadable->where = {*part_name_, offset, 0, fmt::format("line {}", line)};
        if (wanted()) documents.push_back(std::move(document));
    }

    Outcome<void> skip_long_line(PartBytes& bytes, std::size_t& start, std::uint64_t& offset, std::uint64_t line) {
        std::vector<Document> documents;
        add_long_line(documents, offset, line);
        for (Document& document : documents) {
            Error error = std::move(*document.unreadable);
            builder_.add_unreadable(std::move(document), std::move(error));
        }
        for (;;) {
            const std::string_view text = buffer_.view().substr(start);
            const std::size_t end = text.find('\n');
            if (end != std::string_view::npos) {
                start += end + 1;
                offset += end + 1;
                return {};
            }
            offset += text.size();
            buffer_.clear();
            start = 0;
            if (bytes.ended()) return {};
            HIOS_CHECK(bytes.fill(kReadBlock));
        }
    }

    void add_unreadable_member(Error error) {
        part_name_ = std::make_shared<const std::string>(fmt::format("{}!/{}", *name_, error.where.document));
        error.where.document = *part_name_;
        only_white_ = false;
        Document document = next_document(Shape::kUnknown, 0);
        if (wanted()) builder_.add_unreadable(std::move(document), std::move(error));
    }

    Document next_document(Shape shape, std::uint64_t offset) {
        Document document;
        document.object = object_.ordinal;
        document.shape = shape;
        document.name = part_name_;
        document.key_length = static_cast<std::uint32_t>(name_->size());
        document.number = number_of(documents_++);
        document.offset = offset;
        return document;
    }

    // A retried document keeps its number. Lines added to a retried file get numbers that no document had.
    [[nodiscard]] std::uint64_t number_of(std::uint64_t index) const {
        if (object_.numbers.empty()) return object_.first_document + index;
        return index < object_.numbers.size() ? object_.numbers[index] : (1ULL << 40) + index;
    }

    // Of the document that next_document() made last: whether an earlier session has not packed it.
    [[nodiscard]] bool wanted() const { return documents_ > object_.skip_documents; }

    const PlannedObject& object_;
    ObjectStore& store_;
    const ReaderSettings& settings_;
    WorkBuilder& builder_;
    ByteBuffer& buffer_;
    std::shared_ptr<const std::string> name_;
    std::shared_ptr<const std::string> part_name_;
    std::uint64_t documents_ = 0;
    bool only_white_ = true;
};

}  // namespace

void SourceReader::fetch(const FeedItem& item, const EmitWork& emit) {
    WorkBuilder builder(item.number, budget_, emit);
    ByteBuffer buffer;
    for (const PlannedObject& object : item.objects) {
        if (control_.failed() || builder.stopped()) break;
        ObjectReading(object, object.from_error_zone ? error_zone_ : source_, settings_, builder, buffer).run();
        metrics_.bytes_done += object.size;
    }
    builder.finish();
}

}  // namespace hios::jobs
