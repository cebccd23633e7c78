#include "stages/map/flat_columns.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/near_miss.hpp"

namespace hios::map {
namespace {

std::string without_backquotes(std::string_view address) {
    if (address.size() >= 2 && address.front() == '`' && address.back() == '`')
        return std::string(address.substr(1, address.size() - 2));
    return std::string(address);
}

}  // namespace

FlatColumns::FlatColumns(const SourceTable* table, std::vector<std::string> known) : known_(std::move(known)) {
    if (table != nullptr) declared_ = table->columns;
}

const Column* FlatColumns::declared(std::string_view name) const {
    const auto found =
        std::find_if(declared_.begin(), declared_.end(), [&](const Column& column) { return column.name == name; });
    return found == declared_.end() ? nullptr : &*found;
}

bool FlatColumns::optional(Slot slot) const {
    const Column* column = declared(names_[slot]);
    return column != nullptr && column->type.optional;
}

tl::expected<Resolved, AddressError> FlatColumns::resolve(std::string_view address, Slot within) {
    if (within != kNoSlot)
        return tl::unexpected(AddressError{"a column holds one value, it has no parts",
                                           "Take it apart with split(X, ';') or substr(X, 0, 3)."});
    const std::string name = without_backquotes(address);
    const Column* column = declared(name);
    if (column == nullptr && !known_.empty() && std::find(known_.begin(), known_.end(), name) == known_.end()) {
        return tl::unexpected(AddressError{fmt::format("there is no column \"{}\"", name),
                                           did_you_mean(name, {known_.begin(), known_.end()})});
    }
    auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) found = names_.insert(names_.end(), name);
    Resolved resolved{static_cast<Slot>(found - names_.begin()), false, {}};
    if (column != nullptr) resolved.type = column->type;
    return resolved;
}

std::vector<std::string> FlatColumns::unread() const {
    std::vector<std::string> left;
    for (const Column& column : declared_) {
        if (std::find(names_.begin(), names_.end(), column.name) == names_.end()) left.push_back(column.name);
    }
    return left;
}

tl::expected<ColumnBinding, AddressError> FlatColumns::bind(std::span<const std::string_view> header,
                                                            std::vector<std::string>* unread) const {
    ColumnBinding binding;
    std::vector<char> read(header.size(), 0);
    AddressError missing;
    for (Slot slot = 0; slot < names_.size(); ++slot) {
        const auto found = std::find(header.begin(), header.end(), names_[slot]);
        if (found != header.end()) {
            const auto index = static_cast<std::size_t>(found - header.begin());
            read[index] = 1;
            binding.columns.push_back(static_cast<std::uint32_t>(index));
            continue;
        }
        binding.columns.push_back(kNoSlot);
        if (optional(slot)) continue;
        if (missing.what.empty()) {
            missing.what = fmt::format("the file has no column \"{}\"", names_[slot]);
            missing.hint = did_you_mean(names_[slot], {header.begin(), header.end()});
            if (missing.hint.empty())
                missing.hint = fmt::format("If files may lack it, declare it under columns: {}: string?", names_[slot]);
        } else {
            missing.what += fmt::format(", \"{}\"", names_[slot]);
        }
    }
    if (!missing.what.empty()) return tl::unexpected(std::move(missing));
    if (unread != nullptr) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (read[i] == 0) unread->emplace_back(header[i]);
        }
    }
    return binding;
}

std::string_view FlatRow::text(Handle, Slot slot, Scratch&) const {
    const std::uint32_t column = binding_->columns[slot];
    return column < fields_.size() ? fields_[column] : std::string_view();
}

}  // namespace hios::map
