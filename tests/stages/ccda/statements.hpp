#pragma once
// Small statements of every class, with what each needs to say something.

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tests/stages/ccda/samples.hpp"

namespace hios::ccda::test {

constexpr std::string_view kProduct =
    "<manufacturedProduct><manufacturedMaterial><code code='197361' codeSystem='2.16.840.1.113883.6.88' "
    "displayName='Drug'/></manufacturedMaterial></manufacturedProduct>";

inline std::string_view class_of(std::string_view element) {
    return element == "act"                       ? "ACT"
           : element == "encounter"               ? "ENC"
           : element == "organizer"               ? "CLUSTER"
           : element == "procedure"               ? "PROC"
           : element == "substanceAdministration" ? "SBADM"
           : element == "supply"                  ? "SPLY"
                                                  : "OBS";
}

// `code`: of SNOMED CT. `inner`: what it holds, behind all else.
inline std::string statement(std::string_view element, std::string_view mood, std::string_view template_root,
                             std::string_view code = "71388002", std::string_view inner = {}) {
    std::string text = fmt::format("<{} classCode='{}' moodCode='{}'>", element, class_of(element), mood);
    if (!template_root.empty()) text += fmt::format("<templateId root='{}'/>", template_root);
    text += fmt::format("<id root='1.2.9' extension='{}'/><code code='{}' codeSystem='2.16.840.1.113883.6.96'/>",
                        template_root, code);
    text += "<text>What it says.</text><statusCode code='completed'/><effectiveTime value='20240102'/>";
    if (element == "observation")
        text +=
            "<value xsi:type='CD' code='38341003' codeSystem='2.16.840.1.113883.6.96'/>"
            "<participant typeCode='CSM'><participantRole><playingEntity><code code='7980' "
            "codeSystem='2.16.840.1.113883.6.88'/></playingEntity></participantRole></participant>";
    if (element == "substanceAdministration") text += fmt::format("<consumable>{}</consumable>", kProduct);
    if (element == "supply") text += fmt::format("<product>{}</product>", kProduct);
    return fmt::format("{}{}</{}>", text, inner, element);
}

// A document with one section of that LOINC code, which holds the statement.
inline std::string alone(std::string_view statement, std::string_view section_code) {
    return document(
        "<effectiveTime value='20240301'/>",
        entry(statement, fmt::format("<code code='{}' codeSystem='2.16.840.1.113883.6.1'/>", section_code)));
}

}  // namespace hios::ccda::test
