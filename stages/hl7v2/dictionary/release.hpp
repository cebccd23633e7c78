#pragma once
// One version of the standard: what segments, data types, structures and events are in it.
//
// What the version does not have is taken from the first later one that has it, else from the last before it, and is
// marked (of_version): messages run ahead of the version they state, and behind it.

#include <memory>
#include <memory_resource>
#include <string_view>
#include <unordered_map>

#include "stages/hl7v2/dictionary/definitions.hpp"

namespace hios::hl7v2::dictionary {

class TextReader;

// Made once a version, then only read: safe to share. Views and pointers live as long as the program.
class Release {
public:
    // Reads the version from the dictionary's text on first use: about 3 ms.
    static const Release& of(Version version);

    Release(const Release&) = delete;
    Release& operator=(const Release&) = delete;

    [[nodiscard]] Version version() const { return version_; }
    [[nodiscard]] std::string_view name() const { return kVersionNames[version_]; }

    // Null when no version has it.
    [[nodiscard]] const SegmentType* segment(std::uint32_t code) const;     // segment_code("PID")
    [[nodiscard]] const Type* type(std::string_view name) const;            // "XPN"
    [[nodiscard]] const Structure* structure(std::string_view name) const;  // "ADT_A01"
    // The structure of an event ("ADT_A04": "ADT_A01"); empty when unknown.
    [[nodiscard]] std::string_view event(std::string_view name) const;

    // Field `number` (from 1) of a segment, component of a type; null when no version has it.
    [[nodiscard]] static const Element* at(const std::vector<Element>& elements, std::uint32_t number) {
        return number - 1 < elements.size() ? &elements[number - 1] : nullptr;
    }

    [[nodiscard]] const std::unordered_map<std::string_view, Structure>& structures() const { return structures_; }
    [[nodiscard]] const std::unordered_map<std::uint32_t, SegmentType>& segments() const { return segments_; }
    [[nodiscard]] const std::unordered_map<std::string_view, Type>& types() const { return types_; }

private:
    friend class TextReader;
    explicit Release(Version version);

    Version version_;
    std::pmr::monotonic_buffer_resource keys_;
    std::unordered_map<std::string_view, Type> types_;
    std::unordered_map<std::uint32_t, SegmentType> segments_;
    std::unordered_map<std::string_view, Structure> structures_;
    std::unordered_map<std::string_view, std::string_view> events_;
};

}  // namespace hios::hl7v2::dictionary
