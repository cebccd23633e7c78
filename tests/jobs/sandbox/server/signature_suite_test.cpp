// The official test suite of Signature Version 4, where its folder is at hand.

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "jobs/sandbox/server/canonical_request.hpp"
#include "jobs/sandbox/server/digests.hpp"
#include "jobs/sandbox/server/signature.hpp"

namespace hios::sandbox {
namespace {

namespace fs = std::filesystem;

fs::path suite() {
    return fs::path(HIOS_SOURCE_DIR) / ".." / "shared" / "reference" / "aws-sigv4-test-suite" / "v4";
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The suite's requests hold raw spaces in the target, lines without CR, and header values over several lines.
HttpRequest parse(const std::string& text, std::string& body) {
    HttpRequest request;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    const std::size_t first = line.find(' ');
    const std::string target = line.substr(first + 1, line.rfind(' ') - first - 1);
    request.method = line.substr(0, first);
    request.path = target.substr(0, target.find('?'));
    if (request.path.size() < target.size()) request.query = target.substr(request.path.size() + 1);
    const auto trimmed = [](const std::string& value) {
        const std::size_t begin = value.find_first_not_of(" \t");
        return begin == std::string::npos ? std::string()
                                          : value.substr(begin, value.find_last_not_of(" \t") - begin + 1);
    };
    while (std::getline(lines, line) && !line.empty()) {
        if (line.front() == ' ') {
            request.headers.back().second += ' ' + trimmed(line);
            continue;
        }
        const std::size_t colon = line.find(':');
        std::string name = line.substr(0, colon);
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        request.headers.emplace_back(name, trimmed(line.substr(colon + 1)));
    }
    std::ostringstream rest;
    rest << lines.rdbuf();
    body = rest.str();
    return request;
}

TEST(SignatureSuite, EveryOfficialCaseVerifies) {
    if (!fs::exists(suite())) GTEST_SKIP() << "the signature test suite is not here";
    int cases = 0;
    for (const auto& entry : fs::directory_iterator(suite())) {
        SCOPED_TRACE(entry.path().filename().string());
        const auto context = nlohmann::json::parse(text_of(entry.path() / "context.json"));
        std::string body;
        const HttpRequest request = parse(text_of(entry.path() / "header-signed-request.txt"), body);
        const auto authorization = request.header("authorization");
        ASSERT_TRUE(authorization);
        const std::size_t at = authorization->find("SignedHeaders=") + 14;
        std::vector<std::string> names;
        std::istringstream list(std::string(authorization->substr(at, authorization->find(',', at) - at)));
        for (std::string name; std::getline(list, name, ';');) names.push_back(name);
        const auto canonical =
            canonical_request(request, context["normalize"].get<bool>() ? PathRule::kTwice : PathRule::kOnce, names,
                              to_hex(digest_of(DigestKind::kSha256, body)));
        ASSERT_TRUE(canonical);
        EXPECT_EQ(*canonical, text_of(entry.path() / "header-canonical-request.txt"));
        const auto& credentials = context["credentials"];
        const std::string to_sign = fmt::format(
            "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/"
            "aws4_request\n{}",
            to_hex(digest_of(DigestKind::kSha256, *canonical)));
        EXPECT_EQ(to_hex(hmac_sha256(signing_key(credentials["secret_access_key"].get<std::string>(), "20150830",
                                                 "us-east-1", "service"),
                                     to_sign)),
                  text_of(entry.path() / "header-signature.txt"));
        ++cases;
    }
    EXPECT_EQ(cases, 38);
}

}  // namespace
}  // namespace hios::sandbox
