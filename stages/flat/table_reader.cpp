#include "stages/flat/table_reader.hpp"

#include "stages/flat/codes.hpp"

namespace hios::flat {
namespace {

constexpr std::size_t kFaultsKept = 10;

std::vector<Column> columns_of(const TableColumns& columns) {
    std::vector<Column> wanted;
    for (const std::string& name : columns.keys) wanted.push_back({name, {}, 0, false});
    for (const std::string& name : columns.values) wanted.push_back({name, {}, 0, false});
    return wanted;
}

}  // namespace

TableReader::TableReader(const Dialect& dialect, const TableColumns& columns, Take take)
    : dialect_(dialect),
      wanted_(columns_of(columns)),
      keys_(columns.keys.size()),
      decoder_(dialect.encoding, dialect.invalid),
      splitter_(dialect),
      rows_(dialect),
      take_(std::move(take)),
      picked_(wanted_.size()) {}

Outcome<void> TableReader::feed(std::string_view piece) {
    splitter_.feed(decoder_.decode(piece, false), [this](const Block& block) { take(block); });
    return result();
}

Outcome<void> TableReader::finish() {
    splitter_.feed(decoder_.decode({}, true), [this](const Block& block) { take(block); });
    splitter_.finish([this](const Block& block) { take(block); });
    HIOS_CHECK(result());
    if (header_.empty()) return fail(reject(codes::kNoHeader, "the code table's file has no record"));
    return {};
}

Outcome<void> TableReader::result() {
    if (failed_.empty()) return {};
    return fail(failed_.front());
}

void TableReader::take(const Block& block) {
    if (block.skipped.fault) {
        note(block.skipped);
        return;
    }
    rows_.reset(block.bytes, block.offset, block.first_record);
    while (const Row* row = failed_.empty() ? rows_.next() : nullptr) {
        if (row->fault) {
            note(*row);
        } else {
            take(*row);
        }
    }
}

void TableReader::take(const Row& row) {
    if (header_.empty()) {
        if (auto taken = take_header(row); !taken) {
            failed_.push_back(std::move(taken).error());
            return;
        }
        if (dialect_.format == Format::kDelimited && dialect_.header) return;
    }
    for (std::size_t i = 0; i < picked_.size(); ++i) picked_[i] = header_[0].value(row, i);
    const std::span<const std::string_view> picked(picked_);
    take_(picked.first(keys_), picked.subspan(keys_));
}

Outcome<void> TableReader::take_header(const Row& row) {
    std::vector<std::string_view> names(row.fields.begin(), row.fields.end());
    if (dialect_.format == Format::kFixed) {
        names.clear();
        for (const FixedColumn& column : dialect_.columns) names.push_back(column.name);
    } else if (!dialect_.header) {
        names.assign(dialect_.names.begin(), dialect_.names.end());
    }
    HIOS_TRY(Header header, Header::match(names, wanted_));
    header_.push_back(std::move(header));
    rows_.set_columns(names.size());
    return {};
}

void TableReader::note(const Row& row) {
    ++faults_;
    if (first_faults_.size() < kFaultsKept) first_faults_.push_back(to_error(row));
}

}  // namespace hios::flat
