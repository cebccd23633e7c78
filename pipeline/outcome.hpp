#pragma once
// The result of a call that can fail: a value or an Error. Alias so that C++23 changes one line.

#include <tl/expected.hpp>

#include "pipeline/error.hpp"

namespace hios {

template <class T>
using Outcome = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure fail(Error error) {
    return Failure(std::move(error));
}

}  // namespace hios

#define HIOS_CONCAT_INNER(a, b) a##b
#define HIOS_CONCAT(a, b) HIOS_CONCAT_INNER(a, b)

// HIOS_TRY(var, call): `var` becomes the value, or the error is returned to the caller.
#define HIOS_TRY(var, ...)                                                       \
    auto HIOS_CONCAT(outcome_, __LINE__) = (__VA_ARGS__);                        \
    if (!HIOS_CONCAT(outcome_, __LINE__)) {                                      \
        return ::hios::fail(std::move(HIOS_CONCAT(outcome_, __LINE__)).error()); \
    }                                                                            \
    var = std::move(*HIOS_CONCAT(outcome_, __LINE__))

// HIOS_CHECK(call): for Outcome<void>.
#define HIOS_CHECK(...)                                        \
    if (auto outcome_check = (__VA_ARGS__); !outcome_check) {  \
        return ::hios::fail(std::move(outcome_check).error()); \
    }
