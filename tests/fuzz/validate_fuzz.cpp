// Reads any bytes as the inside of a JSON string and gives it to the checks of primitives (the first
// byte chooses the type) and of XHTML. A fault lies inside the text and has its code; and writing
// characters as escapes changes no verdict.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "stages/json/text.hpp"
#include "stages/validate/primitives.hpp"
#include "stages/validate/xhtml.hpp"

namespace hios {
namespace {

using definitions::Primitive;
using validate::PrimitiveFault;
using validate::XhtmlFault;

void check(bool holds) {
    if (!holds) std::abort();
}

// All ASCII characters as escapes; those that are escapes already stay.
std::string escaped(std::string_view raw) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string result;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const auto byte = static_cast<unsigned char>(raw[i]);
        if (byte == '\\') {
            const std::size_t width = raw[i + 1] == 'u' ? 6 : 2;
            result += raw.substr(i, width);
            i += width - 1;
        } else if (byte < 0x80) {
            result += "\\u00";
            result += kHex[byte >> 4];
            result += kHex[byte & 0xF];
        } else {
            result += raw[i];
        }
    }
    return result;
}

// Whether JSON's grammar lets the text stand between quotes; raw quotes do no harm to the checks.
bool is_json_inside(std::string_view text) {
    std::vector<std::uint32_t> bad_escapes;
    json::find_bad_escapes(text, bad_escapes);
    if (!bad_escapes.empty()) return false;
    std::size_t backslashes = 0;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) return false;
        backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return backslashes % 2 == 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto kind = static_cast<Primitive>(data[0] % definitions::kPrimitives);
    // A copy of its own size, so that reading past its end is seen.
    const std::vector<char> bytes(data + 1, data + size);
    const std::string_view raw(bytes.data(), bytes.size());

    const validate::XhtmlResult xhtml = validate::check_xhtml(raw);
    check(xhtml.offset <= raw.size());
    check(xhtml.fault == XhtmlFault::kOk || !validate::code_of(xhtml.fault).mend.empty());
    check(validate::check_primitive(Primitive::kBase64Binary, raw, true) != PrimitiveFault::kId);
    if (!is_json_inside(raw)) return 0;

    const bool has_escapes = raw.find('\\') != std::string_view::npos;
    const PrimitiveFault fault = validate::check_primitive(kind, raw, has_escapes);
    check(fault == PrimitiveFault::kOk || !validate::code_of(fault).mend.empty());
    check(fault == validate::check_primitive(kind, raw, true));

    const std::string same = escaped(raw);
    check(validate::check_xhtml(same).fault == xhtml.fault);
    if (validate::shape_of(kind) == instance::Shape::kString)
        check(validate::check_primitive(kind, same, true) == fault);
    return 0;
}

}  // namespace hios
