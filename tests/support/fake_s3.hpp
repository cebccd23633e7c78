#pragma once
// An S3 of one bucket in memory, strict about what HIOS sends: every signature is worked out anew from the
// request as it came, bodies are compared with their digest and checksum. Faults are put in front of it.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "io/aws/credentials.hpp"
#include "io/aws/encoding.hpp"
#include "io/aws/signer.hpp"
#include "tests/support/http_server.hpp"

namespace hios::test {

struct FakeS3Settings {
    std::string bucket = "records";
    std::string region = "eu-west-1";
    aws::Credentials keys{"AKIDTEST", "secret/of+test", {}, {}, {}};
    std::size_t page = 1000;           // keys of a listing's page
    bool conditional_put = true;       // false: 501, as OpenStack Swift
    bool conditional_complete = true;  // false: heeded by nobody, as radosgw
    bool versions = false;             // old versions stay readable
    std::size_t least_part = 1;        // bytes of a part but the last
};

class FakeS3 {
public:
    // An answer in place of the service's; nothing lets the request through.
    using Fault = std::function<std::optional<ServerResponse>(const ServerRequest&)>;
    // Changes the service's answer after it has done its work.
    using AfterFault = std::function<void(const ServerRequest&, ServerResponse&)>;

    explicit FakeS3(FakeS3Settings settings = {});

    [[nodiscard]] std::string url() const { return server_->url(); }
    [[nodiscard]] HttpServer& server() { return *server_; }
    [[nodiscard]] const FakeS3Settings& settings() const { return settings_; }
    void set_fault(Fault fault);
    void set_after_fault(AfterFault fault);
    void set_keys(aws::Credentials keys);
    // The server's clock is so much ahead.
    void set_clock_offset(std::chrono::seconds offset);

    struct Object {
        std::shared_ptr<const std::string> bytes;
        http::Headers headers;  // x-amz-* of its creation
        std::string etag;
        std::string checksum;
        aws::TimePoint modified;
        std::string version;
    };
    [[nodiscard]] std::optional<Object> object(const std::string& key) const;
    void put(const std::string& key, std::string bytes);
    [[nodiscard]] std::size_t unfinished_uploads() const;
    [[nodiscard]] std::vector<ServerRequest> requests() const;  // without bodies
    void forget_requests();

private:
    struct Target {
        std::string bucket;
        std::string key;
        aws::Query query;
        [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
    };
    struct Upload {
        std::string key;
        http::Headers headers;
        std::map<int, Object> parts;
    };

    ServerResponse handle(const ServerRequest& request);
    ServerResponse serve(const ServerRequest& request);
    std::optional<ServerResponse> refuse_signature(const ServerRequest& request);
    static Target target_of(const ServerRequest& request);
    ServerResponse list(const Target& target);
    ServerResponse get(const ServerRequest& request, const Target& target);
    ServerResponse store(const ServerRequest& request, const Target& target);
    ServerResponse begin_upload(const ServerRequest& request, const Target& target);
    ServerResponse put_part(const ServerRequest& request, const Target& target);
    ServerResponse complete(const ServerRequest& request, const Target& target);
    void keep(const std::string& key, Object object);
    Object made(std::string bytes, const ServerRequest& request) const;

    FakeS3Settings settings_;
    mutable std::mutex mutex_;
    Fault fault_;
    AfterFault after_fault_;
    std::chrono::seconds offset_{0};
    std::map<std::string, Object> objects_;
    std::map<std::string, Object> versions_;  // by key and version
    std::map<std::string, Upload> uploads_;
    std::vector<ServerRequest> requests_;
    unsigned counter_ = 0;
    std::unique_ptr<HttpServer> server_;  // last: its threads use all of the above
};

// Faults by chance, the same for the same seed and order of requests: percentages of 503, of connections
// reset before an answer.
FakeS3::Fault random_faults(unsigned seed, int percent_503, int percent_reset);

// "<Error>..." with this code.
ServerResponse s3_error(int status, const std::string& code, const std::string& more = {});

}  // namespace hios::test
