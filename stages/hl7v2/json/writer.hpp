#pragma once
// Messages as lines of JSON for a data lake; options.hpp states the form.
//
//     json::Writer writer(options);
//     const json::Written& written = writer.write(message, line);
//
// Every value of the message is in its line. No message is refused: the dictionary advises.

#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/dictionary/placement.hpp"
#include "stages/hl7v2/dictionary/resolve.hpp"
#include "stages/hl7v2/json/segment_writer.hpp"

namespace hios::hl7v2::json {

// What a line is staged by. Both are fit for folder names.
struct Written {
    std::string structure;  // "ORU_R01"; what the message calls itself when no version knows it
    std::string date;       // MSH-7 as 2024-01-31, or "unknown"
    bool known = false;     // the structure is one of the standard's
};

// Reused for message after message: in a steady state nothing is allocated but by the texts of Written. Not
// thread-safe.
class Writer {
public:
    explicit Writer(Options options = {}) : options_(options), segments_(options.names) {}

    // Appends the line, its end included. The result is valid until the next call.
    const Written& write(const Message& message, ByteBuffer& into);

private:
    // Something in an instance of a group: a segment or an instance further down.
    struct Entry {
        std::uint32_t instance;
        std::uint16_t node;  // kNoNode: a segment without a place
        bool group;
        std::uint32_t code;   // of a segment without a place
        std::uint32_t index;  // of the segment, or of the instance below
    };

    void place(const Message& message);
    void write_instance(const Message& message, std::uint32_t instance, JsonOut& out);
    void write_entry(const Message& message, const Entry& entry, JsonOut& out);
    void write_unplaced(const Message& message, const Entry* begin, const Entry* end, JsonOut& out);
    void write_segment(Segment segment, std::uint32_t code);
    [[nodiscard]] std::string_view declared(std::uint16_t group, std::uint32_t code) const;

    Options options_;
    SegmentWriter segments_;
    dictionary::Placement placement_;
    dictionary::Resolved resolved_;
    const dictionary::Structure* structure_ = nullptr;
    std::vector<std::string_view> names_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> begins_;  // by instance: its first entry
    Written written_;
};

}  // namespace hios::hl7v2::json
