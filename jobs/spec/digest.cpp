#include "jobs/spec/digest.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <nlohmann/json.hpp>

#include "jobs/maps/map_set.hpp"
#include "jobs/spec/document_formats.hpp"

namespace hios::jobs {

std::string text_digest(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned length = 0;
    if (EVP_Digest(text.data(), text.size(), bytes.data(), &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL offers no SHA-256");
    }
    std::string hex;
    for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", bytes[i]);
    return hex;
}

std::string spec_digest(const JobSpec& spec) {
    nlohmann::json parts{
        {"output_format", kOutputFormat},
        {"identity", {{"namespace", spec.identity.name_space}}},
        {"validate",
         {{"level", validate::to_string(spec.validate.level)},
          {"reject", spec.validate.on_fail.reject},
          {"us_core", spec.validate.us_core},
          {"profiles", spec.validate.profiles_digest}}},
        {"pack", {{"shard_bytes", spec.pack.shard_bytes}, {"shard_lines", spec.pack.shard_lines}}},
        {"group", {{"kind", static_cast<int>(spec.import.group.kind)}, {"size", spec.import.group.size}}},
    };
    if (spec.maps != nullptr) parts["maps"] = spec.maps->digest();
    if (const auto formats = document_formats_json(spec); !formats.empty()) parts["formats"] = formats;
    if (!spec.hl7v2.overrides_digest.empty()) parts["hl7v2_maps"] = spec.hl7v2.overrides_digest;
    if (!spec.ccda.overrides_digest.empty()) parts["ccda_maps"] = spec.ccda.overrides_digest;
    // nlohmann::json keeps keys sorted, so the dump is canonical. Bytes that are no UTF-8 must not throw.
    const std::string text = parts.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text_digest(text);
}

}  // namespace hios::jobs
