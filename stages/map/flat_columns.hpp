#pragma once
// Rows of columns (CSV, TSV, fixed width ...): an address is a column's name.

#include <span>

#include "stages/map/address_space.hpp"

namespace hios::map {

// Which field of a file's rows each slot is, by that file's header. Immutable; share it between threads.
struct ColumnBinding {
    std::vector<std::uint32_t> columns;  // by slot; kNoSlot: the file has no such column
};

class FlatColumns final : public AddressSpace {
public:
    // `known`: the names a file is known to have; empty when that is not known yet: then every name is
    // taken, and bind() will tell.
    FlatColumns(const SourceTable* table, std::vector<std::string> known);

    tl::expected<Resolved, AddressError> resolve(std::string_view address, Slot within) override;
    [[nodiscard]] std::string describe(Slot slot) const override { return names_[slot]; }
    [[nodiscard]] std::vector<std::string> unread() const override;

    // Columns that expressions read, by slot.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] bool optional(Slot slot) const;

    // Fits the slots to a header. Missing columns that are not marked optional ('?') are the error, with
    // the nearest name of the header. Columns of the header that nothing reads go to `unread`.
    [[nodiscard]] tl::expected<ColumnBinding, AddressError> bind(std::span<const std::string_view> header,
                                                                 std::vector<std::string>* unread = nullptr) const;

private:
    [[nodiscard]] const Column* declared(std::string_view name) const;
    std::vector<Column> declared_;
    std::vector<std::string> known_;
    std::vector<std::string> names_;
};

// One row as a source. Fields must be valid UTF-8 and stay while the machine runs.
class FlatRow final : public SourceView {
public:
    explicit FlatRow(const ColumnBinding& binding) : binding_(&binding) {}
    void set(std::span<const std::string_view> fields) { fields_ = fields; }

    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override;
    std::uint32_t count(Handle, Slot) const override { return 0; }
    Handle item(Handle, Slot, std::uint32_t) const override { return kWholeDocument; }
    [[nodiscard]] Row row() const override { return {fields_.data(), fields_.size(), binding_->columns.data()}; }

private:
    const ColumnBinding* binding_;
    std::span<const std::string_view> fields_;
};

}  // namespace hios::map
