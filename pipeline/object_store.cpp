#include "pipeline/object_store.hpp"

#include <fmt/format.h>

#include "pipeline/codes.hpp"

namespace hios {

Outcome<std::string> read_all(ObjectStore& store, const std::string& key, std::uint64_t limit) {
    HIOS_TRY(auto source, store.open(key));
    std::string bytes;
    std::size_t filled = 0;
    for (;;) {
        if (bytes.size() - filled < 64 * 1024) bytes.resize(filled + std::max<std::size_t>(256 * 1024, filled));
        HIOS_TRY(const std::size_t got, source->read(std::span(bytes.data() + filled, bytes.size() - filled)));
        if (got == 0) break;
        filled += got;
        if (filled > limit) {
            return fail(reject(codes::kTooLarge, fmt::format("the object is larger than the limit of {} bytes", limit),
                               {key, 0, 0, {}}));
        }
    }
    bytes.resize(filled);
    return bytes;
}

}  // namespace hios
