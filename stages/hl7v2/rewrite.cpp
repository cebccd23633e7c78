#include "stages/hl7v2/rewrite.hpp"

#include <array>

#include "stages/hl7v2/lines.hpp"
#include "stages/hl7v2/message.hpp"

namespace hios::hl7v2 {
namespace {

constexpr std::array<std::string_view, 6> kWrittenLineEnds{"\\r", "\\n", "<CR>", "<cr>", "<LF>", "<lf>"};

// Bytes of line ends written as text, and blanks behind them, at `at`; 0: none.
std::size_t written_line_ends(std::string_view text, std::size_t at) {
    std::size_t end = at;
    bool more = true;
    while (more) {
        more = false;
        for (const std::string_view written : kWrittenLineEnds) {
            if (!text.substr(end).starts_with(written)) continue;
            end += written.size();
            more = true;
        }
    }
    if (end == at) return 0;
    while (end < text.size() && is_blank(text[end])) ++end;
    return end - at;
}

}  // namespace

bool put_line_ends_back(std::string_view text, std::size_t begin, char field, std::string& into) {
    bool found = false;
    std::size_t from = begin;
    std::size_t at = begin;
    while ((at = text.find_first_of("\\<", at)) != std::string_view::npos) {
        const std::size_t size = written_line_ends(text, at);
        const std::size_t behind = at + size;
        if (size != 0 && (behind == text.size() || segment_begins(text, behind, field))) {
            into += text.substr(from, at - from);
            into += '\r';
            from = behind;
            found = true;
        }
        at += size == 0 ? 1 : size;
    }
    into += text.substr(from);
    return found;
}

JoinResult join_continued(const Message& message, std::string& into) {
    JoinResult result;
    into += message.header().text();
    for (std::uint32_t i = 1; i < message.segment_count(); ++i) {
        const Segment segment = message.segment(i);
        if (segment.name() == "DSC") {
            const std::string_view pointer = segment.field(1).text();
            // A header that is not the first counts its fields like any segment: MSH-14 is number 13.
            if (!pointer.empty() && i + 1 < message.segment_count() && message.segment(i + 1).name() == "MSH" &&
                message.segment(i + 1).field(13).text() == pointer) {
                result.joined = true;
                ++i;
                continue;
            }
            if (!pointer.empty()) {
                result.lost = true;
                result.lost_at = segment.offset();
            }
        }
        if (segment.name() == "ADD" && i > 1) {
            const std::size_t name_and_separator = 4;
            if (segment.field_count() > 0) into += segment.text().substr(name_and_separator);
            result.joined = true;
            continue;
        }
        into += '\r';
        into += segment.text();
    }
    return result;
}

}  // namespace hios::hl7v2
