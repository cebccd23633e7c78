#pragma once
// Addresses of the mapping language into a CDA document.
//
//   code/@code                        an attribute of a child: the first that has a value
//   consumable/manufacturedProduct    elements; they repeat ($each), as text: their own text, with what
//                                     reference/@value leads to in the narrative (text.hpp)
//   value[@xsi:type=PQ]               an attribute; its prefix does not matter, nor does that of its value
//   entryRelationship[@typeCode=SUBJ|MFST]/observation[templateId=2.16.840.1.113883.10.20.22.4.9]
//                                     one of several texts; a template by root, or root:extension
//   participant[participantRole/code/@code='a b'][2]   a path; quotes where signs are odd; the second, from 1
//   id[@root!=1.2.3]  value[@nullFlavor]  value[!@nullFlavor]    not equal (or none); there; not there
//   ../act                            the parent; only in front. Behind a variable: x/_parent/act
//   section/code/@code                in front: the child, else the section that holds the scope
//   /recordTarget/patientRole/id      from ClinicalDocument, wherever the scope is
//   sdtc:raceCode                     of the namespace urn:hl7-org:sdtc; names without prefix are HL7's
//   _type ...                         last: what is computed of the element, see Made
//
// '.' stands for '/' everywhere, so that both x.code and x/code may follow a variable.
// Of an element with nullFlavor, text and @value, @code, @codeSystem, @extension and @unit are no values, unless it is
// a translation; its other attributes and its children are reached. Values are trimmed; @code ends before a backslash
// or tilde, and is none when it is a null flavor ("UNK") of a system that has no such code.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "stages/ccda/document.hpp"
#include "stages/map/address_space.hpp"

namespace hios::ccda {

// What is computed of an element.
//   _text       all text in it as plain text, markup removed: names in one piece, narrative
//   _narrative  its content, or what its reference leads to, as a FHIR narrative (a div of XHTML)
//   _type       xsi:type without prefix; inferred from the attributes when there is none
//   _date _dateTime _instant
//               its time (@value, else low, center or high) as FHIR writes it: precision as written, no value for years
//               that are placeholders. Without a zone: CcdaSettings::zone; an instant takes Z, and begins with what
//               is given
//   _section    the kind of the section that holds it, by its name in templates.tsv: problem, medications
//   _path       where it stands: component[2]/section/entry
//   _shared     of an entry's id: true when another entry of the document has the same root and extension, which real
//               documents do; then the id alone tells no entry from another
//   _name       the name of the map's source that has claimed it
enum class Made : std::uint8_t {
    kNone,
    kText,
    kNarrative,
    kType,
    kDate,
    kDateTime,
    kInstant,
    kSection,
    kPath,
    kShared,
    kName,
};

// Elements that a path goes on to from where its names lead. They repeat; only names of elements may follow.
//   _same      of an id: the only other statement with it. None when there is none or several; what only refers to an
//              entry (Entry Reference 4.122) is not counted, but may ask
//   _authored  of all mapped statements that name authors, or stand in what does, the first of each set of authors and
//              time
//   _written   of such a statement: all of its set
//   _signed    of such a statement: what names its authors, itself or a statement or section around it
enum class Kindred : std::uint8_t { kNone, kSame, kAuthored, kWritten, kSigned };

struct Predicate {
    enum class Kind : std::uint8_t {
        kIndex,     // the number-th of those that fit so far
        kThere,     // it has the attribute
        kIs,        // its attribute is one of the values
        kTemplate,  // it has one of the templates
        kInside,    // what `elements` lead to is there, or is one of the values
    };
    Kind kind = Kind::kInside;
    bool negated = false;
    Symbol attribute = 0;             // 0 with elements: the element's text
    std::uint32_t index = 0;          // from 1
    std::vector<Symbol> elements;     // the way to it
    std::vector<std::string> values;  // one of them; none: it only has to be there
};

struct Step {
    std::uint64_t bit = 0;  // names::bit
    ChildKey key = 0;
    ChildKey bare_key = 0;  // of sdtc, and HL7 has no such element there: a forgotten prefix is forgiven; else the key
    std::vector<Predicate> predicates;
};

struct Path {
    bool is_plain = true;  // it goes down from the scope, whatever that is
    bool absolute = false;
    bool in_section = false;  // begins with "section"
    bool is_attribute = false;
    bool is_value = false;  // of an attribute: whether it is none when the element has a nullFlavor
    bool is_code = false;   // the attribute code
    Made made = Made::kNone;
    Kindred kindred = Kindred::kNone;
    Symbol attribute = 0;
    std::uint32_t up = 0;
    std::vector<Step> steps;
    std::vector<Predicate> own;  // of the scope itself: x[@typeCode=SUBJ]
    std::vector<Step> beyond;    // from where `kindred` leads
};

// `behind_variable`: a separator in front belongs to the variable, not to the root.
[[nodiscard]] tl::expected<Path, map::AddressError> read_path(std::string_view address, bool behind_variable,
                                                              Names& names);

// Goes over the elements a path leads to, in document order, until `visit` says true; gives that.
template <class Visit>
bool walk(const Document& document, const Path& path, NodeId scope, Visit&& visit);

[[nodiscard]] bool holds(const Document& document, const Predicate& predicate, NodeId node);

// xsi:type as predicates compare it: "CD UNK" and "cda:CD" are CD.
[[nodiscard]] std::string_view type_name(std::string_view text);

// --- the walk

namespace detail {

inline constexpr std::size_t kMostIndexes = 4;  // of one step
using Seen = std::array<std::uint32_t, kMostIndexes>;

// `seen`: by number of the step, how many elements have come as far as it.
[[nodiscard]] bool passes(const Document& document, const Step& step, NodeId node, Seen& seen);

template <class Visit>
bool descend(const Document& document, const Step* step, const Step* last, NodeId from, Visit& visit) {
    if (step == last) return visit(from);
    const Node& node = document.node(from);
    if ((node.child_names & step->bit) == 0) return false;
    const auto go_on = [&](NodeId at) {
        return step + 1 == last ? visit(at) : descend(document, step + 1, last, at, visit);
    };
    if (step->predicates.empty()) {
        for (const Child& child : document.children(node)) {
            if ((child.key == step->key || child.key == step->bare_key) && go_on(child.node)) return true;
        }
        return false;
    }
    Seen seen{};
    for (const Child& child : document.children(node)) {
        if ((child.key == step->key || child.key == step->bare_key) && passes(document, *step, child.node, seen) &&
            go_on(child.node))
            return true;
    }
    return false;
}

template <class Visit>
bool descend(const Document& document, const std::vector<Step>& steps, std::size_t first, NodeId from, Visit& visit) {
    return descend(document, steps.data() + first, steps.data() + steps.size(), from, visit);
}

}  // namespace detail

template <class Visit>
bool walk(const Document& document, const Path& path, NodeId scope, Visit&& visit) {
    if (path.is_plain) return detail::descend(document, path.steps, 0, scope, visit);
    NodeId from = path.absolute ? kRoot : scope;
    for (std::uint32_t i = 0; i < path.up; ++i) {
        if (from == kRoot) return false;
        from = document.node(from).parent;
    }
    for (const Predicate& predicate : path.own) {
        if (!holds(document, predicate, from)) return false;
    }
    if (path.in_section && document.child(from, names::of("section")) == kNoNode) {
        const NodeId section = document.ancestor(from, names::of("section"));
        return section != kNoNode && detail::descend(document, path.steps, 1, section, visit);
    }
    return detail::descend(document, path.steps, 0, from, visit);
}

}  // namespace hios::ccda
