#pragma once
// The S3 face of the sandbox: finds bucket, key and operation of a request, checks its signature, runs it, and says a
// refusal in S3's XML.

#include <atomic>
#include <memory>
#include <string>

#include "jobs/sandbox/server/s3_call.hpp"

namespace hios::sandbox {

// What a request asks for, before anything was checked.
struct S3Target {
    std::string bucket;
    std::string key;
    std::string operation;  // "GetObject"; empty when there is none such
};

// Thread-safe.
class S3Api {
public:
    S3Api(S3World world, const SignatureVerifier& verifier) : world_(std::move(world)), verifier_(verifier) {}

    [[nodiscard]] Answer<S3Target> target_of(const HttpRequest& request) const;
    HttpReply handle(const HttpRequest& request, Body& body);
    // For faults: a refusal in this face's form.
    [[nodiscard]] HttpReply refusal(const HttpRequest& request, const ApiError& error) const;

    [[nodiscard]] S3World& world() { return world_; }

private:
    Answer<HttpReply> answer(const HttpRequest& request, Body& body);

    S3World world_;
    const SignatureVerifier& verifier_;
    mutable std::atomic<std::uint64_t> requests_{0};
};

}  // namespace hios::sandbox
