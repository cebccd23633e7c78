#include "io/http/curl_transfer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "io/http/codes.hpp"

namespace hios::http {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

int status_of(std::string_view line) {
    const std::size_t space = line.find(' ');
    int status = 0;
    if (space != std::string_view::npos) {
        std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
    }
    return status;
}

Error cancelled_error() {
    return retryable(codes::kHttpCancelled, "the request was given up");
}

}  // namespace

void CurlState::on_header(std::string_view line) {
    line = trimmed(line);
    const std::lock_guard lock(mutex_);
    if (has_head_) return;  // trailers
    if (line.starts_with("HTTP/")) {
        head_ = {status_of(line), {}};
        return;
    }
    if (line.empty()) {
        // 1xx answers come before the one that counts.
        if (head_.status >= 200) {
            has_head_ = true;
            changed_.notify_all();
        }
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    head_.headers.push_back(
        {std::string(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1)))});
}

bool CurlState::on_body(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (buffer_.size() - taken_ >= request_.window) {
        paused_ = true;
        return false;
    }
    if (taken_ != 0) {
        buffer_.erase(0, taken_);
        taken_ = 0;
    }
    buffer_.append(bytes);
    changed_.notify_all();
    return true;
}

std::optional<std::size_t> CurlState::on_upload(std::span<char> into) {
    // Under the lock: cancel() must not return while the body is being read.
    const std::lock_guard lock(mutex_);
    if (cancelled_) return std::nullopt;
    auto got = request_.body->read_at(uploaded_, into);
    if (!got) {
        upload_error_ = std::move(got).error();
        return std::nullopt;
    }
    uploaded_ += *got;
    return *got;
}

void CurlState::finish(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
}

Outcome<ResponseHead> CurlState::head() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return has_head_ || finished_ || cancelled_; });
    if (cancelled_) return fail(cancelled_error());
    if (has_head_) return head_;
    return fail(error_ ? *error_ : retryable(codes::kHttpConnection, "the server closed the connection unasked"));
}

Outcome<std::size_t> CurlState::read(std::span<char> into, const std::function<void()>& resume) {
    if (into.empty()) return 0;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return taken_ < buffer_.size() || finished_ || cancelled_; });
    if (cancelled_) return fail(cancelled_error());
    if (taken_ == buffer_.size()) {
        if (error_) return fail(*error_);
        return 0;
    }
    const std::size_t count = std::min(into.size(), buffer_.size() - taken_);
    std::memcpy(into.data(), buffer_.data() + taken_, count);
    taken_ += count;
    const bool room = paused_ && buffer_.size() - taken_ <= request_.window / 2;
    if (room) paused_ = false;
    lock.unlock();
    if (room) resume();
    return count;
}

bool CurlState::cancel() {
    const std::lock_guard lock(mutex_);
    if (finished_) return false;
    cancelled_ = true;
    changed_.notify_all();
    return true;
}

}  // namespace hios::http
