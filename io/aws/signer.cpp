#include "io/aws/signer.hpp"

#include <algorithm>
#include <array>

#include "io/aws/canonical.hpp"

namespace hios::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t kCachedKeys = 16;

std::string_view bytes_of(const Sha256& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// "20150830/us-east-1/service/aws4_request"
void append_scope(std::string& to, std::string_view timestamp, const SigningScope& scope) {
    to += timestamp.substr(0, 8);
    to += '/';
    to += scope.region;
    to += '/';
    to += scope.service;
    to += "/aws4_request";
}

// Buffers that keep their memory from signature to signature.
struct Scratch {
    std::string canonical;
    std::string to_sign;
    std::string key_name;
    CanonicalHeaders headers;
};
Scratch& scratch() {
    thread_local Scratch buffers;
    return buffers;
}

void write_canonical(Scratch& buffers, const http::Request& request, const UrlParts& url, std::string_view query,
                     std::string_view payload, PathRule rule) {
    std::string& to = buffers.canonical;
    to.assign(request.method);
    to += '\n';
    append_canonical_path(to, url.path, rule);
    to += '\n';
    to += query;
    to += '\n';
    buffers.headers.append_lines(to);
    to += '\n';
    buffers.headers.append_names(to);
    to += '\n';
    to += payload;
}

}  // namespace

std::string amz_timestamp(TimePoint time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(seconds - day);
    std::string text = "00000000T000000Z";
    const auto put = [&text](std::size_t at, std::size_t width, unsigned value) {
        for (std::size_t i = width; i-- > 0; value /= 10) text[at + i] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
    put(4, 2, static_cast<unsigned>(date.month()));
    put(6, 2, static_cast<unsigned>(date.day()));
    put(9, 2, static_cast<unsigned>(clock.hours().count()));
    put(11, 2, static_cast<unsigned>(clock.minutes().count()));
    put(13, 2, static_cast<unsigned>(clock.seconds().count()));
    return text;
}

std::shared_ptr<const HmacKey> Signer::key_of(std::string_view date, const SigningScope& scope,
                                              const Credentials& who) {
    std::string& name = scratch().key_name;
    name.assign(who.secret_access_key);
    for (const std::string_view part : {date, std::string_view(scope.region), std::string_view(scope.service)}) {
        name += '\n';
        name += part;
    }
    const std::lock_guard lock(mutex_);
    for (const CachedKey& cached : keys_) {
        if (cached.name == name) return cached.key;
    }
    Sha256 derived = HmacKey("AWS4" + who.secret_access_key).of(date);
    derived = HmacKey(bytes_of(derived)).of(scope.region);
    derived = HmacKey(bytes_of(derived)).of(scope.service);
    derived = HmacKey(bytes_of(derived)).of("aws4_request");
    CachedKey made{name, std::make_shared<const HmacKey>(bytes_of(derived))};
    if (keys_.size() < kCachedKeys) {
        keys_.push_back(made);
    } else {
        keys_[oldest_] = made;
        oldest_ = (oldest_ + 1) % kCachedKeys;
    }
    return made.key;
}

Sha256 Signer::signature_of(std::string_view canonical_request, std::string_view timestamp, const SigningScope& scope,
                            const Credentials& credentials) {
    std::string& to_sign = scratch().to_sign;
    to_sign.assign(kAlgorithm);
    to_sign += '\n';
    to_sign += timestamp;
    to_sign += '\n';
    append_scope(to_sign, timestamp, scope);
    to_sign += '\n';
    append_hex(to_sign, sha256(canonical_request));
    return key_of(timestamp.substr(0, 8), scope, credentials)->of(to_sign);
}

std::string Signer::sign(http::Request& request, std::string_view payload, const SigningScope& scope,
                         const Credentials& credentials, TimePoint now) {
    Scratch& buffers = scratch();
    const std::string timestamp = amz_timestamp(now);
    std::erase_if(request.headers, [](const http::Header& header) {
        return http::same_name(header.name, "authorization") || http::same_name(header.name, "x-amz-date") ||
               http::same_name(header.name, "x-amz-security-token") ||
               http::same_name(header.name, "x-amz-content-sha256");
    });
    request.headers.reserve(request.headers.size() + 4);
    request.headers.push_back({"x-amz-date", timestamp});
    if (scope.payload_header) request.headers.push_back({"x-amz-content-sha256", std::string(payload)});
    const bool token = !credentials.session_token.empty();
    if (token && scope.sign_token) request.headers.push_back({"x-amz-security-token", credentials.session_token});

    const UrlParts url = url_parts(request.url);
    buffers.headers.take(request.headers, url.host);
    const std::string query = url.query.empty() ? std::string() : canonical_query(parse_query(url.query));
    write_canonical(buffers, request, url, query, payload, scope.path);
    std::string signature = hex(signature_of(buffers.canonical, timestamp, scope, credentials));

    std::string authorization(kAlgorithm);
    authorization.reserve(320);
    authorization += " Credential=";
    authorization += credentials.access_key_id;
    authorization += '/';
    append_scope(authorization, timestamp, scope);
    authorization += ", SignedHeaders=";
    buffers.headers.append_names(authorization);
    authorization += ", Signature=";
    authorization += signature;
    request.headers.push_back({"authorization", std::move(authorization)});
    if (token && !scope.sign_token) request.headers.push_back({"x-amz-security-token", credentials.session_token});
    return signature;
}

std::string Signer::presign(const http::Request& request, std::string_view payload, const SigningScope& scope,
                            const Credentials& credentials, TimePoint now, std::chrono::seconds lifetime) {
    Scratch& buffers = scratch();
    const std::string timestamp = amz_timestamp(now);
    const UrlParts url = url_parts(request.url);
    buffers.headers.take(request.headers, url.host);
    std::string names;
    buffers.headers.append_names(names);
    std::string credential = credentials.access_key_id + "/";
    append_scope(credential, timestamp, scope);

    Query query = parse_query(url.query);
    query.emplace_back("X-Amz-Algorithm", kAlgorithm);
    query.emplace_back("X-Amz-Credential", credential);
    query.emplace_back("X-Amz-Date", timestamp);
    query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
    query.emplace_back("X-Amz-SignedHeaders", names);
    const bool token = !credentials.session_token.empty();
    if (token && scope.sign_token) query.emplace_back("X-Amz-Security-Token", credentials.session_token);
    std::string text = canonical_query(query);
    write_canonical(buffers, request, url, text, payload, scope.path);
    const std::string signature = hex(signature_of(buffers.canonical, timestamp, scope, credentials));

    text += "&X-Amz-Signature=" + signature;
    if (token && !scope.sign_token) {
        text += "&X-Amz-Security-Token=" + encode_component(credentials.session_token);
    }
    return request.url.substr(0, request.url.find('?')) + "?" + text;
}

std::string Signer::sign_chunk(std::string_view previous, std::string_view chunk, const SigningScope& scope,
                               const Credentials& credentials, TimePoint now) {
    const std::string timestamp = amz_timestamp(now);
    std::string to_sign = "AWS4-HMAC-SHA256-PAYLOAD\n" + timestamp + "\n";
    append_scope(to_sign, timestamp, scope);
    to_sign += '\n';
    to_sign += previous;
    to_sign += '\n';
    to_sign += kEmptySha256;
    to_sign += '\n';
    append_hex(to_sign, sha256(chunk));
    return hex(key_of(std::string_view(timestamp).substr(0, 8), scope, credentials)->of(to_sign));
}

}  // namespace hios::aws
