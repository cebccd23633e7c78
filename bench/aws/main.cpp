// hios-bench-signing: how many S3 requests one core signs in a second, without sending any. Prints one
// JSON object. CPU time counts, so that a busy machine does not matter.

#include <fmt/format.h>

#include <ctime>
#include <string>

#include "io/aws/encoding.hpp"
#include "io/aws/signer.hpp"

namespace {

double cpu_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Ranged gets of different keys with a session token, as a batch sends them.
constexpr int kRequests = 400'000;

double signatures_a_second(const std::string& token) {
    namespace aws = hios::aws;
    aws::Signer signer;
    const aws::SigningScope scope{"s3", "eu-west-1", aws::PathRule::kAsSent, true, true};
    const aws::Credentials who{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token, {}, {}};
    const auto now = aws::TimePoint(std::chrono::seconds(1'700'000'000));
    const double start = cpu_seconds();
    std::size_t sum = 0;
    for (int i = 0; i < kRequests; ++i) {
        hios::http::Request request;
        request.url = "https://records.s3.eu-west-1.amazonaws.com/";
        aws::append_encoded_path(request.url, fmt::format("raw/2026/11/20/lab results/{:08}.json", i));
        request.headers = {{"Range", "bytes=0-4194303"}};
        sum += signer.sign(request, aws::kEmptySha256, scope, who, now).size();
    }
    const double seconds = cpu_seconds() - start;
    return sum == 0 ? 0 : kRequests / seconds;
}

}  // namespace

int main() {
    fmt::print("{{\"signatures_per_cpu_second\": {:.0f}, \"with_session_token\": {:.0f}, \"signed\": {}}}\n",
               signatures_a_second({}), signatures_a_second(std::string(900, 'T')), 2 * kRequests);
}
