#pragma once
// The dictionary's text, data/hl7v2/dictionary.tsv, and how one version is read from it.
//
// Lines of columns apart by tabs. V is a set of versions, hexadecimal, bit 0 = the first of kVersionNames.
//
//     type NAME V            below it its components, segment NAME V below it its fields:
//       NUMBER V FLAGS TYPE NAME [TABLE]
//           FLAGS: o optional, r required, c conditional, w withdrawn; * repeats, ' repeats in another version
//     tree TEXT              below it the structures that are built so:
//       NAME V
//           TEXT: "PID PD1? NTE* ORDER+( ORC OBR? )": ? may be missing, * any number, + one or more,
//           ' repeats at this place in another version; a group has its parts in brackets
//     events                 below it: MESSAGE_EVENT STRUCTURE V

#include <string_view>
#include <unordered_map>
#include <vector>

#include "stages/hl7v2/dictionary/release.hpp"

namespace hios::hl7v2::dictionary {

extern const std::string_view kDictionaryText;

// The text is part of the program and is checked by tests: what is wrong in it is passed over.
class TextReader {
public:
    TextReader(Release& into, std::string_view text) : into_(into), rest_(text) {}
    void read();

private:
    // How far a definition is from the version wanted; the nearest counts.
    using Distance = unsigned;
    struct Chosen {
        Distance distance = ~0U;
        std::string_view text;
        Versions versions = 0;
    };

    bool next_line();
    std::string_view column();
    Versions versions_column();

    void read_elements(std::string_view word);
    void read_element(std::vector<Element>& into, std::vector<Distance>& distances, Version owner);
    void read_trees();
    void read_events();
    void finish_types();
    std::string_view keep(std::string_view key);

    Release& into_;
    std::string_view rest_;   // text behind line_
    std::string_view line_;   // what is left of the line
    std::string_view first_;  // its first column
};

// Reads the TEXT of a tree. `keys` keeps the names of its keys.
void read_tree(std::string_view text, std::pmr::memory_resource& keys, std::vector<Node>& into);

// A copy that lives as long as `in`.
std::string_view keep_text(std::string_view text, std::pmr::memory_resource& in);

}  // namespace hios::hl7v2::dictionary
