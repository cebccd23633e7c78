#pragma once
// Whole HL7 v2.5.1 messages of the events that make up most of a hospital's traffic.

#include <array>
#include <string>
#include <string_view>

#include "bench/datagen/hl7v2_segments.hpp"

namespace hios::bench {

struct MessageKind {
    std::string_view name;  // as the command line has it
    unsigned share;         // of a mixed feed, in parts of a hundred
    void (*write)(std::string& out, Rng& rng, const Episode& episode);
};

[[nodiscard]] const std::array<MessageKind, 8>& message_kinds();
[[nodiscard]] std::string kind_names();  // with commas, for the command line's help

}  // namespace hios::bench
