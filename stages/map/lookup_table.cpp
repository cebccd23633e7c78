#include "stages/map/lookup_table.hpp"

#include <xxhash.h>

#include <algorithm>

#include <fmt/format.h>

namespace hios::map {
namespace {

// Keys of a table are often alike at both ends, and longer than a NameKey holds.
json::NameKey key_of(std::string_view text) {
    if (text.size() <= json::kWholeInKey) return json::name_key(text);
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return {hash.low64, hash.high64, text.size()};
}

}  // namespace

void LookupTable::rehash(std::size_t size) {
    index_.assign(size, 0);
    const std::size_t mask = size - 1;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        std::size_t at = (rows_[i].key.hash() >> 32) & mask;
        while (index_[at] != 0) at = (at + 1) & mask;
        index_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

const LookupTable::Row* LookupTable::row_of(std::string_view text) const {
    const json::NameKey key = key_of(text);
    const std::size_t mask = index_.size() - 1;
    for (std::size_t at = (key.hash() >> 32) & mask; index_[at] != 0; at = (at + 1) & mask) {
        const Row& row = rows_[index_[at] - 1];
        if (!(row.key == key)) continue;
        if (key.length <= json::kWholeInKey || std::string_view(bytes_.data() + row.text, key.length) == text)
            return &row;
    }
    return nullptr;
}

std::uint64_t LookupTable::store(const std::vector<std::string_view>& values) {
    const std::uint64_t first = values_.size();
    for (std::size_t i = 0; i < width_; ++i) {
        const std::string_view value = i < values.size() ? values[i] : std::string_view();
        values_.push_back({bytes_.size(), static_cast<std::uint32_t>(value.size())});
        bytes_ += value;
    }
    return first;
}

bool LookupTable::add(std::string_view text, const std::vector<std::string_view>& values) {
    if (row_of(text) != nullptr) return false;
    Row row{key_of(text), bytes_.size(), 0};
    if (text.size() > json::kWholeInKey) bytes_ += text;
    row.values = store(values);
    rows_.push_back(row);
    if (rows_.size() * 2 > index_.size()) {
        rehash(index_.size() * 2);
    } else {
        const std::size_t mask = index_.size() - 1;
        std::size_t at = (row.key.hash() >> 32) & mask;
        while (index_[at] != 0) at = (at + 1) & mask;
        index_[at] = static_cast<std::uint32_t>(rows_.size());
    }
    return true;
}

void LookupTable::set_default(const std::vector<std::string_view>& values, bool as_key) {
    has_default_ = true;
    default_is_key_ = as_key;
    if (!as_key) default_ = store(values);
}

std::string_view LookupTable::value_of(const Row* row, std::string_view key, std::size_t value, bool& found) const {
    found = row != nullptr || has_default_;
    if (!found || value >= width_) return {};
    if (row == nullptr && default_is_key_) return key;
    return piece(values_[(row != nullptr ? row->values : default_) + value]);
}

std::shared_ptr<const LookupTable> build_table(const CodeTable& table, TableFiles* files, Problems& problems) {
    if (!table.rows) {
        auto made = std::make_shared<LookupTable>(table.values.size());
        if (files == nullptr) {
            problems.error(table.place,
                           fmt::format("the table \"{}\" comes from a file, and none can be read here", table.name));
            return nullptr;
        }
        if (auto read = files->read(table, *made); !read) {
            problems.error(table.place, fmt::format("the table \"{}\": {}", table.name, read.error().what),
                           read.error().hint);
            return nullptr;
        }
        return made;
    }
    std::size_t width = 1;
    for (const auto& row : table.rows->items) width = std::max(width, row->items.size());
    auto made = std::make_shared<LookupTable>(width);
    for (std::size_t i = 0; i < table.rows->items.size(); ++i) {
        const Node& row = *table.rows->items[i];
        const std::string& key = table.rows->keys[i].name;
        std::vector<std::string_view> values;
        if (row.is_scalar()) values.push_back(row.text);
        for (const auto& value : row.items) {
            if (value->is_scalar()) values.push_back(value->text);
            if (!value->is_scalar() && value->kind != Node::Kind::kNull) values.clear();
        }
        if (values.empty() || row.is_map()) {
            problems.error(row.place, fmt::format("a row of the table \"{}\" is a text or a list of texts", table.name),
                           "Write KEY: value or KEY: [code, display].");
            continue;
        }
        if (key != "*") {
            made->add(key, values);
        } else if (row.is_expression() && row.text != "=key") {
            problems.error(row.place, "the default of a table is a text or =key (the key itself)");
        } else {
            made->set_default(values, row.is_expression());
        }
    }
    return made;
}

}  // namespace hios::map
