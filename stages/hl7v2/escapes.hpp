#pragma once
// Escape sequences in values (HL7 v2.9, 2.7): decoded once, behind all splitting, so that a decoded delimiter never
// splits.

#include <string>
#include <string_view>
#include <vector>

#include "stages/hl7v2/charset_decoder.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2 {

// Not thread-safe; reuse it. What becomes of what:
//   \F\ \S\ \T\ \R\ \E\ \P\        the delimiter of the message
//   \Xhh..\                        bytes in the message's character set; neighbours are read as one
//   \.br\ \.ce\                    a line feed; \.spN\: N of them (one without N); \.skN\: N blanks
//   \H\ \N\ \.fi\ \.nf\ \.inN\ \.tiN\   nothing
//   \Z..\                          stays, as do \C..\ and \M..\ which the charset did not consume, and with a note
//                                  whatever else begins with the escape character
// Line ends become line feeds; other control characters but the tab are left out. The result is fit for JSON.
class Unescaper {
public:
    // The text that `raw`, a part's text() in `message`, stands for: `raw` itself or valid until the next call.
    // What deviates is added to `notes` if given, with offsets in Message::text().
    std::string_view decode(const Message& message, std::string_view raw, std::vector<Note>* notes = nullptr);

    // Whether decode() would change anything.
    [[nodiscard]] static bool needed(std::string_view raw, char escape);
    // Of whole segments, apart from their line ends: outside of this part of them it would change nothing.
    [[nodiscard]] static std::string_view needed_between(std::string_view segments, char escape);

private:
    struct Sequence;
    std::size_t take_sequence(const Message& message, std::string_view raw, std::size_t at, std::vector<Note>* notes);
    bool take_formatting(std::string_view command);
    std::size_t take_hex(const Message& message, std::string_view raw, std::size_t at, std::vector<Note>* notes);
    bool put_text(std::string_view text);

    CharsetDecoder decoder_;
    std::string out_;
    std::string bytes_;
    std::string text_;
};

}  // namespace hios::hl7v2
