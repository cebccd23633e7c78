#pragma once
// Spoils resources in the ways that people and programs do. The sequence depends on the seed alone.

#include <array>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/stages/validate/json_tree.hpp"

namespace hios::validate::test {

class ResourceMutator {
public:
    explicit ResourceMutator(std::uint64_t seed) : random_(seed) {}

    // One to three edits of the resource; now and then the text itself is cut or a byte of it changed.
    std::string mutated(Tree tree) {
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) edit(tree);
        std::string text = text_of(tree);
        if (below(20) == 0) text.resize(below(text.size() + 1));
        if (below(20) == 0 && !text.empty()) text[below(text.size())] = kBytes[below(kBytes.size())];
        return text;
    }

private:
    static constexpr std::string_view kBytes = "{}[]\":,\\ 0-.tfn\x7F";
    static constexpr std::array kNames{"id",
                                       "extension",
                                       "_id",
                                       "_birthDate",
                                       "given",
                                       "_given",
                                       "status",
                                       "_status",
                                       "text",
                                       "div",
                                       "valueString",
                                       "valueQuantity",
                                       "reference",
                                       "contained",
                                       "resourceType",
                                       "modifierExtension",
                                       "url",
                                       "meta",
                                       "valueBoolean",
                                       "versionId",
                                       "identifier",
                                       "fullUrl",
                                       "request",
                                       "search",
                                       "no such name",
                                       "_noSuchName",
                                       "_",
                                       "name",
                                       "total",
                                       "resource"};
    static constexpr std::array kStrings{"",
                                         " ",
                                         "x",
                                         " x",
                                         "a_b",
                                         "tab\there",
                                         "2021-02-30",
                                         "2021-02",
                                         "2021-02-03T04:05:06",
                                         "2021-02-03T04:05:06Z",
                                         "24:00:00",
                                         "male",
                                         "final",
                                         "document",
                                         "transaction",
                                         "searchset",
                                         "#",
                                         "#c1",
                                         "#nowhere",
                                         "c1",
                                         "Patient/1",
                                         "Patient/1/_history/2",
                                         "Practitioner/a b",
                                         "Nothing/1",
                                         "Patient?identifier=1",
                                         "http://x.org/Patient/1",
                                         "http://x.org/Device/2/_history/1",
                                         "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                                         "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1",
                                         "urn:oid:1.2.3",
                                         "Bundle",
                                         "Patient",
                                         "Observation",
                                         "AAA=",
                                         "AA=A",
                                         "é€😀",
                                         "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>",
                                         "<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>x</div>"};
    static constexpr std::array kNumbers{"0",     "1",   "-1",         "1.5",
                                         "20.00", "1e3", "2147483648", "12345678901234567890123"};

    // A value and the container it stands in (none: the root).
    struct Place {
        Tree* value;
        Tree* holder;
        std::size_t index;
    };
    static void gather(Tree& tree, std::vector<Place>& places) {
        for (std::size_t i = 0; i < tree.members.size(); ++i) {
            places.push_back({&tree.members[i].second, &tree, i});
            gather(tree.members[i].second, places);
        }
        for (std::size_t i = 0; i < tree.items.size(); ++i) {
            places.push_back({&tree.items[i], &tree, i});
            gather(tree.items[i], places);
        }
    }

    void edit(Tree& root) {
        std::vector<Place> places;
        gather(root, places);
        if (places.empty()) return;
        const Place at = places[below(places.size())];
        Tree& value = *at.value;
        Tree& holder = *at.holder;
        const bool member = holder.is(Tree::Kind::kObject);
        const auto offset = static_cast<std::ptrdiff_t>(at.index);
        switch (below(12)) {
            case 0:
                if (member) {
                    holder.members.erase(holder.members.begin() + offset);
                } else {
                    holder.items.erase(holder.items.begin() + offset);
                }
                break;
            case 1:  // twice
                if (member) {
                    holder.members.push_back(std::pair<std::string, Tree>(holder.members[at.index]));
                } else {
                    holder.items.push_back(Tree(value));
                }
                break;
            case 2:
                if (member) holder.members[at.index].first = name();
                break;
            case 3:
                value = scalar();
                break;
            case 4: {
                Tree wrapped{Tree::Kind::kArray, {}, {}, {}};
                wrapped.items.push_back(value);
                value = std::move(wrapped);
                break;
            }
            case 5:
                if (value.is(Tree::Kind::kArray) && !value.items.empty()) value = Tree(value.items[0]);
                break;
            case 6:
                value = Tree();
                break;
            case 7:
                value = below(2) == 0 ? Tree{Tree::Kind::kObject, {}, {}, {}} : Tree{Tree::Kind::kArray, {}, {}, {}};
                break;
            case 8:  // what stands elsewhere
                value = Tree(*places[below(places.size())].value);
                break;
            case 9:  // a member more, or a `_` member beside one
                if (member) {
                    std::string added = below(2) == 0 ? "_" + holder.members[at.index].first : name();
                    Tree content = below(2) == 0 ? extended(value) : scalar();
                    holder.members.emplace(holder.members.begin() + static_cast<std::ptrdiff_t>(below(at.index + 1)),
                                           std::move(added), std::move(content));
                }
                break;
            case 10:
                if (member) std::swap(holder.members[at.index], holder.members[below(holder.members.size())]);
                break;
            default:
                if (value.is(Tree::Kind::kString)) value.text = kStrings[below(kStrings.size())];
                if (value.is(Tree::Kind::kNumber)) value.text = kNumbers[below(kNumbers.size())];
                break;
        }
    }

    std::string name() { return kNames[below(kNames.size())]; }

    Tree scalar() {
        switch (below(4)) {
            case 0:
                return {Tree::Kind::kNumber, kNumbers[below(kNumbers.size())], {}, {}};
            case 1:
                return {Tree::Kind::kBoolean, below(2) == 0 ? "true" : "false", {}, {}};
            default:
                return {Tree::Kind::kString, kStrings[below(kStrings.size())], {}, {}};
        }
    }

    // What a `_` member of `value` may hold.
    Tree extended(const Tree& value) {
        Tree extension{Tree::Kind::kObject, {}, {}, {}};
        extension.members.emplace_back("url", Tree{Tree::Kind::kString, "http://x.org/e", {}, {}});
        extension.members.emplace_back("valueString", Tree{Tree::Kind::kString, "q", {}, {}});
        Tree list{Tree::Kind::kArray, {}, {}, {}};
        list.items.push_back(std::move(extension));
        Tree element{Tree::Kind::kObject, {}, {}, {}};
        element.members.emplace_back("extension", std::move(list));
        if (!value.is(Tree::Kind::kArray)) return element;
        Tree elements{Tree::Kind::kArray, {}, {}, {}};
        for (std::size_t i = 0; i < value.items.size(); ++i)
            elements.items.push_back(below(2) == 0 ? Tree() : Tree(element));
        return elements;
    }

    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

    std::mt19937_64 random_;
};

}  // namespace hios::validate::test
