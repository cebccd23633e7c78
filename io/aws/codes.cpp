#include "io/aws/codes.hpp"

#include <array>

namespace hios::codes {

std::span<const Code* const> aws_codes() {
    static constexpr std::array<const Code*, 9> kAll{&kAwsCredentials, &kAwsExpired, &kAwsConfig,
                                                     &kAwsDenied,      &kAwsClock,   &kAwsThrottled,
                                                     &kAwsService,     &kAwsRefused, &kAwsAnswer};
    return kAll;
}

}  // namespace hios::codes
