#pragma once
// One segment as a JSON object; options.hpp states the form.

#include "stages/hl7v2/dictionary/release.hpp"
#include "stages/hl7v2/escapes.hpp"
#include "stages/hl7v2/json/json_out.hpp"
#include "stages/hl7v2/json/options.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2::json {

// Reused for message after message. Not thread-safe.
class SegmentWriter {
public:
    explicit SegmentWriter(Names names) : names_(names) {}

    // For the segments of one message. All three stay while segments are written.
    void begin(const Message& message, const dictionary::Release& release, JsonOut& out);

    void write(Segment segment, const dictionary::SegmentType& type);
    // One that no version knows: an object of addresses.
    void write_unknown(Segment segment);
    // One without a segment's name: that stands under "0".
    void write_unnamed(Segment segment);

private:
    // Where a value stands within its segment. Component 0: the whole repetition.
    struct Address {
        std::uint32_t field = 0;
        std::uint32_t repetition = 1;
        std::uint32_t component = 0;
    };

    void write_header_field(const dictionary::SegmentType& type, std::uint32_t number, Part field);
    void write_field(const dictionary::SegmentType& type, std::uint32_t number, Part field);
    void write_repetition(const dictionary::Element& element, Address at, Part repetition);
    void write_value(const dictionary::Type& type, Address at, Part part);
    void write_components(const dictionary::Type& type, Address at, Part part);
    void write_observation(Address at, Part repetition);
    void write_parts(Part part);
    void write_kept(const dictionary::Type& type, Part part);
    void write_text(std::string_view raw);
    void field_key(const dictionary::SegmentType& type, std::uint32_t number, std::string_view suffix);
    void part_key(const dictionary::Element& element, Level level, std::uint32_t number);
    [[nodiscard]] const dictionary::Type* observation_type(Segment segment) const;

    // Leaves under their addresses. `but_first`: without the first component's first subcomponent.
    void address_fields(JsonOut& out, Segment segment);
    void address_field(JsonOut& out, std::uint32_t number, Part field);
    void address_leaves(JsonOut& out, Address at, Part part, bool but_first);
    void address_leaf(JsonOut& out, const Address& at, std::uint32_t subcomponent, Part leaf);
    JsonOut& other();  // the members of other_fields

    Names names_;
    const Message* message_ = nullptr;
    const dictionary::Release* release_ = nullptr;
    JsonOut* out_ = nullptr;
    bool odd_delimiters_ = false;                         // beyond ASCII: they may cut characters apart
    bool observation_ = false;                            // the segment is an OBX
    const dictionary::Type* observation_type_ = nullptr;  // what its OBX-2 says
    ByteBuffer other_bytes_;
    JsonOut other_{other_bytes_};
    Unescaper unescaper_;
};

}  // namespace hios::hl7v2::json
