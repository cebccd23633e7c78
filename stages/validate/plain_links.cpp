#include "stages/validate/plain_links.hpp"

#include <cstdint>

#include "stages/validate/references.hpp"

namespace hios::validate {

bool PlainLinks::are_right(const definitions::Table& table) const {
    constexpr std::size_t kMost = 32;
    if (contained_.size() > kMost) return false;
    std::uint64_t linked = 0;
    for (const Link& link : links_) {
        std::size_t found = 0;
        while (found < contained_.size() && contained_[found].id != link.id) ++found;
        if (found == contained_.size() || !may_lead_to(table, *link.element, contained_[found].type)) return false;
        linked |= 1ULL << found;
    }
    // Of two with the same id, no link leads to the second.
    return linked == (1ULL << contained_.size()) - 1;
}

}  // namespace hios::validate
