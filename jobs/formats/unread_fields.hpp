#pragma once
// Counts what of messages no address of the map reads, by field.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "jobs/formats/read_fields.hpp"
#include "pipeline/work.hpp"
#include "stages/hl7v2/message_view.hpp"

namespace hios::jobs {

// For all messages of a run: what is unread of a segment is looked for once for all that have its shape. Not
// thread-safe; one per worker.
class UnreadFields {
public:
    // `read` must outlive it.
    explicit UnreadFields(const ReadFields& read);

    // The view is set to the message.
    void count(const hl7v2::Message& message, const hl7v2::MessageView& view);
    // Leaves that were not read since it was asked last, as "OBX-17". Lines that begin with no segment's name are "?".
    void tell(std::vector<MapTally>& tallies);

private:
    struct Segment {
        std::string name;
        const ReadFields::Segment* read = nullptr;
        std::vector<std::uint64_t> unread;  // by field
    };

    struct Leaves {
        std::uint32_t segment = 0;  // in segments_
        std::uint32_t field = 0;
        std::uint64_t number = 0;
    };
    struct Shape {
        std::vector<Leaves> unread;
        std::uint64_t segments = 0;  // not added yet
    };
    static constexpr std::size_t kMostShapes = 4096;

    [[nodiscard]] std::uint32_t segment_of(std::string_view name);
    void learn(const hl7v2::Delimiters& delimiters);
    [[nodiscard]] std::vector<Leaves> unread_of(const hl7v2::Segment& segment);
    [[nodiscard]] std::uint64_t unread_of(const hl7v2::Part& part, const ReadFields::Field& field) const;
    void add_up();

    const ReadFields& read_;
    std::vector<Segment> segments_;
    std::unordered_map<std::uint32_t, std::uint32_t> known_;  // ReadFields::key_of() -> in segments_
    enum class Mark : std::uint8_t { kText, kRepetition, kComponent, kSubcomponent };
    std::array<Mark, 256> marks_{};  // by byte, of the delimiters at hand
    hl7v2::Delimiters delimiters_;
    std::unordered_map<std::uint64_t, Shape> shapes_;
    std::vector<Shape*> counted_;  // of those with segments
};

}  // namespace hios::jobs
