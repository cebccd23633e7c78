#include "stages/map/value_type.hpp"

#include "stages/fhir/identity.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {

std::string_view describe(ValueType type) {
    switch (type) {
        case ValueType::kNone:
            return "null";
        case ValueType::kText:
            return "a text";
        case ValueType::kDecimal:
            return "a decimal";
        case ValueType::kInteger:
            return "an integer";
        case ValueType::kBoolean:
            return "a boolean";
        case ValueType::kDate:
            return "a date";
        case ValueType::kDateTime:
            return "a dateTime";
        case ValueType::kTime:
            return "a time";
        case ValueType::kBase64:
            return "base64";
        case ValueType::kId:
            return "an id";
        case ValueType::kStructure:
            return "an object";
    }
    return {};
}

std::string_view describe(FormCheck form) {
    switch (form) {
        case FormCheck::kAsIs:
        case FormCheck::kNever:
            return "a value";
        case FormCheck::kDate:
            return "a date (YYYY, YYYY-MM or YYYY-MM-DD)";
        case FormCheck::kDateTime:
            return "a dateTime (YYYY-MM-DD, or with a time and a zone: YYYY-MM-DDThh:mm:ssZ)";
        case FormCheck::kInstant:
            return "an instant (YYYY-MM-DDThh:mm:ssZ)";
        case FormCheck::kTime:
            return "a time (hh:mm:ss)";
        case FormCheck::kDecimal:
            return "a number";
        case FormCheck::kInteger:
            return "a whole number of 32 bits";
        case FormCheck::kUnsignedInt:
            return "a whole number from 0";
        case FormCheck::kPositiveInt:
            return "a whole number from 1";
        case FormCheck::kBoolean:
            return "true or false";
        case FormCheck::kId:
            return "an id (1 to 64 of A-Z a-z 0-9 - .)";
        case FormCheck::kBase64:
            return "base64";
        case FormCheck::kTrimmed:
            return "text without white space around it";
    }
    return {};
}

FormCheck check_for(ValueType from, definitions::Primitive into) {
    using enum definitions::Primitive;
    if (from == ValueType::kNone) return FormCheck::kAsIs;
    if (from == ValueType::kStructure) return FormCheck::kNever;
    const bool text = from == ValueType::kText;
    switch (into) {
        case kNone:
            return FormCheck::kNever;
        case kDate:
            return from == ValueType::kDate ? FormCheck::kAsIs : text ? FormCheck::kDate : FormCheck::kNever;
        case kDateTime:
            if (from == ValueType::kDate || from == ValueType::kDateTime) return FormCheck::kAsIs;
            return text ? FormCheck::kDateTime : FormCheck::kNever;
        case kInstant:
            return text || from == ValueType::kDateTime ? FormCheck::kInstant : FormCheck::kNever;
        case kTime:
            return from == ValueType::kTime ? FormCheck::kAsIs : text ? FormCheck::kTime : FormCheck::kNever;
        case kBoolean:
            return from == ValueType::kBoolean ? FormCheck::kAsIs : text ? FormCheck::kBoolean : FormCheck::kNever;
        case kDecimal:
            if (from == ValueType::kDecimal || from == ValueType::kInteger) return FormCheck::kAsIs;
            return text ? FormCheck::kDecimal : FormCheck::kNever;
        case kInteger:
            return from == ValueType::kInteger ? FormCheck::kAsIs : text ? FormCheck::kInteger : FormCheck::kNever;
        case kUnsignedInt:
            return text || from == ValueType::kInteger ? FormCheck::kUnsignedInt : FormCheck::kNever;
        case kPositiveInt:
            return text || from == ValueType::kInteger ? FormCheck::kPositiveInt : FormCheck::kNever;
        case kBase64Binary:
            return from == ValueType::kBase64 ? FormCheck::kAsIs : text ? FormCheck::kBase64 : FormCheck::kNever;
        case kId:
            return from == ValueType::kId ? FormCheck::kAsIs : text ? FormCheck::kId : FormCheck::kNever;
        case kCode:
        case kUri:
        case kUrl:
        case kCanonical:
        case kOid:
        case kUuid:
            return text ? FormCheck::kTrimmed : from == ValueType::kId ? FormCheck::kAsIs : FormCheck::kNever;
        case kString:
        case kMarkdown:
        case kXhtml:
            return text || from == ValueType::kInteger || from == ValueType::kDecimal || from == ValueType::kId ||
                           from == ValueType::kDate || from == ValueType::kDateTime || from == ValueType::kTime
                       ? FormCheck::kAsIs
                       : FormCheck::kNever;
    }
    return FormCheck::kNever;
}

bool has_form(std::string_view text, FormCheck form) {
    switch (form) {
        case FormCheck::kAsIs:
            return true;
        case FormCheck::kNever:
            return false;
        case FormCheck::kDate:
            return is_date(text);
        case FormCheck::kDateTime:
            return is_date_time(text);
        case FormCheck::kInstant:
            return is_instant(text);
        case FormCheck::kTime:
            return is_time(text);
        case FormCheck::kDecimal:
            return is_json_number(text);
        case FormCheck::kInteger:
            return is_integer(text, INT32_MIN, INT32_MAX);
        case FormCheck::kUnsignedInt:
            return is_integer(text, 0, INT32_MAX);
        case FormCheck::kPositiveInt:
            return is_integer(text, 1, INT32_MAX);
        case FormCheck::kBoolean:
            return text == "true" || text == "false";
        case FormCheck::kId:
            return fhir::is_valid_id(text);
        case FormCheck::kBase64:
            return is_base64(text);
        case FormCheck::kTrimmed:
            return !text.empty() && static_cast<unsigned char>(text.front()) > ' ' &&
                   static_cast<unsigned char>(text.back()) > ' ';
    }
    return false;
}

}  // namespace hios::map
