#include "stages/instance/rules.hpp"

namespace hios::instance::rules {

using enum IssueType;

const Rule kNotAnObject{{"validate.not_an_object", "A resource or element must be a JSON object here.",
                         "Write the element as an object with the members its type has."}};
const Rule kNoResourceType{{"validate.no_resource_type", "The resource has no resourceType, or it is no string.",
                            "Add \"resourceType\" with the name of an R4 resource."},
                           kRequired};
const Rule kUnknownResourceType{{"validate.unknown_resource_type", "R4 has no resource of this name.",
                                 "Correct resourceType; names are case-sensitive and differ between FHIR versions."}};
const Rule kUnknownElement{{"validate.unknown_element", "R4 defines no such element here.",
                            "Remove it, correct its spelling, or carry the value in an extension."}};
const Rule kRepeatedMember{{"validate.repeated_member", "A member stands twice in its object.",
                            "Keep one of the two; readers of JSON differ in which one they take."}};
const Rule kTwoTypesOfChoice{
    {"validate.two_types_of_choice", "A choice element [x] has values of two types.", "Keep one of them."}};
const Rule kNotAList{{"validate.not_a_list", "An element that may repeat must be a JSON array, even with one item.",
                      "Put the value in [ ]."}};
const Rule kAList{{"validate.a_list", "An element that occurs at most once must not be a JSON array.",
                   "Take the value out of the array; keep only one."}};
const Rule kWrongJsonType{{"validate.wrong_json_type", "The JSON type does not fit the element's type.",
                           "Write booleans and numbers without quotes, all other primitives as strings, and complex "
                           "types as objects."}};
const Rule kNull{{"validate.null", "null stands for a value.",
                  "Leave the member out; null is only a place holder in lists whose `_` sibling has an item there."}};
const Rule kEmptyList{{"validate.empty_list", "An array is empty.", "Leave the member out."}};
const Rule kEmptyObject{{"validate.empty_object", "An object is empty.", "Leave the member out."}};
const Rule kSiblingLength{{"validate.sibling_length", "A list and its `_` sibling have different numbers of items.",
                           "Fill the shorter one with null."}};
const Rule kNullWithoutSibling{{"validate.null_without_sibling",
                                "An item of a list is null, and its `_` sibling has nothing there either.",
                                "Remove the item from both, or add an extension such as data-absent-reason."}};
const Rule kMissing{{"validate.missing", "A required element is missing.",
                     "Add it; where the value is not known, its `_` sibling may carry a data-absent-reason extension."},
                    kRequired};
const Rule kTooMany{
    {"validate.too_many", "An element has more items than its cardinality allows.", "Keep no more than the maximum."}};

}  // namespace hios::instance::rules
