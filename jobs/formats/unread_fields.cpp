#include "jobs/formats/unread_fields.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/hl7v2/lines.hpp"

namespace hios::jobs {
namespace {

constexpr std::uint32_t kAll = 0xFFFF'FFFF;
constexpr std::uint32_t kLastBit = 31;
// Numbers beyond are counted as these: no standard has that many, and a hostile line must not size a table.
constexpr std::uint32_t kMostFields = 4096;
constexpr std::size_t kLongField = 256;  // bytes
constexpr std::string_view kNoName = "?";

std::uint32_t key_of(std::string_view name) {
    if (!hl7v2::is_segment_name(name)) return 0;
    return static_cast<std::uint32_t>(static_cast<unsigned char>(name[0])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(name[1])) << 8 | static_cast<unsigned char>(name[2]);
}

std::uint32_t bit_of(std::uint32_t subcomponent) {
    return 1U << std::min(subcomponent - 1, kLastBit);
}

}  // namespace

UnreadFields::UnreadFields(const hl7v2::Hl7v2Space& space) {
    learn(hl7v2::Delimiters());
    segments_.push_back({std::string(kNoName), {}});
    known_.emplace(0, 0);
    std::vector<std::pair<std::uint32_t, hl7v2::Hl7v2Space::Read>> reads;
    for (map::Slot slot = 0; slot < space.entries().size(); ++slot) {
        auto read = space.read_by(slot);
        if (!read || read->field >= kMostFields || key_of(read->segment) == 0) continue;
        (void)segment(read->segment);
        reads.emplace_back(known_.at(key_of(read->segment)), std::move(*read));
    }
    for (const auto& [number, read] : reads) {
        std::vector<Field>& fields = segments_[number].fields;
        if (fields.size() <= read.field) fields.resize(read.field + 1);
        Field& field = fields[read.field];
        // One for each repetition that an address names, and one for all others.
        if (field.repetitions.size() <= read.repetition) field.repetitions.resize(read.repetition + 1);
        for (Repetition& one : field.repetitions) {
            if (one.components.size() < read.component) one.components.resize(read.component);
        }
    }
    for (const auto& [number, read] : reads) add(segments_[number].fields[read.field], read);
    for (Segment& one : segments_) {
        for (Field& field : one.fields) {
            field.whole =
                !field.repetitions.empty() &&
                std::all_of(field.repetitions.begin(), field.repetitions.end(), [](const Repetition& part) {
                    return part.others == kAll && std::all_of(part.components.begin(), part.components.end(),
                                                              [](std::uint32_t mask) { return mask == kAll; });
                });
        }
    }
}

void UnreadFields::add(Field& field, const hl7v2::Hl7v2Space::Read& read) {
    const std::uint32_t mask = read.subcomponent == 0 ? kAll : bit_of(read.subcomponent);
    for (std::uint32_t number = 1; number <= field.repetitions.size(); ++number) {
        if (read.repetition != 0 && read.repetition != number) continue;
        Repetition& one = field.repetitions[number - 1];
        one.components.resize(field.repetitions.front().components.size());
        if (read.component != 0) {
            one.components[read.component - 1] |= mask;
            continue;
        }
        one.others |= mask;
        for (std::uint32_t& component : one.components) component |= mask;
    }
}

UnreadFields::Segment& UnreadFields::segment(std::string_view name) {
    const std::uint32_t key = key_of(name);
    if (key == last_key_) return segments_[last_];
    const auto [place, is_new] = known_.try_emplace(key, static_cast<std::uint32_t>(segments_.size()));
    if (is_new) segments_.push_back({std::string(name), {}});
    last_key_ = key;
    last_ = place->second;
    return segments_[last_];
}

void UnreadFields::learn(const hl7v2::Delimiters& delimiters) {
    delimiters_ = delimiters;
    marks_.fill(Mark::kText);
    for (const char blank : {' ', '\t', '\r', '\n'}) marks_[static_cast<unsigned char>(blank)] = Mark::kBlank;
    // Of two meanings of one character the outermost holds.
    const auto set = [&](char c, Mark mark) {
        if (c != hl7v2::Delimiters::kNone) marks_[static_cast<unsigned char>(c)] = mark;
    };
    set(delimiters.subcomponent, Mark::kSubcomponent);
    set(delimiters.component, Mark::kComponent);
    set(delimiters.repetition, Mark::kRepetition);
}

const UnreadFields::Repetition& UnreadFields::repetition(const Field& field, std::size_t index) {
    static const Repetition kNone;
    return field.repetitions.empty() ? kNone : field.repetitions[std::min(index, field.repetitions.size() - 1)];
}

std::uint32_t UnreadFields::mask(const Repetition& read, std::size_t index) {
    return index < read.components.size() ? read.components[index] : read.others;
}

std::uint64_t UnreadFields::unread_of(const hl7v2::Part& part, const Field& field) const {
    const std::string_view text = part.text();
    if (text.size() > kLongField) return unread_of_long(part, field);
    std::uint64_t unread = 0;
    std::size_t number = 0;
    std::size_t component = 0;
    std::uint32_t subcomponent = 1;
    const Repetition* read = &repetition(field, number);
    bool blank = true;
    const auto end_leaf = [&] {
        if (!blank && (mask(*read, component) & bit_of(subcomponent)) == 0) ++unread;
        blank = true;
    };
    for (const char c : text) {
        const Mark mark = marks_[static_cast<unsigned char>(c)];
        if (mark <= Mark::kBlank) {
            blank = blank && mark == Mark::kBlank;
            continue;
        }
        end_leaf();
        if (mark == Mark::kSubcomponent) {
            ++subcomponent;
            continue;
        }
        subcomponent = 1;
        ++component;
        if (mark == Mark::kComponent) continue;
        component = 0;
        read = &repetition(field, ++number);
    }
    end_leaf();
    return unread;
}

// By the message's own marks: a document within a field is not gone through byte by byte.
std::uint64_t UnreadFields::unread_of_long(const hl7v2::Part& part, const Field& field) {
    std::uint64_t unread = 0;
    std::size_t number = 0;
    for (const hl7v2::Part& one : part.parts()) {
        const Repetition& read = repetition(field, number++);
        std::size_t component = 0;
        for (const hl7v2::Part& of : one.parts()) {
            const std::uint32_t read_mask = mask(read, component++);
            if (read_mask == kAll) continue;
            std::uint32_t subcomponent = 0;
            for (const hl7v2::Part& leaf : of.parts()) {
                if ((read_mask & bit_of(++subcomponent)) == 0 && !leaf.blank()) ++unread;
            }
        }
    }
    return unread;
}

void UnreadFields::count(const hl7v2::Message& message) {
    if (message.delimiters() != delimiters_) learn(message.delimiters());
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        const hl7v2::Segment at = message.segment(i);
        Segment& known = segment(at.name());
        const std::uint32_t fields = at.field_count();
        for (std::uint32_t number = at.is_header() ? 3 : 1; number <= fields; ++number) {
            const hl7v2::Part part = at.field(number);
            if (part.empty()) continue;
            const std::uint32_t slot = std::min(number, kMostFields);
            if (slot < known.fields.size()) {
                Field& field = known.fields[slot];
                if (!field.whole) field.unread += unread_of(part, field);
                continue;
            }
            if (part.blank()) continue;
            known.fields.resize(slot + 1);
            known.fields[slot].unread += unread_of(part, known.fields[slot]);
        }
    }
}

void UnreadFields::tell(std::vector<MapTally>& tallies) {
    for (Segment& segment : segments_) {
        for (std::size_t number = 0; number < segment.fields.size(); ++number) {
            Field& field = segment.fields[number];
            if (field.unread == 0) continue;
            tallies.push_back({MapTally::kUnreadFields, fmt::format("{}-{}", segment.name, number), field.unread, 0});
            field.unread = 0;
        }
    }
}

}  // namespace hios::jobs
