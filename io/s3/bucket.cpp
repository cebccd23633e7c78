#include "io/s3/bucket.hpp"

#include <array>

namespace hios::s3 {
namespace {

bool is_elsewhere(const aws::ServiceError& error) {
    return error.status == 301 || error.status == 302 || error.status == 307 || error.code == "PermanentRedirect" ||
           error.code == "AuthorizationHeaderMalformed" || error.code == "IllegalLocationConstraintException" ||
           // A HEAD has no body: a wrong region is a bare 400 there.
           (error.status == 400 && error.code.empty());
}

}  // namespace

Bucket::Bucket(aws::Caller& caller, const Settings& settings, Urls urls, std::string region)
    : caller_(caller),
      settings_(settings),
      urls_(std::move(urls)),
      checksums_(settings.checksums == Checksums::kOn || (settings.checksums == Checksums::kAuto && urls_.is_aws())),
      conditional_(settings.conditional_create),
      region_(std::move(region)) {}

std::string Bucket::region() const {
    const std::lock_guard lock(mutex_);
    return region_;
}

aws::Call Bucket::call_of(const Operation& operation) const {
    aws::Call call;
    const std::string place = region();
    call.request.method = operation.method;
    call.request.url = urls_.of(place, operation.key, aws::canonical_query(operation.query));
    call.request.headers = operation.headers;
    if (settings_.requester_pays) call.request.headers.push_back({"x-amz-request-payer", "requester"});
    if (!settings_.expected_owner.empty()) {
        call.request.headers.push_back({"x-amz-expected-bucket-owner", settings_.expected_owner});
    }
    call.request.body = operation.body;
    call.request.timeouts = settings_.timeouts;
    call.request.window = operation.window;
    call.scope = {"s3", place, aws::PathRule::kAsSent, true, true};
    // TLS keeps the body whole; hashing it besides would cost more than all else.
    const bool has_body = operation.body != nullptr && operation.body->size() != 0;
    call.payload = has_body && urls_.is_tls() ? aws::Payload::kUnsigned : aws::Payload::kHashed;
    call.error_in_success = operation.error_in_success;
    return call;
}

// True when the bucket's region became known, so that the call can be made anew.
bool Bucket::follow(const aws::Reply& reply) {
    if (!is_elsewhere(*reply.error)) return false;
    std::string found = reply.error->region;
    if (found.empty() && !reply.error->code.empty()) {
        Operation head;
        head.method = "HEAD";
        const auto answer = caller_.call(call_of(head));
        if (answer) found = http::find_header(answer->head.headers, "x-amz-bucket-region").value_or("");
    }
    const std::lock_guard lock(mutex_);
    if (found.empty() || found == region_) return false;
    region_ = found;
    return true;
}

Outcome<aws::Reply> Bucket::run(const Operation& operation, bool stream) {
    const auto once = [&] {
        const aws::Call call = call_of(operation);
        return stream ? caller_.open(call) : caller_.call(call);
    };
    const std::string before = region();
    Outcome<aws::Reply> reply = once();
    if (!reply || !reply->error) return reply;
    // Another thread may have been told already.
    const bool moved = is_elsewhere(*reply->error) && region() != before;
    return moved || follow(*reply) ? once() : std::move(reply);
}

Outcome<std::unique_ptr<http::Transfer>> Bucket::start(const Operation& operation) {
    return caller_.start(call_of(operation));
}

http::Headers Bucket::creation_headers() const {
    http::Headers headers;
    const bool kms = settings_.encryption.starts_with("aws:kms") || !settings_.kms_key.empty();
    if (kms) {
        headers.push_back(
            {"x-amz-server-side-encryption", settings_.encryption.empty() ? "aws:kms" : settings_.encryption});
        if (!settings_.kms_key.empty()) {
            headers.push_back({"x-amz-server-side-encryption-aws-kms-key-id", settings_.kms_key});
        }
        if (settings_.bucket_key && settings_.encryption != "aws:kms:dsse") {
            headers.push_back({"x-amz-server-side-encryption-bucket-key-enabled", "true"});
        }
    } else if (!settings_.encryption.empty()) {
        headers.push_back({"x-amz-server-side-encryption", settings_.encryption});
    }
    if (!settings_.storage_class.empty()) headers.push_back({"x-amz-storage-class", settings_.storage_class});
    return headers;
}

void Bucket::pause(unsigned failed) {
    caller_.clock().sleep_for(aws::backoff({}, failed, false, aws::random_fraction()));
}

}  // namespace hios::s3
