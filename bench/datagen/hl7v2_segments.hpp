#pragma once
// HL7 v2.5.1 segments around one patient, in ER7 with carriage returns. Texts are escaped; times carry their offset.
// Appends to a string the caller owns. Not thread-safe.

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/datagen/patient.hpp"
#include "bench/datagen/providers.hpp"

namespace hios::bench {

// What one message is about.
struct Episode {
    const Patient* patient = nullptr;
    const Provider* provider = nullptr;
    std::uint64_t patient_number = 0;
    std::uint64_t message_number = 0;
    std::int64_t moment = 0;  // of the event
    Rng person{0, 0};         // where the patient's own stream stands: the same address in each message
};

// 20110619233931-0400
[[nodiscard]] std::string hl7_time(std::int64_t moment, int offset_minutes);
// 20110619
[[nodiscard]] std::string hl7_day(std::int64_t moment);
// Field separators, escape signs and line ends in a text become escape sequences.
[[nodiscard]] std::string er7(std::string_view text);
// code^text^system, with the table's name of the coding system (LN, SCT, RXNORM, CVX).
[[nodiscard]] std::string er7(const Code& code);

void msh(std::string& out, const Episode& episode, std::string_view type);  // type: ADT^A01^ADT_A01
void evn(std::string& out, const Episode& episode, std::string_view event);
void pid(std::string& out, const Episode& episode);
void nk1(std::string& out, const Episode& episode);
void pv1(std::string& out, Rng& rng, const Episode& episode, bool discharged);
void orc(std::string& out, const Episode& episode, std::string_view control, std::string_view status);
void al1(std::string& out, Rng& rng, unsigned number);
void dg1(std::string& out, Rng& rng, const Episode& episode, unsigned number);
void gt1(std::string& out, Rng& rng, const Episode& episode);
void in1(std::string& out, Rng& rng, const Episode& episode);

// XCN of the episode's clinician.
[[nodiscard]] std::string xcn(const Episode& episode);

}  // namespace hios::bench
