#pragma once
// JSON appended to a ByteBuffer: commas are its own business.

#include <array>
#include <cstdint>
#include <string_view>

#include "pipeline/byte_buffer.hpp"

namespace hios::hl7v2::json {

class JsonOut {
public:
    explicit JsonOut(ByteBuffer& into) : into_(&into) {}

    void begin_object() { begin('{'); }
    void end_object() { end('}'); }
    void begin_array() { begin('['); }
    void end_array() { end(']'); }

    // A key of pieces: letters, digits and what else needs no escape.
    template <typename... Pieces>
    void key(const Pieces&... pieces) {
        begin_key();
        (key_part(pieces), ...);
        end_key();
    }
    void begin_key() {
        comma();
        into_->push_back('"');
    }
    void key_part(std::string_view piece) { into_->append(piece); }
    void key_part(std::uint32_t number);
    void end_key() {
        into_->append("\":");
        first_ = true;  // its value needs no comma
    }
    void null() {
        comma();
        into_->append("null");
    }
    // Valid UTF-8.
    void text(std::string_view value) {
        comma();
        into_->push_back('"');
        escaped(value);
        into_->push_back('"');
    }
    // Any bytes: what is no UTF-8 becomes U+FFFD.
    void bytes(std::string_view value);
    // Whether HL7's NM can be a JSON number: digits, a sign and a point, at most 64 characters.
    [[nodiscard]] static bool is_number(std::string_view value);
    // is_number(value). The digits are kept but for zeros at the front.
    void number(std::string_view value);
    // JSON that is complete.
    void raw(std::string_view value) {
        comma();
        into_->append(value);
    }
    void line_end() { into_->push_back('\n'); }

private:
    void begin(char bracket) {
        comma();
        into_->push_back(bracket);
        first_ = true;
    }
    void end(char bracket) {
        into_->push_back(bracket);
        first_ = false;
    }
    void comma() {
        if (!first_) into_->push_back(',');
        first_ = false;
    }
    void escaped(std::string_view value);

    ByteBuffer* into_;
    bool first_ = true;  // no comma before what comes next
};

}  // namespace hios::hl7v2::json
