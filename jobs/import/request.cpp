#include "jobs/import/request.hpp"

#include <algorithm>

#include "jobs/import/codes.hpp"

namespace hios::jobs {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

constexpr std::string_view kOthers = " _.:/=+-%@";

// HealthLake: 1..64 characters of [\p{L}\p{Z}\p{N}_.:/=+\-%@]. Outside ASCII letters are told from
// symbols by the service alone.
bool is_name(std::string_view text) {
    const auto characters = std::count_if(text.begin(), text.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return characters >= 1 && characters <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80U ||
                      kOthers.find(c) != std::string_view::npos;
           });
}

bool is_folder(std::string_view text) {
    return text.size() >= 2 && text.size() <= 1024 && text.back() == '/' && text.front() != '/';
}

}  // namespace

Outcome<void> check_request(const ImportRequest& request) {
    const auto invalid = [](const char* what) { return fail(fatal(codes::kImportInvalid, what)); };
    if (!is_token(request.client_token)) return invalid("the client token must be 1 to 64 characters of [A-Za-z0-9-]");
    if (!is_name(request.job_name))
        return invalid("the job name must be 1 to 64 letters, digits, spaces or characters of _.:/=+-%@");
    if (!is_folder(request.input_prefix))
        return invalid("the input prefix must be 2 to 1024 bytes, end with '/' and not begin with it");
    if (!is_folder(request.output_prefix))
        return invalid("the output prefix must be 2 to 1024 bytes, end with '/' and not begin with it");
    const std::string& level = request.validation_level;
    if (level != "strict" && level != "structure-only" && level != "minimal") {
        return invalid("the validation level must be strict, structure-only or minimal");
    }
    return {};
}

}  // namespace hios::jobs
