#include "jobs/formats/unread_fields.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "pipeline/ascii.hpp"

namespace hios::jobs {
namespace {

constexpr std::string_view kNoName = "?";

bool is_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), ascii::is_white);
}

}  // namespace

UnreadFields::UnreadFields(const ReadFields& read) : read_(read) {
    learn(hl7v2::Delimiters());
    segments_.push_back({std::string(kNoName), &read.segment(0), {}});
    known_.emplace(0, 0);
}

std::uint32_t UnreadFields::segment_of(std::string_view name) {
    const std::uint32_t key = ReadFields::key_of(name);
    const auto [place, is_new] = known_.try_emplace(key, static_cast<std::uint32_t>(segments_.size()));
    if (is_new) segments_.push_back({std::string(name), &read_.segment(key), {}});
    return place->second;
}

void UnreadFields::learn(const hl7v2::Delimiters& delimiters) {
    delimiters_ = delimiters;
    marks_.fill(Mark::kText);
    // Of two meanings of one character the outermost holds.
    const auto set = [&](char c, Mark mark) {
        if (c != hl7v2::Delimiters::kNone) marks_[static_cast<unsigned char>(c)] = mark;
    };
    set(delimiters.subcomponent, Mark::kSubcomponent);
    set(delimiters.component, Mark::kComponent);
    set(delimiters.repetition, Mark::kRepetition);
}

// Goes from delimiter to delimiter; text is looked at only where it is not read, to see whether there is any.
std::uint64_t UnreadFields::unread_of(const hl7v2::Part& part, const ReadFields::Field& field) const {
    const hl7v2::Message& message = *part.message();
    const std::string_view text = message.text();
    const std::uint32_t* mark = message.marks().data() + part.mark();
    std::uint64_t unread = 0;
    std::size_t number = 0;
    std::size_t component = 0;
    std::uint32_t subcomponent = 1;
    const ReadFields::Repetition* read = &field.repetition(number);
    std::uint32_t mask = read->component(component);
    for (std::uint32_t begin = part.offset();; ++mark) {
        const std::uint32_t end = std::min(*mark, part.end());
        const Mark what = end == part.end() ? Mark::kRepetition : marks_[static_cast<unsigned char>(text[end])];
        if (what == Mark::kText) continue;  // a line break in a text
        if (begin < end && (mask & ReadFields::bit_of(subcomponent)) == 0 && !is_blank(text.substr(begin, end - begin)))
            ++unread;
        if (end == part.end()) return unread;
        begin = end + 1;
        if (what == Mark::kSubcomponent) {
            ++subcomponent;
            continue;
        }
        subcomponent = 1;
        if (what == Mark::kRepetition) {
            component = 0;
            read = &field.repetition(++number);
        } else {
            ++component;
        }
        mask = read->component(component);
    }
}

// Fields that are empty, of one part or read whole cost a bit each, others a look at each of their delimiters.
std::vector<UnreadFields::Leaves> UnreadFields::unread_of(const hl7v2::Segment& segment) {
    std::vector<Leaves> found;
    const std::uint32_t known = segment_of(segment.name());
    const ReadFields::Segment& read = *segments_[known].read;
    const auto look_at = [&](std::uint32_t number) {
        const hl7v2::Part part = segment.field(number);
        if (part.empty()) return;
        const std::uint32_t field = std::min(number, ReadFields::kMostFields);
        const std::uint64_t unread =
            unread_of(part, field < read.fields.size() ? read.fields[field] : ReadFields::nothing());
        if (unread != 0) found.push_back({known, field, unread});
    };
    const hl7v2::Segment::FieldsThere there = segment.fields_by_shape();
    const std::uint64_t counted = ~std::uint64_t{segment.is_header() ? 7U : 1U};
    std::uint64_t left = ((there.split & ~read.whole) | (there.plain & ~read.first)) & counted;
    for (; left != 0; left &= left - 1) look_at(static_cast<std::uint32_t>(std::countr_zero(left)));
    if (((there.split | there.plain) & 1) == 0) return found;
    for (std::uint32_t number = 64; number <= segment.field_count(); ++number) look_at(number);
    return found;
}

void UnreadFields::count(const hl7v2::Message& message, const hl7v2::MessageView& view) {
    if (message.delimiters() != delimiters_) learn(message.delimiters());
    for (std::uint32_t i = 0; i < message.segment_count(); ++i) {
        if (shapes_.size() > kMostShapes) add_up();  // one message may have as many
        const auto [shape, is_new] = shapes_.try_emplace(view.segment_shape(i));
        if (is_new) shape->second.unread = unread_of(message.segment(i));
        if (shape->second.segments++ == 0) counted_.push_back(&shape->second);
    }
}

void UnreadFields::add_up() {
    for (Shape* const known : counted_) {
        for (const Leaves& leaves : known->unread) {
            std::vector<std::uint64_t>& unread = segments_[leaves.segment].unread;
            if (unread.size() <= leaves.field) unread.resize(leaves.field + std::size_t{1});
            unread[leaves.field] += leaves.number * known->segments;
        }
        known->segments = 0;
    }
    counted_.clear();
    if (shapes_.size() > kMostShapes) shapes_.clear();
}

void UnreadFields::tell(std::vector<MapTally>& tallies) {
    add_up();
    for (Segment& segment : segments_) {
        for (std::size_t number = 0; number < segment.unread.size(); ++number) {
            std::uint64_t& unread = segment.unread[number];
            if (unread == 0) continue;
            tallies.push_back({MapTally::kUnreadFields, fmt::format("{}-{}", segment.name, number), unread, 0});
            unread = 0;
        }
    }
}

}  // namespace hios::jobs
