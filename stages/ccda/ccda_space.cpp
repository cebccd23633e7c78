#include "stages/ccda/ccda_space.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::ccda {

namespace {

CcdaSpace::Place::Kind kind_of(const Path& path) {
    using Kind = CcdaSpace::Place::Kind;
    if (path.kindred != Kindred::kNone) return Kind::kList;
    if (path.is_attribute) return Kind::kAttribute;
    return path.made == Made::kNone ? Kind::kElement : Kind::kMade;
}

}  // namespace

CcdaSpace::CcdaSpace(std::vector<DispatchRule> rules, const Catalogue& catalogue)
    : catalogue_(catalogue), dispatch_(std::make_unique<Dispatch>(std::move(rules), catalogue, names_.elements)) {}

tl::expected<map::Resolved, map::AddressError> CcdaSpace::resolve(std::string_view address, map::Slot within) {
    if (!dispatch_->problem().empty())
        return tl::unexpected(map::AddressError{dispatch_->problem(), "Correct the names of the map's entries."});
    std::string key = fmt::format("{} {}", within, address);
    if (const auto found = known_.find(key); found != known_.end())
        return map::Resolved{found->second, slots_[found->second].repeats(), {}};
    const bool behind = within != map::kNoSlot;
    const bool separated = address.starts_with(".") || address.starts_with("/");
    Place place;
    place.claim = dispatch_->find(address.substr(separated ? 1 : 0));
    if (place.claim == 0) {
        const Path*& path = known_paths_[fmt::format("{}{}", behind ? 'x' : '/', address)];
        if (path == nullptr) {
            auto read = read_path(address, behind, names_);
            if (!read) return tl::unexpected(std::move(read.error()));
            path = &paths_.emplace_back(std::move(*read));
        }
        place.path = path;
        place.kind = kind_of(*path);
    }
    const bool joins = address.empty() || std::string_view("./[").find(address.front()) != std::string_view::npos;
    addresses_.push_back(behind ? fmt::format("{}{}{}", addresses_[within], joins ? "" : "/", address)
                                : std::string(address));
    slots_.push_back(place);
    const auto slot = static_cast<map::Slot>(slots_.size() - 1);
    known_.emplace(std::move(key), slot);
    return map::Resolved{slot, place.repeats(), {}};
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
