#include "io/s3/upload.hpp"

#include <fmt/format.h>

#include "io/s3/checksum.hpp"
#include "io/s3/conditional.hpp"
#include "io/s3/errors.hpp"

namespace hios::s3 {
namespace {

constexpr unsigned kMostRaces = 16;

Outcome<void> add_checksum(Operation& operation) {
    HIOS_TRY(std::string checksum, checksum_of(*operation.body));
    operation.headers.push_back({"x-amz-sdk-checksum-algorithm", "CRC32"});
    operation.headers.push_back({std::string(kChecksumHeader), std::move(checksum)});
    return {};
}

}  // namespace

Outcome<PutResult> put_object(Bucket& bucket, const Target& target, std::shared_ptr<http::Body> body) {
    const std::string mark = write_mark();
    for (unsigned races = 0;;) {
        const bool conditional = target.if_absent && bucket.conditional_create();
        if (target.if_absent && !conditional) {
            HIOS_TRY(const Presence presence, presence_of(bucket, target, mark));
            if (presence.exists) return PutResult::kExists;
        }
        Operation operation;
        operation.method = "PUT";
        operation.key = target.key;
        operation.headers = bucket.creation_headers();
        operation.body = body;
        if (bucket.checksums()) HIOS_CHECK(add_checksum(operation));
        if (conditional) {
            add_condition(operation.headers);
            add_mark(operation.headers, mark);
        }
        HIOS_TRY(const aws::Reply reply, bucket.call(operation));
        if (!reply.error) return PutResult::kCreated;
        HIOS_TRY(const Conflict conflict, conflict_of(bucket, target, mark, conditional, *reply.error));
        if (conflict == Conflict::kExists) return PutResult::kExists;
        if (conflict == Conflict::kOurs) return PutResult::kCreated;
        if (conflict == Conflict::kUnsupported) {
            bucket.forget_conditional_create();
            continue;
        }
        if (conflict == Conflict::kNone || ++races == kMostRaces) {
            return fail(object_error(*reply.error, "write the object", target.name));
        }
        bucket.pause(races);
    }
}

}  // namespace hios::s3
