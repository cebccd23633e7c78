#include "stages/ccda/repair.hpp"

#include <algorithm>
#include <vector>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

// How many open elements an end tag may close at once. A bound, so that hostile end tags stay cheap.
constexpr std::size_t kLookBack = 32;

bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
    return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

class Repairer {
public:
    Repairer(std::string_view text, ByteBuffer& into) : text_(text), into_(into) {}

    RepairNotes run() {
        into_.clear();
        into_.reserve(text_.size() + text_.size() / 8 + 64);
        while (at_ < text_.size() && !done_) step();
        if (done_) notes_.trailing = text_.find_first_not_of(" \t\r\n", at_) != std::string_view::npos;
        notes_.cut_off = !open_.empty();
        while (!open_.empty()) close_last();
        return notes_;
    }

private:
    [[nodiscard]] char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    [[nodiscard]] bool starts(std::string_view wanted) const { return text_.substr(at_, wanted.size()) == wanted; }

    void step() {
        const std::size_t next = std::min(text_.find('<', at_), text_.size());
        if (!open_.empty()) into_.append(text_.substr(at_, next - at_));
        at_ = next;
        if (at_ == text_.size()) return;
        if (begins_name(peek(1))) {
            start_tag();
        } else if (peek(1) == '/' && begins_name(peek(2))) {
            end_tag();
        } else if (starts("<!--")) {
            skip_past("-->");
        } else if (starts("<![CDATA[")) {
            section();
        } else if (peek(1) == '?') {
            skip_past("?>");
        } else if (starts("<!")) {
            declaration();
        } else {
            if (!open_.empty()) into_.append("&lt;");
            ++at_;
        }
    }

    void skip_past(std::string_view end) {
        const std::size_t found = text_.find(end, at_ + 2);
        at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    }

    void section() {
        const std::size_t from = at_;
        skip_past("]]>");
        if (open_.empty()) return;
        const bool closed = text_.substr(from, at_ - from).ends_with("]]>");
        into_.append(text_.substr(from, at_ - from));
        if (!closed) into_.append("]]>");
    }

    // A DOCTYPE with the brackets of its subset.
    void declaration() {
        int depth = 0;
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '[') ++depth;
            if (c == ']') --depth;
            if (c == '>' && depth <= 0) {
                ++at_;
                return;
            }
        }
    }

    std::string_view name() {
        const std::size_t from = at_;
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        return text_.substr(from, at_ - from);
    }
    void skip_white() {
        while (at_ < text_.size() && is_white(text_[at_])) ++at_;
    }

    void start_tag() {
        const std::size_t mark = into_.size();
        ++at_;
        const std::string_view tag = name();
        into_.push_back('<');
        into_.append(tag);
        for (;;) {
            skip_white();
            if (at_ >= text_.size()) {  // cut off inside: the tag goes
                into_.truncate(mark);
                if (open_.empty()) done_ = true;
                return;
            }
            const char c = text_[at_];
            if (c == '>') {
                ++at_;
                into_.push_back('>');
                open_.push_back(tag);
                return;
            }
            if (c == '/' && peek(1) == '>') {
                at_ += 2;
                into_.append("/>");
                done_ = open_.empty();
                return;
            }
            if (c == '<') {  // the '>' is missing
                into_.push_back('>');
                open_.push_back(tag);
                return;
            }
            if (begins_name(c)) {
                attribute();
            } else {
                ++at_;
            }
        }
    }

    void attribute() {
        into_.push_back(' ');
        into_.append(name());
        into_.append("=\"");
        skip_white();
        if (at_ < text_.size() && text_[at_] == '=') {
            ++at_;
            skip_white();
            const char quote = at_ < text_.size() ? text_[at_] : '\0';
            std::size_t end = 0;
            if (quote == '"' || quote == '\'') {
                ++at_;
                end = std::min(text_.find(quote, at_), text_.size());
            } else {
                end = std::min(text_.find_first_of(" \t\r\n>", at_), text_.size());
            }
            for (const char c : text_.substr(at_, end - at_)) {
                if (c == '"') {
                    into_.append("&quot;");
                } else if (c == '<') {
                    into_.append("&lt;");
                } else {
                    into_.push_back(c);
                }
            }
            at_ = end < text_.size() && (quote == '"' || quote == '\'') ? end + 1 : end;
        }
        into_.push_back('"');
    }

    void end_tag() {
        at_ += 2;
        const std::string_view tag = name();
        const std::size_t end = text_.find_first_of("<>", at_);
        at_ = end == std::string_view::npos ? text_.size() : end + (text_[end] == '>' ? 1 : 0);
        const std::size_t look = std::min(kLookBack, open_.size());
        const auto found = std::find(open_.rbegin(), open_.rbegin() + static_cast<std::ptrdiff_t>(look), tag);
        if (found == open_.rbegin() + static_cast<std::ptrdiff_t>(look)) return;
        const auto keep = static_cast<std::size_t>(open_.rend() - found) - 1;
        while (open_.size() > keep) close_last();
        done_ = open_.empty();
    }

    void close_last() {
        into_.append("</");
        into_.append(open_.back());
        into_.push_back('>');
        open_.pop_back();
    }

    std::string_view text_;
    ByteBuffer& into_;
    std::size_t at_ = 0;
    bool done_ = false;
    std::vector<std::string_view> open_;
    RepairNotes notes_;
};

}  // namespace

RepairNotes repair(std::string_view text, ByteBuffer& into) {
    return Repairer(text, into).run();
}

}  // namespace hios::ccda
