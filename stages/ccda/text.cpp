#include "stages/ccda/text.hpp"

#include <algorithm>
#include <cstring>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

bool is_text(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// Whether an element is shown on lines of its own.
bool is_block(std::string_view name) {
    constexpr std::string_view kBlocks[] = {"paragraph", "item", "tr", "caption", "list", "table", "br", "footnote"};
    return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
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

std::size_t size_of_texts(pugi::xml_node top, std::size_t most) {
    std::size_t size = 0;
    for (pugi::xml_node at = top.first_child(); at;) {
        size += is_text(at) ? std::strlen(at.value()) + 1 : 1;
        if (size > most) return most;
        if (at.first_child()) {
            at = at.first_child();
            continue;
        }
        while (at != top && !at.next_sibling()) at = at.parent();
        if (at == top) break;
        at = at.next_sibling();
    }
    return size;
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

std::string_view own_text(const Document& document, NodeId node, map::Scratch& scratch) {
    const pugi::xml_node xml = document.xml(node);
    std::string_view only;
    std::size_t parts = 0;
    std::size_t size = 0;
    for (pugi::xml_node at = xml.first_child(); at; at = at.next_sibling()) {
        if (!is_text(at)) continue;
        only = at.value();
        size += only.size() + 1;
        ++parts;
    }
    if (parts == 0) return {};
    const bool base64 = document.attribute(node, names::attribute("representation")) == "B64";
    if (parts == 1) {
        only = trimmed(only);
        if (base64) return without_blanks(only, scratch);
        if (only.size() <= kLongestText && is_collapsed(only)) return only;
    }
    if (base64) {
        char* const room = scratch.room(size);
        char* to = room;
        for (pugi::xml_node at = xml.first_child(); at; at = at.next_sibling()) {
            if (!is_text(at)) continue;
            const std::string_view text = at.value();
            to = std::remove_copy_if(text.begin(), text.end(), to, is_white);
        }
        return scratch.keep(static_cast<std::size_t>(to - room));
    }
    Collapsed out(scratch, std::min(size, kLongestText));
    for (pugi::xml_node at = xml.first_child(); at; at = at.next_sibling()) {
        is_text(at) ? out.add(at.value()) : out.blank();
    }
    return out.finish();
}

}  // namespace

std::string_view plain_text(const Document& document, NodeId node, map::Scratch& scratch, std::size_t most) {
    const pugi::xml_node top = document.xml(node);
    Collapsed out(scratch, size_of_texts(top, most));
    for (pugi::xml_node at = top.first_child(); at && !out.full();) {
        if (is_text(at)) {
            out.add(at.value());
        } else {
            const std::string_view name = local_part(at.name());
            if (is_block(name)) {
                out.line();
            } else if (name == "td" || name == "th" || is_white(at.name()[-2])) {
                out.blank();
            }
        }
        if (at.first_child()) {
            at = at.first_child();
            continue;
        }
        while (at != top && !at.next_sibling()) {
            at = at.parent();
            if (at != top && is_block(local_part(at.name()))) out.line();
        }
        if (at == top) break;
        const bool block = !is_text(at) && is_block(local_part(at.name()));
        if (block) out.line();
        at = at.next_sibling();
    }
    return out.finish();
}

std::string_view element_text(const Document& document, NodeId node, NodeId target, map::Scratch& scratch) {
    const std::string_view own = own_text(document, node, scratch);
    // A reference to what holds it would be read into itself.
    if (target == kNoNode || (target <= node && node < document.node(target).end)) return own;
    const std::string_view led_to = plain_text(document, target, scratch, kLongestReferenced);
    if (own.empty() || holds_text(led_to, own)) return led_to;
    if (led_to.empty() || holds_text(own, led_to)) return own;
    char* const room = scratch.room(own.size() + 1 + led_to.size());
    std::memcpy(room, own.data(), own.size());
    room[own.size()] = ' ';
    std::memcpy(room + own.size() + 1, led_to.data(), led_to.size());
    return scratch.keep(own.size() + 1 + led_to.size());
}

}  // namespace hios::ccda
