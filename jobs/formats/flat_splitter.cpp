#include "jobs/formats/flat_splitter.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "jobs/formats/json_documents.hpp"
#include "stages/flat/codes.hpp"
#include "stages/flat/decode.hpp"
#include "stages/flat/header.hpp"
#include "stages/flat/json_rows.hpp"
#include "stages/flat/record_splitter.hpp"
#include "stages/flat/row_reader.hpp"
#include "stages/split/sniff.hpp"

namespace hios::jobs {
namespace {

constexpr std::size_t kPiece = 256 * 1024;
constexpr std::uint64_t kGrowth = 3;  // rows become documents and lines, which take that much more than their text
constexpr std::string_view kMark = "\xEF\xBB\xBF";

std::shared_ptr<TablePart> part_of(const MapTable& table, const DocumentSink& sink) {
    auto part = std::make_shared<TablePart>();
    part->table = &table;
    part->numbers = sink.object().numbers;
    part->first_document = sink.object().first_document;
    part->skip_documents = sink.object().skip_documents;
    return part;
}

class Blocks {
public:
    Blocks(const MapTable& table, PartBytes& bytes, DocumentSink& sink)
        : table_(table),
          dialect_(table.layout.dialect),
          bytes_(bytes),
          sink_(sink),
          decoder_(dialect_.encoding, dialect_.invalid),
          reader_(dialect_) {}

    Outcome<void> split() {
        const auto take = [this](const flat::Block& block) { this->take(block); };
        for (;;) {
            const Outcome<void> filled = bytes_.fill(sink_.limits().chunk_bytes);
            // What came before the damage is as good as any; a record that it cuts off is not.
            const bool last = filled && bytes_.ended();
            const std::string_view text = decoder_.decode(bytes_.buffer().view(), last);
            if (!splitter_) splitter_.emplace(dialect_, decoder_.mark_bytes());
            // In small pieces, as each of their rows becomes a document.
            const std::size_t piece = std::min(sink_.limits().chunk_bytes, kPiece);
            for (std::size_t at = 0; at < text.size(); at += piece) splitter_->feed(text.substr(at, piece), take);
            if (last) splitter_->finish(take);
            if (!failed_) return failed_;
            if (!filled || last) return filled;
            bytes_.buffer().clear();
        }
    }

private:
    void take(const flat::Block& block) {
        if (!failed_ || sink_.builder().stopped()) return;
        std::string_view text = block.bytes;
        std::uint64_t offset = block.offset;
        std::uint64_t record = block.first_record;
        std::uint64_t records = block.records;
        if (block.skipped.fault) return take_skipped(block.skipped);
        if (records == 0) records = count(text);
        if (records == 0) return;
        if (!part_) {
            reader_.reset(text, offset, record);
            const flat::Row* const first = reader_.next();
            if (first == nullptr) return;
            failed_ = begin(*first, text.substr(first->begin - offset, first->end - first->begin));
            if (!failed_) return;
            if (dialect_.header) {
                const std::uint64_t header = first->end - offset;
                text.remove_prefix(header);
                offset += header;
                ++record;
                if (--records == 0) return;
            }
        }
        auto document = sink_.next_rows(records, offset);
        if (!document) return;
        (void)sink_.builder().reserve(kGrowth * text.size());  // a stop is seen with the next block
        ByteBuffer copy;
        copy.reserve(text.size() + kTextPadding);
        copy.append(text);
        std::memset(copy.room(kTextPadding), 0, kTextPadding);
        document->line = record;
        document->text = copy.view();
        document->part = part_.get();
        sink_.builder().keep(part_);
        std::vector<Document> one;
        one.push_back(std::move(*document));
        sink_.builder().add(std::move(one), std::move(copy));
    }

    std::uint64_t count(std::string_view text) {
        std::uint64_t records = 0;
        reader_.reset(text);
        while (reader_.next() != nullptr) ++records;
        return records;
    }

    void take_skipped(const flat::Row& row) {
        Error error = flat::to_error(row);
        error.where.document = sink_.part_name();
        if (!part_) {
            failed_ = fail(std::move(error));
            return;
        }
        Document document = sink_.next(Shape::kRow, row.begin);
        document.line = row.number;
        document.part = part_.get();
        sink_.builder().keep(part_);
        sink_.add_unreadable(std::move(document), std::move(error));
    }

