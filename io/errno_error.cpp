#include "io/errno_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "pipeline/codes.hpp"

namespace hios::io {

Error error_from_errno(int number, std::string_view action, std::string_view key, Fault denied) {
    const auto make = [&](Fault fault, const Code& code) {
        return Error{fault,
                     &code,
                     fmt::format("cannot {}: {}", action, std::generic_category().message(number)),
                     {},
                     {std::string(key), 0, 0, {}}};
    };
    switch (number) {
        case ENOENT:
            return make(Fault::kReject, codes::kNotFound);
        case EACCES:
        case EPERM:
        case EROFS:
            return make(denied, codes::kPermission);
        case ENOSPC:
        case EDQUOT:
            return make(Fault::kRetry, codes::kDiskFull);
        case ENAMETOOLONG:
        case ENOTDIR:
        case EISDIR:
        case ELOOP:
            return make(Fault::kReject, codes::kBadKey);
        default:
            return make(Fault::kRetry, codes::kIo);
    }
}

}  // namespace hios::io
