#pragma once
// Groups like those of ORU_R01.

#include "stages/hl7v2/walk.hpp"

namespace hios::hl7v2::test {

inline std::vector<GroupRule> oru_groups() {
    return {{"PATIENT", {"PID"}, {"PD1", "NK1", "PV1", "PV2"}, {}},
            {"ORDER", {"ORC", "OBR"}, {"OBX", "TQ1", "DG1"}, {"PATIENT"}},
            {"SPECIMEN", {"SPM"}, {}, {"ORDER"}}};
}

}  // namespace hios::hl7v2::test
