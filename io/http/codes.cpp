#include "io/http/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> http_codes() {
    static constexpr std::array<const Code*, 8> kAll{&kHttpUrl,     &kHttpName,       &kHttpConnect,  &kHttpTls,
                                                     &kHttpTimeout, &kHttpConnection, &kHttpTooLarge, &kHttpCancelled};
    return kAll;
}

}  // namespace hios::codes
