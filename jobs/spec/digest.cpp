#include "jobs/spec/digest.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <nlohmann/json.hpp>

namespace hios::jobs {

std::string spec_digest(const JobSpec& spec) {
    const nlohmann::json parts{
        {"output_format", kOutputFormat},
        {"identity", {{"namespace", spec.identity.name_space}}},
        {"validate", {{"level", validate::to_string(spec.validate.level)}, {"reject", spec.validate.on_fail.reject}}},
        {"pack", {{"shard_bytes", spec.pack.shard_bytes}, {"shard_lines", spec.pack.shard_lines}}},
        {"group", {{"kind", static_cast<int>(spec.import.group.kind)}, {"size", spec.import.group.size}}},
    };
    // nlohmann::json keeps keys sorted, so the dump is canonical. Bytes that are no UTF-8 must not throw.
    const std::string text = parts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL offers no SHA-256");
    }
    std::string hex;
    for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", bytes[i]);
    return hex;
}

}  // namespace hios::jobs
