#include "stages/ccda/names.hpp"

namespace hios::ccda {

NameTable::NameTable(std::span<const std::string_view> fixed) {
    table_.resize(512);
    mask_ = table_.size() - 1;
    texts_.emplace_back();
    for (const std::string_view name : fixed) add(name);
}

void NameTable::place(Symbol symbol) {
    const std::string& text = texts_[symbol];
    char padded[kLongest + 8] = {};
    text.copy(padded, text.size());
    const Ends ends = ends_of(padded, text.size());
    std::size_t at = slot_of(ends, text.size());
    while (table_[at].symbol != 0) at = (at + 1) & mask_;
    Entry& entry = table_[at];
    entry.ends = ends;
    std::memcpy(entry.text, text.data(), text.size());
    entry.size = static_cast<std::uint16_t>(text.size());
    entry.symbol = symbol;
}

Symbol NameTable::add(std::string_view name) {
    if (name.empty() || name.size() > kLongest || texts_.size() > 0xFFFE) return 0;
    char padded[kLongest + 8] = {};
    std::memcpy(padded, name.data(), name.size());
    if (const Symbol known = find(padded, name.size()); known != 0) return known;
    texts_.emplace_back(name);
    const auto symbol = static_cast<Symbol>(texts_.size() - 1);
    if (texts_.size() * 4 > table_.size()) {
        table_.assign(table_.size() * 2, {});
        mask_ = table_.size() - 1;
        for (Symbol each = 1; each < symbol; ++each) place(each);
    }
    place(symbol);
    return symbol;
}

}  // namespace hios::ccda
