#include "jobs/sandbox/server/credentials_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "jobs/sandbox/server/digests.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
    return bytes;
}

// As the real ones look: AKIA and 16 of A-Z 2-7; 40 of base64.
AccessKey make_key() {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    AccessKey key{"AKIA", to_base64(random_bytes(30))};
    for (const char c : random_bytes(16)) key.id += kLetters[static_cast<unsigned char>(c) % kLetters.size()];
    return key;
}

}  // namespace

Outcome<AccessKey> stored_key(const std::filesystem::path& path) {
    if (std::ifstream file(path); file) {
        const auto stored = nlohmann::json::parse(file, nullptr, false);
        if (stored.is_object() && stored.contains("access_key") && stored.contains("secret_key"))
            return AccessKey{stored["access_key"].get<std::string>(), stored["secret_key"].get<std::string>()};
        return fail(fatal(codes::kIo, fmt::format("{} is not as the sandbox wrote it", path.string()),
                          "Delete it: the next start makes a new key."));
    }
    AccessKey key = make_key();
    const std::string text = nlohmann::ordered_json{{"access_key", key.id}, {"secret_key", key.secret}}.dump(2) + "\n";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (written) return key;
    return fail(fatal(codes::kPermission, fmt::format("{} cannot be written: {}", path.string(), std::strerror(reason)),
                      "Check that this user may write there."));
}

}  // namespace hios::sandbox
