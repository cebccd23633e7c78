// The signature test suite that AWS publishes: 38 requests, signed in headers and in the query. It is
// shared reference data, not part of the repository.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/aws/canonical.hpp"
#include "io/aws/signer.hpp"

namespace hios::aws {
namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

// The suite writes paths unencoded.
http::Request parse(std::string_view text) {
    http::Request request;
    const std::string_view line = take_line(text);
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    request.method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::size_t question = target.find('?');
    request.url = "https://example.amazonaws.com" + encode_path(target.substr(0, question));
    if (question != std::string_view::npos) request.url += std::string(target.substr(question));
    while (!text.empty()) {
        const std::string_view header = take_line(text);
        if (header.empty()) break;
        if (header.front() == ' ') {
            request.headers.back().value += "\n" + std::string(header);
            continue;
        }
        const std::size_t colon = header.find(':');
        request.headers.push_back({std::string(header.substr(0, colon)), std::string(header.substr(colon + 1))});
    }
    if (!text.empty()) request.body = http::bytes_body(std::string(text));
    return request;
}

struct Case {
    http::Request request;
    std::string payload;
    SigningScope scope;
    Credentials credentials;
    std::chrono::seconds lifetime{};
};

constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1440938160)};  // 2015-08-30T12:36:00Z

Case load(const fs::path& folder) {
    const auto context = nlohmann::json::parse(file_text(folder / "context.json"));
    Case loaded;
    loaded.request = parse(file_text(folder / "request.txt"));
    loaded.payload = loaded.request.body ? hex(sha256(*loaded.request.body).value()) : std::string(kEmptySha256);
    loaded.scope.service = context.at("service");
    loaded.scope.region = context.at("region");
    loaded.scope.path = context.at("normalize").get<bool>() ? PathRule::kNormalized : PathRule::kAsSent;
    loaded.scope.payload_header = context.at("sign_body");
    loaded.scope.sign_token = !context.value("omit_session_token", false);
    const auto& keys = context.at("credentials");
    loaded.credentials.access_key_id = keys.at("access_key_id");
    loaded.credentials.secret_access_key = keys.at("secret_access_key");
    loaded.credentials.session_token = keys.value("token", "");
    loaded.lifetime = std::chrono::seconds(context.at("expiration_in_seconds").get<int>());
    return loaded;
}

std::vector<fs::path> folders() {
    std::vector<fs::path> found;
    const fs::path suite = fs::path(HIOS_SOURCE_DIR).parent_path() / "shared/reference/aws-sigv4-test-suite/v4";
    if (!fs::exists(suite)) return found;
    for (const auto& entry : fs::directory_iterator(suite)) found.push_back(entry.path());
    return found;
}

TEST(SigV4Suite, EveryHeaderSignatureIsTheOnePublished) {
    const auto suite = folders();
    if (suite.empty()) GTEST_SKIP() << "the published test suite is not beside this checkout";
    Signer signer;
    for (const auto& folder : suite) {
        Case loaded = load(folder);
        EXPECT_EQ(signer.sign(loaded.request, loaded.payload, loaded.scope, loaded.credentials, kNow),
                  file_text(folder / "header-signature.txt"))
            << folder.filename();
    }
    EXPECT_EQ(suite.size(), 38U);
}

TEST(SigV4Suite, EveryQuerySignatureIsTheOnePublished) {
    const auto suite = folders();
    if (suite.empty()) GTEST_SKIP() << "the published test suite is not beside this checkout";
    Signer signer;
    for (const auto& folder : suite) {
        const Case loaded = load(folder);
        const std::string url =
            signer.presign(loaded.request, loaded.payload, loaded.scope, loaded.credentials, kNow, loaded.lifetime);
        EXPECT_NE(url.find("X-Amz-Signature=" + file_text(folder / "query-signature.txt")), std::string::npos)
            << folder.filename();
    }
}

}  // namespace
}  // namespace hios::aws
