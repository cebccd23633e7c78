#pragma once
// Calls to one bucket: URL, signature scope, the headers every call carries, and the one redirect to the
// region where the bucket really is.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "io/aws/caller.hpp"
#include "io/aws/encoding.hpp"
#include "io/s3/place.hpp"
#include "io/s3/settings.hpp"

namespace hios::s3 {

struct Operation {
    std::string method = "GET";
    std::string key;  // whole, with the zone's prefix; empty: the bucket itself
    aws::Query query;
    http::Headers headers;
    std::shared_ptr<http::Body> body;
    bool error_in_success = false;
    std::size_t window = 1 << 20;
};

// Thread-safe; `caller` must outlive it.
class Bucket {
public:
    Bucket(aws::Caller& caller, const Settings& settings, Urls urls, std::string region);

    Outcome<aws::Reply> call(const Operation& operation) { return run(operation, false); }
    // Up to the headers of a success.
    Outcome<aws::Reply> open(const Operation& operation) { return run(operation, true); }
    // Sent once, not waited for.
    Outcome<std::unique_ptr<http::Transfer>> start(const Operation& operation);

    // Headers of what creates an object: encryption, storage class.
    [[nodiscard]] http::Headers creation_headers() const;
    [[nodiscard]] bool checksums() const { return checksums_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const Urls& urls() const { return urls_; }
    [[nodiscard]] std::string region() const;

    // Remembered once the server has said that it knows no conditional create.
    [[nodiscard]] bool conditional_create() const { return conditional_; }
    void forget_conditional_create() { conditional_ = false; }

    // Waits before an operation is made anew, longer with each that failed.
    void pause(unsigned failed);

private:
    Outcome<aws::Reply> run(const Operation& operation, bool stream);
    [[nodiscard]] aws::Call call_of(const Operation& operation) const;
    bool follow(const aws::Reply& reply);

    aws::Caller& caller_;
    const Settings settings_;
    const Urls urls_;
    const bool checksums_;
    std::atomic<bool> conditional_;
    mutable std::mutex mutex_;
    std::string region_;
};

}  // namespace hios::s3
