#pragma once
// A kind of document for tests: "P|ann\nO|x\nR|1\nR|2". P opens a person, O an order of the person, R a result of
// the order. Addresses: P-1, O-1, R-1 (of the place at hand, else of what is around it); PERSON, ORDER, RESULT repeat.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "stages/map/address_space.hpp"

namespace hios::map {

class ToySpace final : public AddressSpace {
public:
    struct Address {
        char segment = 0;
        int field = 0;  // 0: the group
    };
    tl::expected<Resolved, AddressError> resolve(std::string_view address, Slot within) override {
        if (address.empty() && within != kNoSlot) return Resolved{within, false, {}};  // the variable itself
        static constexpr std::array<std::pair<std::string_view, char>, 3> kGroups{
            {{"PERSON", 'P'}, {"ORDER", 'O'}, {"RESULT", 'R'}}};
        if (!address.empty() && address[0] == '.') address.remove_prefix(1);
        for (const auto& [name, segment] : kGroups) {
            if (address == name) return give({segment, 0}, true);
        }
        if (address.size() == 3 && address[1] == '-') return give({address[0], address[2] - '0'}, false);
        return tl::unexpected(AddressError{fmt::format("\"{}\" is nothing", address), "Say P-1."});
    }
    [[nodiscard]] std::string describe(Slot slot) const override {
        return fmt::format("{}-{}", addresses_[slot].segment, addresses_[slot].field);
    }
    [[nodiscard]] std::vector<std::string> unread() const override { return {}; }
    [[nodiscard]] const Address& address(Slot slot) const { return addresses_[slot]; }

private:
    Resolved give(Address address, bool repeats) {
        for (Slot slot = 0; slot < addresses_.size(); ++slot) {
            if (addresses_[slot].segment == address.segment && addresses_[slot].field == address.field)
                return {slot, repeats, {}};
        }
        addresses_.push_back(address);
        return {static_cast<Slot>(addresses_.size() - 1), repeats, {}};
    }
    std::vector<Address> addresses_;
};

// Handles are 1-based line numbers.
class ToyView final : public SourceView {
public:
    ToyView(const ToySpace& space, std::string_view text) : space_(space) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            lines_.emplace_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    std::string_view text(Handle scope, Slot slot, Scratch& scratch) const override {
        const auto& address = space_.address(slot);
        const std::size_t line = at(scope, address.segment);
        if (line == 0) return {};
        std::string_view rest = lines_[line - 1];
        for (int i = 0; i < address.field; ++i) {
            const std::size_t bar = rest.find('|');
            if (bar == std::string_view::npos) return {};
            rest.remove_prefix(bar + 1);
        }
        return scratch.copy(rest.substr(0, rest.find('|')));
    }
    std::uint32_t count(Handle scope, Slot slot) const override {
        return static_cast<std::uint32_t>(items(scope, slot).size());
    }
    Handle item(Handle scope, Slot slot, std::uint32_t index) const override { return items(scope, slot)[index]; }
    Handle enclosing(Handle scope, Slot slot) const override { return at(scope, space_.address(slot).segment); }
    std::string_view place(Handle scope, Scratch& scratch) const override {
        return scratch.copy(fmt::format("line {}", scope));
    }

private:
    static int depth(char segment) { return segment == 'P' ? 0 : segment == 'O' ? 1 : 2; }
    // The segment of the place, or the one before it that is around it.
    [[nodiscard]] std::size_t at(Handle scope, char segment) const {
        if (scope == kWholeDocument) {
            for (std::size_t i = 0; i < lines_.size(); ++i) {
                if (lines_[i][0] == segment) return i + 1;
            }
            return 0;
        }
        int inner = depth(lines_[scope - 1][0]);
        for (std::size_t i = scope; i > 0; --i) {
            const int here = depth(lines_[i - 1][0]);
            if (i != scope && here >= inner) continue;
            inner = here;
            if (lines_[i - 1][0] == segment) return i;
        }
        return 0;
    }
    [[nodiscard]] std::vector<std::size_t> items(Handle scope, Slot slot) const {
        std::vector<std::size_t> found;
        const char segment = space_.address(slot).segment;
        for (std::size_t i = scope; i < lines_.size(); ++i) {
            if (scope != 0 && depth(lines_[i][0]) <= depth(lines_[scope - 1][0])) break;
            if (lines_[i][0] == segment) found.push_back(i + 1);
        }
        return found;
    }
    const ToySpace& space_;
    std::vector<std::string> lines_;
};

}  // namespace hios::map
