#include "stages/pack/seal.hpp"

#include "stages/pack/lineage_writer.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::pack {
namespace {

constexpr std::size_t kWindowBytes = 128 * 1024;  // read, hashed and dropped while it is in the cache

// Reads a spool from front to end through a window.
class Window {
public:
    explicit Window(Spool& spool) : spool_(spool), bytes_(kWindowBytes) {}
    // At most `most` further bytes; empty at the end.
    Outcome<std::string_view> next(std::uint64_t most) {
        if (at_ == filled_) {
            HIOS_TRY(filled_, spool_.read(offset_, bytes_));
            offset_ += filled_;
            at_ = 0;
        }
        const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(most, filled_ - at_));
        const std::string_view view(bytes_.data() + at_, size);
        at_ += size;
        return view;
    }

private:
    Spool& spool_;
    std::vector<char> bytes_;
    std::uint64_t offset_ = 0;
    std::size_t at_ = 0;
    std::size_t filled_ = 0;
};

// Calls `each(index, origin)` for every line of the shard, in order.
template <class Each>
Outcome<void> for_each_origin(Shard& shard, Each&& each) {
    std::vector<LineOrigin> origins(16 * 1024);
    std::uint64_t index = 0;
    std::uint64_t offset = 0;
    while (index < shard.line_count) {
        HIOS_TRY(const std::size_t got, shard.origins->read(offset, {reinterpret_cast<char*>(origins.data()),
                                                                     origins.size() * sizeof(LineOrigin)}));
        if (got == 0) break;
        offset += got;
        for (std::size_t i = 0; i < got / sizeof(LineOrigin); ++i, ++index) HIOS_CHECK(each(index, origins[i]));
    }
    return {};
}

Outcome<void> hash_all(Spool& lines, Sha256& hash) {
    Window window(lines);
    for (;;) {
        HIOS_TRY(const std::string_view bytes, window.next(UINT64_MAX));
        if (bytes.empty()) return {};
        hash.update(bytes);
    }
}

// The usual case: nothing was superseded, the lines are final as they stand.
Outcome<void> keep_all(Shard& shard, SealedShard& sealed, Sha256& hash, LineageWriter& lineage) {
    HIOS_CHECK(hash_all(*shard.lines, hash));
    HIOS_CHECK(for_each_origin(
        shard, [&](std::uint64_t index, const LineOrigin& origin) { return lineage.add(index + 1, origin); }));
    sealed.lines = std::move(shard.lines);
    sealed.line_count = shard.line_count;
    return {};
}

Outcome<void> drop_superseded(Shard& shard, SealedShard& sealed, Sha256& hash, LineageWriter& lineage,
                              SpoolFactory& spools) {
    HIOS_TRY(sealed.lines, spools.create("lines"));
    Window window(*shard.lines);
    auto dropped = shard.superseded.begin();
    auto walked = for_each_origin(shard, [&](std::uint64_t index, const LineOrigin& origin) -> Outcome<void> {
        const bool drop = dropped != shard.superseded.end() && *dropped == index;
        if (drop) ++dropped;
        for (std::uint64_t left = origin.length; left > 0;) {
            HIOS_TRY(const std::string_view bytes, window.next(left));
            if (bytes.empty()) break;
            left -= bytes.size();
            if (drop) continue;
            hash.update(bytes);
            HIOS_CHECK(sealed.lines->append(bytes));
        }
        return drop ? Outcome<void>{} : lineage.add(++sealed.line_count, origin);
    });
    if (!walked) return walked;
    shard.lines.reset();
    return sealed.lines->flush();
}

}  // namespace

Outcome<SealedShard> seal(Shard& shard, const std::vector<DocumentName>& names, SpoolFactory& spools) {
    SealedShard sealed;
    HIOS_TRY(sealed.lineage, spools.create("lineage"));
    Sha256 hash;
    LineageWriter lineage(*sealed.lineage, names);
    if (shard.superseded.empty()) {
        HIOS_CHECK(keep_all(shard, sealed, hash, lineage));
    } else {
        HIOS_CHECK(drop_superseded(shard, sealed, hash, lineage, spools));
    }
    HIOS_CHECK(lineage.flush());
    HIOS_CHECK(sealed.lineage->flush());
    shard.origins.reset();
    sealed.bytes = sealed.lines->size();
    sealed.sha256 = hash.hex();
    return sealed;
}

}  // namespace hios::pack
