#include "jobs/formats/message_deviations.hpp"

#include <string>

#include "stages/hl7v2/message.hpp"

namespace hios::jobs {
namespace {

using hl7v2::dictionary::Deviation;

constexpr std::uint32_t kNoSegment = 0;

// Up to four bytes of a name in one number: names of segments have three.
std::uint32_t packed(std::string_view segment) {
    std::uint32_t code = kNoSegment;
    for (const char c : segment.substr(0, 4)) code = code << 8 | static_cast<unsigned char>(c);
    return code;
}

std::string name_of(std::uint32_t segment) {
    std::string name;
    for (int shift = 24; shift >= 0; shift -= 8) {
        if (const char c = static_cast<char>(segment >> shift & 0xFF); c != '\0') name += c;
    }
    return name;
}

Error refusal(const Code& code, const Document& document, std::string place, std::uint32_t offset) {
    std::string what(code.meaning);
    return reject(code, std::move(what), {*document.name, document.offset + offset, 0, std::move(place)});
}

}  // namespace

void MessageDeviations::list(Work& work, const Code& code, std::string place, std::uint32_t offset) const {
    if (strict_ != Hl7v2Spec::Strict::kList) return;
    const auto number = static_cast<std::uint32_t>(work.documents.size() - 1);
    work.deviations.push_back({code.id, std::move(place), work.documents.back().offset + offset, number});
}

std::optional<Error> MessageDeviations::take(const hl7v2::Message& message, Work& work) {
    std::optional<Error> refused;
    const auto refuse = [&](const Code& code, std::string place, std::uint32_t offset) {
        if (strict_ == Hl7v2Spec::Strict::kReject && !refused)
            refused = refusal(code, work.documents.back(), std::move(place), offset);
    };
    for (const hl7v2::Note& note : message.notes()) {
        ++counts_[{note.code->id, kNoSegment}];
        list(work, *note.code, {}, note.offset);
        refuse(*note.code, {}, note.offset);
    }
    if (strict_ == Hl7v2Spec::Strict::kOff) return refused;
    for (const Deviation& deviation : finder_.find(message)) {
        ++counts_[{deviation.code->id, packed(deviation.segment.empty() ? "?" : deviation.segment)}];
        list(work, *deviation.code, place_text(deviation), deviation.offset);
        refuse(*deviation.code, place_text(deviation), deviation.offset);
    }
    return refused;
}

void MessageDeviations::tell(std::vector<MapTally>& tallies) {
    for (const auto& [key, count] : counts_) {
        const auto& [code, segment] = key;
        std::string name(code);
        if (segment != kNoSegment) name += " " + name_of(segment);
        tallies.push_back({MapTally::kDeviations, std::move(name), count, 0});
    }
    counts_.clear();
}

}  // namespace hios::jobs
