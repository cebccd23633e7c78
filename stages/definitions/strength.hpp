#pragma once
// How binding a value set is for an element. Source: R4 terminologies.html#strength.

#include <cstdint>

namespace hios::definitions {

enum class Strength : std::uint8_t { kNone, kExample, kPreferred, kExtensible, kRequired };

}  // namespace hios::definitions
