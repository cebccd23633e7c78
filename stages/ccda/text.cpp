#include "stages/ccda/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

// Whether an element is shown on lines of its own.
bool is_block(Symbol name) {
    switch (name) {
        case names::of("paragraph"):
        case names::of("item"):
        case names::of("tr"):
        case names::of("caption"):
        case names::of("list"):
        case names::of("table"):
        case names::of("br"):
        case names::of("footnote"):
            return true;
        default:
            return false;
    }
}

// Writes text with runs of blanks as one; breaks win over blanks, neither stands at the ends.
class Collapsed {
public:
    Collapsed(map::Scratch& scratch, std::size_t most)
        : scratch_(scratch), begin_(scratch.room(most)), at_(begin_), end_(begin_ + most) {}
    void blank() {
        if (wanted_ == 0) wanted_ = ' ';
    }
    void line() { wanted_ = '\n'; }
    void add(std::string_view text) {
        for (std::size_t i = 0; i < text.size();) {
            if (is_white(text[i])) {
                blank();
                ++i;
                continue;
            }
            std::size_t stop = i;
            while (stop < text.size() && !is_white(text[stop])) ++stop;
            put(text.substr(i, stop - i));
            i = stop;
        }
    }
    std::string_view finish() { return scratch_.keep(static_cast<std::size_t>(at_ - begin_)); }
    [[nodiscard]] bool full() const { return full_; }

private:
    void put(std::string_view word) {
        if (full_) return;
        if (wanted_ != 0 && at_ != begin_ && at_ != end_) *at_++ = wanted_;
        wanted_ = 0;
        auto room = static_cast<std::size_t>(end_ - at_);
        if (word.size() > room) {
            full_ = true;
            while (room > 0 && (static_cast<unsigned char>(word[room]) & 0xC0U) == 0x80) --room;
            word = word.substr(0, room);
        }
        std::memcpy(at_, word.data(), word.size());
        at_ += word.size();
    }
    map::Scratch& scratch_;
    char* begin_;
    char* at_;
    char* end_;
    char wanted_ = 0;
    bool full_ = false;
};

// Whether one text stands in another. Long texts are not compared: the search may be quadratic.
bool holds_text(std::string_view text, std::string_view part) {
    constexpr std::size_t kLongestCompared = 4096;
    return part.size() <= kLongestCompared && text.substr(0, kLongestCompared).find(part) != std::string_view::npos;
}

// As much as the text of an element can come to, with a sign for each element and text.
std::size_t size_of_texts(const Document& document, NodeId node, std::size_t most) {
    const Node& top = document.node(node);
    std::size_t size = top.end - node - 1;
    for (std::size_t i = top.texts; size <= most && i < document.texts().size(); ++i) {
        const Text& text = document.texts()[i];
        if (text.parent < node || text.parent >= top.end) break;
        size += text.size + 1;
    }
    return std::min(size, most);
}

std::string_view without_blanks(std::string_view text, map::Scratch& scratch) {
    if (std::none_of(text.begin(), text.end(), is_white)) return text;
    char* const room = scratch.room(text.size());
    char* const end = std::remove_copy_if(text.begin(), text.end(), room, is_white);
    return scratch.keep(static_cast<std::size_t>(end - room));
}

// True when `text` has no two blanks side by side and none but ' '.
bool is_collapsed(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_white(text[i]) && (text[i] != ' ' || text[i + 1] == ' ')) return false;
    }
    return true;
}

std::string_view own_text(const Document& document, NodeId node, map::Scratch& scratch, bool& cut) {
    const std::vector<Text>& texts = document.texts();
    const std::uint32_t first = document.node(node).first_text;
    if (first == 0) return {};
    const bool base64 = document.attribute(node, names::attribute("representation")) == "B64";
    if (texts[first - 1].next == 0) {
        const std::string_view only = trimmed(texts[first - 1].view());
        if (base64) return without_blanks(only, scratch);
        if (only.size() <= kLongestText && is_collapsed(only)) return only;
    }
    std::size_t size = 0;
    for (std::uint32_t at = first; at != 0; at = texts[at - 1].next) size += texts[at - 1].size + 1;
    if (base64) {
        char* const room = scratch.room(size);
        char* to = room;
        for (std::uint32_t at = first; at != 0; at = texts[at - 1].next) {
            const std::string_view text = texts[at - 1].view();
            to = std::remove_copy_if(text.begin(), text.end(), to, is_white);
        }
        return scratch.keep(static_cast<std::size_t>(to - room));
    }
    Collapsed out(scratch, std::min(size, kLongestText));
    NodeId before = texts[first - 1].before;
    for (std::uint32_t at = first; at != 0; at = texts[at - 1].next) {
        const Text& text = texts[at - 1];
        if (std::exchange(before, text.before) != text.before) out.blank();  // an element stands between
        out.add(text.view());
    }
    cut = cut || out.full();
    return out.finish();
}

}  // namespace

std::string_view plain_text(const Document& document, NodeId node, map::Scratch& scratch, bool& cut, std::size_t most) {
    const std::vector<Text>& texts = document.texts();
    const Node& top = document.node(node);
    Collapsed out(scratch, size_of_texts(document, node, most));
    NodeId inner = node;
    const auto leave_until = [&](NodeId parent) {
        for (; inner != parent; inner = document.node(inner).parent) {
            if (is_block(document.node(inner).name)) out.line();
        }
    };
    std::size_t next = top.texts;
    for (NodeId at = node + 1; !out.full();) {
        if (next < texts.size() && texts[next].before == at && texts[next].parent >= node) {
            if (texts[next].parent >= top.end) break;
            leave_until(texts[next].parent);
            out.add(texts[next++].view());
            continue;
        }
        if (at >= top.end) break;
        const Node& element = document.node(at);
        leave_until(element.parent);
        if (is_block(element.name)) {
            out.line();
        } else if (element.name == names::of("td") || element.name == names::of("th") ||
                   Document::follows_blank(element)) {
            out.blank();
        }
        inner = at++;
    }
    cut = cut || out.full();
    return out.finish();
}

std::string_view element_text(const Document& document, NodeId node, NodeId target, map::Scratch& scratch, bool& cut) {
    const std::string_view own = own_text(document, node, scratch, cut);
    // A reference to what holds it would be read into itself.
    if (target == kNoNode || (target <= node && node < document.node(target).end)) return own;
    const std::string_view led_to = plain_text(document, target, scratch, cut, kLongestReferenced);
    if (own.empty() || holds_text(led_to, own)) return led_to;
    if (led_to.empty() || holds_text(own, led_to)) return own;
    char* const room = scratch.room(own.size() + 1 + led_to.size());
    std::memcpy(room, own.data(), own.size());
    room[own.size()] = ' ';
    std::memcpy(room + own.size() + 1, led_to.data(), led_to.size());
    return scratch.keep(own.size() + 1 + led_to.size());
}

}  // namespace hios::ccda
