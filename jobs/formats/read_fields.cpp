#include "jobs/formats/read_fields.hpp"

#include <algorithm>

#include "stages/hl7v2/lines.hpp"

namespace hios::jobs {
namespace {

bool is_whole(const ReadFields::Field& field) {
    return !field.repetitions.empty() &&
           std::all_of(field.repetitions.begin(), field.repetitions.end(), [](const ReadFields::Repetition& part) {
               return part.others == ReadFields::kAll &&
                      std::all_of(part.components.begin(), part.components.end(),
                                  [](std::uint32_t mask) { return mask == ReadFields::kAll; });
           });
}

}  // namespace

std::uint32_t ReadFields::key_of(std::string_view name) {
    if (!hl7v2::is_segment_name(name)) return 0;
    return static_cast<std::uint32_t>(static_cast<unsigned char>(name[0])) << 16 |
           static_cast<std::uint32_t>(static_cast<unsigned char>(name[1])) << 8 | static_cast<unsigned char>(name[2]);
}

ReadFields::ReadFields(const hl7v2::Hl7v2Space& space) {
    std::vector<hl7v2::Hl7v2Space::Read> reads;
    for (map::Slot slot = 0; slot < space.entries().size(); ++slot) {
        auto read = space.read_by(slot);
        if (!read || read->field >= kMostFields || key_of(read->segment) == 0) continue;
        reads.push_back(std::move(*read));
    }
    for (const auto& read : reads) {
        std::vector<Field>& fields = segments_[key_of(read.segment)].fields;
        if (fields.size() <= read.field) fields.resize(read.field + 1);
        Field& field = fields[read.field];
        // One for each repetition that an address names, and one for all others.
        if (field.repetitions.size() <= read.repetition) field.repetitions.resize(read.repetition + 1);
        for (Repetition& one : field.repetitions) {
            if (one.components.size() < read.component) one.components.resize(read.component);
        }
    }
    for (const auto& read : reads) add(segments_[key_of(read.segment)].fields[read.field], read);
    for (auto& [key, segment] : segments_) {
        for (std::size_t number = 0; number < std::min<std::size_t>(segment.fields.size(), 64); ++number) {
            const Field& field = segment.fields[number];
            const std::uint64_t bit = std::uint64_t{1} << number;
            if (is_whole(field)) segment.whole |= bit;
            if ((field.repetition(0).component(0) & bit_of(1)) != 0) segment.first |= bit;
        }
    }
}

void ReadFields::add(Field& field, const hl7v2::Hl7v2Space::Read& read) {
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

const ReadFields::Repetition& ReadFields::Field::repetition(std::size_t index) const {
    static const Repetition kNone;
    return repetitions.empty() ? kNone : repetitions[std::min(index, repetitions.size() - 1)];
}

const ReadFields::Field& ReadFields::nothing() {
    static const Field kNothing;
    return kNothing;
}

const ReadFields::Segment& ReadFields::segment(std::uint32_t key) const {
    static const Segment kNone;
    const auto known = segments_.find(key);
    return known == segments_.end() ? kNone : known->second;
}

}  // namespace hios::jobs
