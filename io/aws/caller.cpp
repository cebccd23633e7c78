#include "io/aws/caller.hpp"

#include "io/aws/codes.hpp"
#include "io/aws/time_text.hpp"
#include "io/http/codes.hpp"

namespace hios::aws {

struct Caller::Attempts {
    unsigned made = 0;
    bool clock_corrected = false;
    bool renewed = false;
    bool paid = false;       // a retry took tokens
    bool timed_out = false;  // the last failure was a timeout
    std::string access_key_id;
};

Outcome<std::unique_ptr<http::Transfer>> Caller::send(const Call& call, Attempts& state) {
    http::Request request = call.request;
    if (credentials_ != nullptr) {
        HIOS_TRY(const Credentials who, credentials_->get());
        state.access_key_id = who.access_key_id;
        std::string hash;
        std::string_view payload = kEmptySha256;
        if (call.payload == Payload::kUnsigned) {
            payload = kUnsignedPayload;
        } else if (request.body != nullptr && request.body->size() != 0) {
            HIOS_TRY(const Sha256 digest, sha256(*request.body));
            hash = hex(digest);
            payload = hash;
        }
        const TimePoint now = clock_.now() + clock_offset();
        signer_.sign(request, payload, call.scope, who, now);
    }
    return client_.start(std::move(request));
}

Outcome<Reply> Caller::attempt(const Call& call, bool stream, Attempts& state) {
    HIOS_TRY(auto transfer, send(call, state));
    Reply reply;
    HIOS_TRY(reply.head, transfer->head());
    const bool success = reply.head.status >= 200 && reply.head.status < 300;
    if (success && stream) {
        reply.transfer = std::move(transfer);
        return reply;
    }
    HIOS_TRY(reply.body, http::read_body(*transfer, call.limit));
    if (!success) {
        reply.error = parse_service_error(reply.head, reply.body, call.errors);
    } else if (call.error_in_success && is_error_document(reply.body)) {
        reply.error = parse_service_error(reply.head, reply.body, call.errors);
        reply.error->status = 500;
    }
    return reply;
}

bool Caller::correct_clock(const Reply& reply, Attempts& state) {
    const auto date = http::find_header(reply.head.headers, "date");
    const auto server = date ? parse_http_date(*date) : std::nullopt;
    if (!server || state.clock_corrected) return false;
    state.clock_corrected = true;
    offset_ms_ = std::chrono::duration_cast<std::chrono::milliseconds>(*server - clock_.now()).count();
    return true;
}

bool Caller::renew(Attempts& state) {
    if (credentials_ == nullptr || state.renewed) return false;
    state.renewed = true;
    credentials_->expire(state.access_key_id);
    return true;
}

// Waits as long as is due; false when the last answer stands.
bool Caller::may_go_on(Attempts& state, const Outcome<Reply>& last) {
    Remedy remedy = Remedy::kNone;
    std::optional<std::chrono::milliseconds> hint;
    state.timed_out = false;
    if (!last) {
        const Error& error = last.error();
        // Only what the transport says: a failed credential source has retried by itself.
        const bool transport = error.code == &codes::kHttpConnection || error.code == &codes::kHttpTimeout ||
                               error.code == &codes::kHttpConnect || error.code == &codes::kHttpName ||
                               error.code == &codes::kHttpTls;
        if (transport && error.fault == Fault::kRetry) remedy = Remedy::kRetry;
        state.timed_out = error.code == &codes::kHttpTimeout;
    } else {
        remedy = remedy_of(*last->error);
        hint = retry_hint(last->head.headers);
    }
    if (remedy == Remedy::kCorrectClock) return correct_clock(*last, state);
    if (remedy == Remedy::kRenew) return renew(state);
    if (remedy == Remedy::kNone || state.made >= retries_.attempts || !bucket_.take(state.timed_out)) return false;
    state.paid = true;
    const auto own = backoff(retries_, state.made, remedy == Remedy::kRetrySlower, random_fraction());
    clock_.sleep_for(with_hint(own, hint));
    return true;
}

Outcome<Reply> Caller::run(const Call& call, bool stream) {
    Attempts state;
    for (;;) {
        ++state.made;
        Outcome<Reply> last = attempt(call, stream, state);
        if (last && (!last->error || remedy_of(*last->error) == Remedy::kNone)) {
            bucket_.give_back(state.paid, state.timed_out);
            last->attempts = state.made;
            return last;
        }
        if (!may_go_on(state, last)) {
            if (last) last->attempts = state.made;
            return last;
        }
    }
}

Outcome<std::unique_ptr<http::Transfer>> Caller::start(const Call& call) {
    Attempts state;
    return send(call, state);
}

Outcome<Reply> Caller::call(const Call& call) {
    return run(call, false);
}

Outcome<Reply> Caller::open(const Call& call) {
    return run(call, true);
}

}  // namespace hios::aws
