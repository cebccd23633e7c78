#pragma once
// Messages whose segments do not stand as they should, written anew.

#include <cstdint>
#include <string>
#include <string_view>

namespace hios::hl7v2 {

class Message;

// `text` from `begin` on is one line; where "\r", "\n", "<CR>" or "<LF>" stands as text before a segment's name or the
// end, a carriage return goes to `into`. False when there is no such place.
bool put_line_ends_back(std::string_view text, std::size_t begin, char field, std::string& into);

struct JoinResult {
    bool joined = false;
    bool lost = false;  // a continuation whose other part is not there
    std::uint32_t lost_at = 0;
};

// Continuations (HL7 v2.9, 2.10.2): an ADD segment goes on with the last field of the segment before it; a DSC
// segment and the header behind it, whose MSH-14 has the pointer of DSC-1, are taken out. `into` is the message
// from its header on.
JoinResult join_continued(const Message& message, std::string& into);

}  // namespace hios::hl7v2
