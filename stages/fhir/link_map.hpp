#pragma once
// fullUrl → entry of one Bundle (R4 bundle.html#references). Reusable; one per worker.

#include <cstdint>
#include <string_view>
#include <vector>

namespace hios::fhir {

class LinkMap {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

    // Forgets everything and makes room for `links` links.
    void reset(std::size_t links);
    // The first to claim a url keeps it. `url` must outlive the map's use.
    void add(std::string_view url, std::uint32_t entry);
    [[nodiscard]] std::uint32_t find(std::string_view url) const;
    [[nodiscard]] bool empty() const { return count_ == 0; }

private:
    struct Slot {
        std::uint64_t hash = 0;
        std::string_view url;
        std::uint32_t entry = kNone;
    };
    [[nodiscard]] std::size_t slot_for(std::uint64_t hash, std::string_view url) const;

    std::vector<Slot> slots_;
    std::size_t mask_ = 0;
    std::size_t count_ = 0;
};

}  // namespace hios::fhir
