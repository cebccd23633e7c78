#include "jobs/observe/object_names.hpp"

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <unistd.h>

#include "pipeline/codes.hpp"

namespace hios::observe {
namespace {

namespace fs = std::filesystem;
using Secret = std::array<unsigned char, kNameKeyBytes>;

Error file_error(const fs::path& file, int error, std::string_view doing) {
    const Code& code = error == EACCES || error == EPERM || error == EROFS ? codes::kPermission
                       : error == ENOSPC || error == EDQUOT                ? codes::kDiskFull
                                                                           : codes::kIo;
    return fatal(code, fmt::format("the secret for object names {} cannot be {}: {}", file.string(), doing,
                                   std::generic_category().message(error)));
}

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

// Nothing when there is no such file.
Outcome<std::optional<Secret>> read_secret(const fs::path& file) {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) {
        if (errno == ENOENT) return std::optional<Secret>();
        return fail(file_error(file, errno, "opened"));
    }
    Secret secret{};
    const ssize_t size = ::read(descriptor.get(), secret.data(), secret.size());
    if (size < 0) return fail(file_error(file, errno, "read"));
    if (static_cast<std::size_t>(size) != secret.size()) {
        return fail(fatal(codes::kIo, fmt::format("the secret for object names {} is cut off", file.string()),
                          "Delete the file; a new one is made (hashes of earlier runs will then differ)."));
    }
    return std::optional(secret);
}

Outcome<void> make_secret(const fs::path& file) {
    Secret secret{};
    if (RAND_bytes(secret.data(), static_cast<int>(secret.size())) != 1) {
        return fail(fatal(codes::kInternal, "OpenSSL gives no random bytes"));
    }
    // Whole or not at all: written aside, then linked; the first of several processes wins.
    const fs::path aside = fmt::format("{}.{}", file.string(), ::getpid());
    {
        const Descriptor descriptor(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (descriptor.get() < 0) return fail(file_error(file, errno, "made"));
        const ssize_t size = ::write(descriptor.get(), secret.data(), secret.size());
        if (static_cast<std::size_t>(size) != secret.size() || ::fsync(descriptor.get()) != 0) {
            const int error = size >= 0 && errno == 0 ? ENOSPC : errno;
            ::unlink(aside.c_str());
            return fail(file_error(file, error, "written"));
        }
    }
    const int linked = ::link(aside.c_str(), file.c_str());
    const int error = errno;
    ::unlink(aside.c_str());
    if (linked != 0 && error != EEXIST) return fail(file_error(file, error, "made"));
    return {};
}

}  // namespace

Outcome<ObjectNames> ObjectNames::open(const fs::path& state, bool plain) {
    ObjectNames names;
    names.plain_ = plain;
    if (plain) return names;
    std::error_code error;
    fs::create_directories(state, error);
    if (error) return fail(file_error(state, error.value(), "made"));
    const fs::path file = state / "object-names.key";
    HIOS_TRY(auto secret, read_secret(file));
    if (!secret) {
        HIOS_CHECK(make_secret(file));
        HIOS_TRY(secret, read_secret(file));
        if (!secret) return fail(file_error(file, ENOENT, "read"));
    }
    names.secret_ = *secret;
    return names;
}

std::string ObjectNames::display(std::string_view key) const {
    if (plain_) return std::string(key);
    const std::size_t member = key.find("!/");
    if (member == std::string_view::npos) return hash(key);
    return hash(key.substr(0, member)) + '!' + hash(key.substr(member + 2));
}

std::string ObjectNames::hash(std::string_view text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), bytes, text.size(), digest.data(),
             &length) == nullptr) {
        throw std::runtime_error("OpenSSL offers no HMAC-SHA256");
    }
    std::string hex;
    for (std::size_t i = 0; i < 6; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

}  // namespace hios::observe
