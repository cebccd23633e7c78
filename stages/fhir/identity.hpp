#pragma once
// Ids of staged resources (R4 datatypes.html#id) and the keys by which identities are compared.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/work.hpp"

namespace hios::fhir {

// 1 to 64 of A-Z a-z 0-9 - .
bool is_valid_id(std::string_view id);

// What stands for (resource type, id).
Key128 resource_key(std::string_view type, std::string_view id);

// What stands for an identifier of a resource type: the high half for (type, value), the low half
// for the system, so that "any system" is a range of keys.
Key128 identifier_key(std::string_view type, std::string_view system, std::string_view value);

// Derives ids that are stable over runs: UUIDv5 (RFC 4122, 4.3) over (job namespace, resource type,
// business key). Thread-safe.
class IdNamespace {
public:
    explicit IdNamespace(std::string_view name);
    [[nodiscard]] std::string derive(std::string_view type, std::string_view business_key) const;

private:
    std::array<std::uint8_t, 16> uuid_{};
};

}  // namespace hios::fhir
