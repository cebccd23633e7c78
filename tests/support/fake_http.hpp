#pragma once
// The HTTP port answered by a function, without any network.

#include <algorithm>
#include <cstring>
#include <functional>
#include <mutex>
#include <vector>

#include "io/http/client.hpp"

namespace hios::test {

// Thread-safe, if its function is.
class FakeHttp final : public http::Client {
public:
    using Answer = std::function<Outcome<http::Response>(const http::Request&)>;
    explicit FakeHttp(Answer answer) : answer_(std::move(answer)) {}

    std::unique_ptr<http::Transfer> start(http::Request request) override {
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        return std::make_unique<Ready>(answer_(request));
    }

    [[nodiscard]] std::vector<http::Request> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    class Ready final : public http::Transfer {
    public:
        explicit Ready(Outcome<http::Response> response) : response_(std::move(response)) {}
        Outcome<http::ResponseHead> head() override {
            if (!response_) return fail(response_.error());
            return http::ResponseHead(*response_);
        }
        Outcome<std::size_t> read(std::span<char> into) override {
            const std::size_t count = std::min(into.size(), response_->body.size() - taken_);
            std::memcpy(into.data(), response_->body.data() + taken_, count);
            taken_ += count;
            return count;
        }
        void cancel() override {}

    private:
        Outcome<http::Response> response_;
        std::size_t taken_ = 0;
    };

    const Answer answer_;
    mutable std::mutex mutex_;
    std::vector<http::Request> requests_;
};

inline http::Response response(int status, std::string body = {}, http::Headers headers = {}) {
    return {{status, std::move(headers)}, std::move(body)};
}
inline std::string body_of(const http::Request& request) {
    if (request.body == nullptr) return {};
    std::string bytes(request.body->size(), ' ');
    (void)request.body->read_at(0, bytes);
    return bytes;
}

}  // namespace hios::test
