#pragma once
// Values as a JSON document would give them to the checks.

#include <ostream>
#include <string>
#include <string_view>

#include "stages/validate/primitives.hpp"

namespace hios::validate {

// How GoogleTest shows a fault.
inline void PrintTo(PrimitiveFault fault, std::ostream* out) {
    *out << (fault == PrimitiveFault::kOk ? std::string_view("ok") : code_of(fault).id);
}

namespace test {

using definitions::Primitive;

inline PrimitiveFault check(Primitive kind, std::string_view raw) {
    return check_primitive(kind, raw, raw.find('\\') != std::string_view::npos);
}

// The same characters, every ASCII one as an escape.
inline std::string all_escaped(std::string_view plain) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string raw;
    for (const char c : plain) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            raw += "\\u00";
            raw += kHex[byte >> 4];
            raw += kHex[byte & 0xF];
        } else {
            raw += c;
        }
    }
    return raw;
}

}  // namespace test
}  // namespace hios::validate
