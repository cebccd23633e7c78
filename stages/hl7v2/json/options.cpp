#include "stages/hl7v2/json/options.hpp"

#include <algorithm>
#include <array>

namespace hios::hl7v2::json {
namespace {

// HL7 table 0125, and what is seen in OBX-2 beyond it. Sorted.
constexpr std::array<std::string_view, 45> kTypes{
    "AD", "CE",  "CF", "CK", "CN", "CNE", "CP", "CQ", "CWE", "CX", "DLN", "DR",  "DT",  "DTM", "ED",
    "EI", "FC",  "FN", "FT", "HD", "ID",  "IS", "MA", "MO",  "NA", "NM",  "NR",  "PL",  "PN",  "PPN",
    "RP", "SAD", "SI", "SN", "ST", "TM",  "TN", "TS", "TX",  "VR", "XAD", "XCN", "XON", "XPN", "XTN"};

constexpr std::array<std::string_view, 15> kCommon{"CE", "CWE", "DT", "DTM", "ED", "FT", "ID", "IS",
                                                   "NM", "RP",  "SN", "ST",  "TM", "TS", "TX"};

}  // namespace

bool is_observation_type(std::string_view type) {
    return std::binary_search(kTypes.begin(), kTypes.end(), type);
}

bool is_common_observation_type(std::string_view type) {
    return std::binary_search(kCommon.begin(), kCommon.end(), type);
}

std::span<const std::string_view> observation_types() {
    return kTypes;
}

}  // namespace hios::hl7v2::json