    // Knows the columns from the first record on.
    Outcome<void> begin(const flat::Row& first, std::string_view text) {
        sink_.note_content();
        auto part = part_of(table_, sink_);
        part->first_index = sink_.documents();
        if (dialect_.header && first.fault) return fail(flat::to_error(first));
        std::vector<std::string_view> names;
        if (dialect_.format == flat::Format::kFixed) {
            for (const flat::FixedColumn& column : dialect_.columns) names.push_back(column.name);
        } else if (dialect_.header) {
            names.assign(first.fields.begin(), first.fields.end());
        } else {
            names.assign(dialect_.names.begin(), dialect_.names.end());
        }
        HIOS_CHECK(bind(names, *part));
        // A retry reads UTF-8, whatever the file was written in.
        if (decoder_.actual() != flat::Decoder::Actual::kUtf8) part->head = kMark;
        if (dialect_.header) part->head.append(text).push_back('\n');
        part_ = std::move(part);
        return {};
    }

    Outcome<void> bind(const std::vector<std::string_view>& names, TablePart& part) {
        std::vector<flat::Column> wanted;
        if (table_.program != nullptr) {
            const auto& columns = dynamic_cast<const map::FlatColumns&>(*table_.program->space);
            for (map::Slot slot = 0; slot < columns.names().size(); ++slot)
                wanted.push_back({columns.names()[slot], {}, 0, columns.optional(slot)});
        }
        HIOS_TRY(const flat::Header header, flat::Header::match(names, wanted));
        static_assert(flat::Header::kAbsent == map::kNoSlot);
        if (!wanted.empty()) part.binding.columns.assign(header.columns().begin(), header.columns().end());
        part.columns.assign(header.names().begin(), header.names().end());
        const auto tally = [&](std::string_view kind, std::uint32_t column) {
            part.tallies.push_back({kind, fmt::format("{} {}", table_.label, part.columns[column]), 1, 0});
        };
        if (!wanted.empty()) {
            for (const std::uint32_t column : header.unread()) tally(MapTally::kUnreadColumns, column);
        }
        for (const flat::Header::Drift& drift : header.drifts()) tally(MapTally::kRenamedColumns, drift.column);
        return {};
    }

    const MapTable& table_;
    const flat::Dialect& dialect_;
    PartBytes& bytes_;
    DocumentSink& sink_;
    flat::Decoder decoder_;
    flat::RowReader reader_;  // of the header
    std::optional<flat::RecordSplitter> splitter_;
    std::shared_ptr<const TablePart> part_;  // once the columns are known
    Outcome<void> failed_;                   // what is wrong with the file as a whole
};

// The items of the list of rows in one JSON document.
Outcome<void> split_items(const MapTable& table, PartBytes& bytes, DocumentSink& sink) {
    const std::shared_ptr<const PartContext> part = part_of(table, sink);
    ByteBuffer& buffer = bytes.buffer();
    HIOS_CHECK(bytes.fill(sink.limits().document_bytes + 1));
    if (buffer.size() > sink.limits().document_bytes) return fail(too_large(sink.limits()));
    if (buffer.view().find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
    sink.note_content();
    std::memset(buffer.room(kTextPadding), 0, kTextPadding);
    HIOS_TRY(auto no_paths, flat::PathTree::make({}));
    flat::JsonRows rows(std::move(no_paths));
    const std::size_t mark = split::byte_order_mark(buffer.view());
    const std::string_view text = buffer.view().substr(mark);
    HIOS_CHECK(rows.reset_document(text, table.layout.rows_path));
    std::vector<Document> documents;
    while (const flat::Row* row = rows.next()) {
        Document document = sink.next(Shape::kRow, mark + row->begin);
        document.line = row->number;
        document.part = part.get();
        if (row->fault) {
            document.unreadable = flat::to_error(*row);
        } else {
            document.text = text.substr(row->begin, row->end - row->begin);
            document.open_ended = document.text.find('\n') != std::string_view::npos;
        }
        if (sink.wanted()) documents.push_back(std::move(document));
    }
    sink.builder().keep(part);
    if (!documents.empty()) sink.builder().add(std::move(documents), std::move(buffer));
    return {};
}

}  // namespace

Outcome<void> split_table(const MapTable& table, PartBytes& bytes, DocumentSink& sink) {
    if (!table.reads_json()) return Blocks(table, bytes, sink).split();
    if (table.format == map::SourceFormat::kNdjson) return split_lines(bytes, sink, part_of(table, sink));
    if (!sink.object().from_error_zone) return split_items(table, bytes, sink);
    // Rows that are kept for a retry stand one a line, or alone in a file.
    const Shape shape = split::sniff("", bytes.buffer().view(), bytes.ended());
    if (shape == Shape::kLine) return split_lines(bytes, sink, part_of(table, sink));
    return split_whole(bytes, sink, Shape::kRow, part_of(table, sink));
}

}  // namespace hios::jobs
