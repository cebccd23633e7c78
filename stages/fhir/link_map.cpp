#include "stages/fhir/link_map.hpp"

#include <xxhash.h>

#include <bit>

namespace hios::fhir {

void LinkMap::reset(std::size_t links) {
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(16, links * 2));
    slots_.assign(wanted, Slot{});
    mask_ = wanted - 1;
    count_ = 0;
}

std::size_t LinkMap::slot_for(std::uint64_t hash, std::string_view url) const {
    std::size_t slot = hash & mask_;
    while (slots_[slot].entry != kNone && (slots_[slot].hash != hash || slots_[slot].url != url))
        slot = (slot + 1) & mask_;
    return slot;
}

void LinkMap::add(std::string_view url, std::uint32_t entry) {
    const std::uint64_t hash = XXH3_64bits(url.data(), url.size());
    const std::size_t slot = slot_for(hash, url);
    if (slots_[slot].entry != kNone) return;
    slots_[slot] = {hash, url, entry};
    ++count_;
}

std::uint32_t LinkMap::find(std::string_view url) const {
    if (count_ == 0) return kNone;
    return slots_[slot_for(XXH3_64bits(url.data(), url.size()), url)].entry;
}

}  // namespace hios::fhir
