#include "stages/ccda/ccda_space.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::ccda {

CcdaSpace::CcdaSpace(std::vector<DispatchRule> rules, const Catalogue& catalogue)
    : catalogue_(catalogue), dispatch_(std::make_unique<Dispatch>(std::move(rules), catalogue, names_)) {}

tl::expected<map::Resolved, map::AddressError> CcdaSpace::resolve(std::string_view address, map::Slot within) {
    if (!dispatch_->problem().empty())
        return tl::unexpected(map::AddressError{dispatch_->problem(), "Correct the names of the map's entries."});
    const std::string key = fmt::format("{} {}", within, address);
    if (const auto found = known_.find(key); found != known_.end()) {
        const Place& known = slots_[found->second];
        const bool repeats = known.claim != 0 || (!known.path.is_attribute && known.path.made == Made::kNone);
        return map::Resolved{found->second, repeats, {}};
    }
    Place place;
    place.within = within;
    place.address = std::string(address);
    const bool behind = within != map::kNoSlot;
    if (behind) {
        const bool joins = address.empty() || std::string_view("./[").find(address.front()) != std::string_view::npos;
        place.address = slots_[within].address + (joins ? "" : "/") + std::string(address);
    }
    const bool separated = address.starts_with(".") || address.starts_with("/");
    place.claim = dispatch_->find(address.substr(separated ? 1 : 0));
    if (place.claim == 0) {
        auto path = read_path(address, behind, names_);
        if (!path) return tl::unexpected(std::move(path.error()));
        place.path = std::move(*path);
    }
    const bool repeats = place.claim != 0 || (!place.path.is_attribute && place.path.made == Made::kNone);
    slots_.push_back(std::move(place));
    known_.emplace(key, static_cast<map::Slot>(slots_.size() - 1));
    return map::Resolved{static_cast<map::Slot>(slots_.size() - 1), repeats, {}};
}

std::vector<std::string> CcdaSpace::unread() const {
    std::vector<std::string> left;
    const std::vector<DispatchRule>& rules = dispatch_->rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const bool read =
            std::any_of(slots_.begin(), slots_.end(), [&](const Place& place) { return place.claim == i + 1; });
        if (!read && rules[i].skip.empty()) left.push_back(rules[i].name);
    }
    return left;
}

}  // namespace hios::ccda
