// The lexical rules of id, uri, url, canonical, oid and uuid.

#include <cstring>

#include "stages/validate/byte_class.hpp"
#include "stages/validate/primitive_checks.hpp"

namespace hios::validate {
namespace {

using enum PrimitiveFault;

constexpr std::string_view kUrnOid = "urn:oid:";
constexpr std::string_view kUrnUuid = "urn:uuid:";

// How many of the first bytes are an OID; 0: they begin none.
std::size_t oid_size(std::string_view text) {
    if (text.size() < 3 || text[0] < '0' || text[0] > '2' || text[1] != '.') return 0;
    for (std::size_t at = 2;; ++at) {
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        if (at == first || (text[first] == '0' && at - first > 1)) return 0;
        if (at == text.size() || text[at] != '.') return at;
    }
}

bool is_uuid(std::string_view text) {
    return text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
           all_are<ByteClass::kHex>(text.data(), 8) && all_are<ByteClass::kHex>(text.data() + 9, 4) &&
           all_are<ByteClass::kHex>(text.data() + 14, 4) && all_are<ByteClass::kHex>(text.data() + 19, 4) &&
           all_are<ByteClass::kHex>(text.data() + 24, 12);
}

}  // namespace

PrimitiveFault check_id(std::string_view text) {
    if (text.empty()) return kEmpty;
    if (!all_are<ByteClass::kId>(text.data(), text.size() > 64 ? 64 : text.size())) return kId;
    return text.size() > 64 ? kIdLength : kOk;
}

PrimitiveFault check_oid(std::string_view text) {
    if (text.empty()) return kEmpty;
    if (!text.starts_with(kUrnOid)) return kOid;
    const std::string_view number = text.substr(kUrnOid.size());
    return !number.empty() && oid_size(number) == number.size() ? kOk : kOid;
}

PrimitiveFault check_uuid(std::string_view text) {
    if (text.empty()) return kEmpty;
    return text.starts_with(kUrnUuid) && is_uuid(text.substr(kUrnUuid.size())) ? kOk : kUuid;
}

PrimitiveFault check_canonical(std::string_view text) {
    if (text.empty()) return kEmpty;
    return has_white(text) ? kUri : kOk;
}

PrimitiveFault check_uri(std::string_view text) {
    if (text.empty()) return kEmpty;
    if (has_white(text)) return kUri;
    if (text.size() < 4 || std::memcmp(text.data(), "urn:", 4) != 0) return kOk;
    // Behind the number may stand RFC 8141's components (?+, ?=, #) only.
    const auto ends_at = [text](std::size_t at) { return at == text.size() || text[at] == '?' || text[at] == '#'; };
    if (text.starts_with(kUrnUuid)) {
        constexpr std::size_t kEnd = kUrnUuid.size() + 36;
        return text.size() >= kEnd && ends_at(kEnd) ? check_uuid(text.substr(0, kEnd)) : kUuid;
    }
    if (text.starts_with(kUrnOid)) {
        const std::size_t size = oid_size(text.substr(kUrnOid.size()));
        return size > 0 && ends_at(kUrnOid.size() + size) ? kOk : kOid;
    }
    return kOk;
}

}  // namespace hios::validate
