#pragma once
// Rows that are JSON objects: an address is a path, a.b[0].`odd name`. An array without an index means its
// first item when a text is wanted, and all items in $each.

#include "stages/map/address_space.hpp"
#include "stages/map/json_document.hpp"

namespace hios::map {

class JsonPaths final : public AddressSpace {
public:
    struct Step {
        std::string name;  // "" for an index
        std::uint32_t index = 0;
    };

    explicit JsonPaths(const SourceTable* table);
    tl::expected<Resolved, AddressError> resolve(std::string_view address, Slot within) override;
    [[nodiscard]] std::string describe(Slot slot) const override { return slots_[slot].address; }
    [[nodiscard]] std::vector<std::string> unread() const override;
    [[nodiscard]] const std::vector<Step>& steps(Slot slot) const { return slots_[slot].steps; }

private:
    struct Path {
        std::string address;
        Slot within = kNoSlot;
        std::vector<Step> steps;
    };
    std::vector<Column> declared_;
    std::vector<Path> slots_;
};

// One JSON row as a source. Handles are node numbers.
class JsonRow final : public SourceView {
public:
    explicit JsonRow(const JsonPaths& paths) : paths_(&paths) {}
    // False: the text is no JSON object; fault() says why.
    bool set(std::string_view text);
    [[nodiscard]] const Error& fault() const { return document_.fault(); }

    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override;
    std::uint32_t count(Handle scope, Slot slot) const override;
    Handle item(Handle scope, Slot slot, std::uint32_t index) const override;
    bool exists(Handle scope, Slot slot, Scratch& scratch) const override;

private:
    [[nodiscard]] std::uint32_t find(Handle scope, Slot slot) const;
    const JsonPaths* paths_;
    JsonDocument document_;
    mutable std::string plain_;
};

}  // namespace hios::map
