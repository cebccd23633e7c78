#pragma once
// One request on its way: what its owner and the thread of the loop share.

#include <curl/curl.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "io/http/client.hpp"

namespace hios::http {

// The loop's side calls the members from on_header to finish, the owner's side the others.
class CurlState {
public:
    explicit CurlState(Request request) : request_(std::move(request)) {}

    [[nodiscard]] const Request& request() const { return request_; }

    // --- the loop's side ---
    void on_header(std::string_view line);
    // False: paused, the same bytes come again once the owner has read.
    bool on_body(std::string_view bytes);
    // Bytes to send; nothing when the body cannot be read or is no longer there, as its owner has left.
    std::optional<std::size_t> on_upload(std::span<char> into);
    void rewind_upload(std::uint64_t offset) { uploaded_ = offset; }
    // Nothing: all went well.
    void finish(std::optional<Error> error);
    [[nodiscard]] bool cancelled() const { return cancelled_; }
    // The error of the body that could not be read.
    [[nodiscard]] std::optional<Error> upload_error() const { return upload_error_; }

    // --- the owner's side ---
    Outcome<ResponseHead> head();
    // `resume` is called when a paused connection has room again.
    Outcome<std::size_t> read(std::span<char> into, const std::function<void()>& resume);
    // After it the request's body is not touched. False: it had ended anyway.
    bool cancel();

private:
    const Request request_;
    std::uint64_t uploaded_ = 0;
    std::optional<Error> upload_error_;
    std::atomic<bool> cancelled_{false};

    std::mutex mutex_;
    std::condition_variable changed_;
    ResponseHead head_;
    bool has_head_ = false;
    std::string buffer_;
    std::size_t taken_ = 0;  // bytes of buffer_ already read by the owner
    bool paused_ = false;
    bool finished_ = false;
    std::optional<Error> error_;
};

}  // namespace hios::http
