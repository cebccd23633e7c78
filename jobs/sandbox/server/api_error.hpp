#pragma once
// What a service answers when it refuses: the S3 and HealthLake faces print it in their own form.

#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace hios::sandbox {

struct ApiError {
    int status = 500;
    std::string code;                                            // "NoSuchKey", "ValidationException"
    std::string message;                                         // never holds bytes of an object
    std::vector<std::pair<std::string, std::string>> details{};  // more elements of S3's <Error>
    std::vector<std::pair<std::string, std::string>> headers{};
    bool hang_up = false;  // the request could not be read to its end: the connection is of no more use
};

template <class T>
using Answer = tl::expected<T, ApiError>;

[[nodiscard]] inline tl::unexpected<ApiError> refuse(ApiError error) {
    return tl::unexpected<ApiError>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<ApiError> refuse(int status, std::string code, std::string message) {
    return refuse(ApiError{status, std::move(code), std::move(message)});
}

}  // namespace hios::sandbox

#define HIOS_ANSWER_CONCAT_INNER(a, b) a##b
#define HIOS_ANSWER_CONCAT(a, b) HIOS_ANSWER_CONCAT_INNER(a, b)

// HIOS_ANSWER(var, call): `var` becomes the value, or the refusal is returned to the caller.
#define HIOS_ANSWER(var, ...)                                                                     \
    auto HIOS_ANSWER_CONCAT(answer_, __LINE__) = (__VA_ARGS__);                                   \
    if (!HIOS_ANSWER_CONCAT(answer_, __LINE__)) {                                                 \
        return ::hios::sandbox::refuse(std::move(HIOS_ANSWER_CONCAT(answer_, __LINE__)).error()); \
    }                                                                                             \
    var = std::move(*HIOS_ANSWER_CONCAT(answer_, __LINE__))

// HIOS_ALLOW(call): for Answer<void>.
#define HIOS_ALLOW(...)                                                  \
    if (auto answer_allow = (__VA_ARGS__); !answer_allow) {              \
        return ::hios::sandbox::refuse(std::move(answer_allow).error()); \
    }
