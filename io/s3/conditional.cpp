#include "io/s3/conditional.hpp"

#include <fmt/format.h>

#include <random>

#include "io/s3/errors.hpp"

namespace hios::s3 {
namespace {

constexpr std::string_view kMarkHeader = "x-amz-meta-hios-write";

}  // namespace

std::string write_mark() {
    thread_local std::mt19937_64 generator(std::random_device{}() * 0x9E3779B97F4A7C15ULL + std::random_device{}());
    return fmt::format("{:016x}{:016x}", generator(), generator());
}

void add_mark(http::Headers& headers, const std::string& mark) {
    headers.push_back({std::string(kMarkHeader), mark});
}

void add_condition(http::Headers& headers) {
    headers.push_back({"If-None-Match", "*"});
}

Outcome<Presence> presence_of(Bucket& bucket, const Target& target, const std::string& mark) {
    Operation operation;
    operation.method = "HEAD";
    operation.key = target.key;
    HIOS_TRY(const aws::Reply reply, bucket.call(operation));
    if (!reply.error) return Presence{true, http::find_header(reply.head.headers, kMarkHeader) == mark};
    if (reply.error->status == 404) return Presence{};
    return fail(object_error(*reply.error, "look for the object", target.name));
}

Outcome<Conflict> conflict_of(Bucket& bucket, const Target& target, const std::string& mark, bool conditional,
                              const aws::ServiceError& error) {
    // Two writers, or a writer and a remover, at the same moment.
    if (error.status == 409 && (error.code == "ConditionalRequestConflict" || error.code == "OperationAborted")) {
        return Conflict::kRace;
    }
    if (!conditional) return Conflict::kNone;
    if (error.status == 501 || error.code == "NotImplemented") return Conflict::kUnsupported;
    if (error.status != 412) return Conflict::kNone;
    // OpenStack Swift refuses the header of a multipart completion so.
    if (error.code == "InvalidRequest") return Conflict::kUnsupported;
    HIOS_TRY(const Presence presence, presence_of(bucket, target, mark));
    if (presence.ours) return Conflict::kOurs;
    // Gone again meanwhile: it was there at the moment of the call, which is what was asked.
    return Conflict::kExists;
}

}  // namespace hios::s3
