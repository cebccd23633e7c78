#include "stages/validate/xhtml.hpp"

#include <array>

#include "stages/validate/unit_reader.hpp"
#include "stages/validate/xhtml_names.hpp"

namespace hios::validate {
namespace {

constexpr std::string_view kNamespace = "http://www.w3.org/1999/xhtml";

constexpr std::uint8_t kDiv = kXhtmlElements.find(xml_name("div"));
constexpr std::uint8_t kImg = kXhtmlElements.find(xml_name("img"));
constexpr std::uint8_t kXmlns = kXhtmlAttributes.find(xml_name("xmlns"));
constexpr std::uint8_t kHref = kXhtmlAttributes.find(xml_name("href"));
constexpr std::uint8_t kSrc = kXhtmlAttributes.find(xml_name("src"));

constexpr std::uint8_t kNameBit = 1;       // may stand in a name
constexpr std::uint8_t kNameStartBit = 2;  // may begin one
constexpr std::uint8_t kTextBit = 4;       // stands for itself alone in text
constexpr std::uint8_t kValueBit = 8;      // the same in an attribute's value

// XML 1.0, productions [4] and [4a]; bytes beyond ASCII are taken for letters.
constexpr std::array<std::uint8_t, 256> kClasses = [] {
    std::array<std::uint8_t, 256> classes{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter = (c | 0x20U) - 'a' < 26 || c == '_' || c == ':' || c >= 0x80;
        const bool inner = c - '0' < 10 || c == '-' || c == '.';
        const bool text = c >= 0x20 && c != '<' && c != '&' && c != '\\' && c != ']';
        const bool value = c >= 0x20 && c != '<' && c != '&' && c != '\\' && c != '"' && c != '\'';
        classes[c] = static_cast<std::uint8_t>((letter || inner ? kNameBit : 0) | (letter ? kNameStartBit : 0) |
                                               (text ? kTextBit : 0) | (value ? kValueBit : 0));
    }
    return classes;
}();

constexpr unsigned class_of(unsigned unit) {
    return unit < 256 ? kClasses[unit] : kNameBit | kNameStartBit;
}
constexpr bool is_white(unsigned unit) {
    return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
}

// XML 1.0, production [2]. Halves of surrogate pairs pass: JSON's grammar has matched them.
constexpr bool is_char(unsigned unit) {
    return unit >= 0x20 ? unit != 0xFFFE && unit != 0xFFFF : is_white(unit);
}

// The beginning of an attribute's value, as far as anything depends on it.
struct ValueHead {
    std::array<char, 32> text;
    std::size_t size = 0;  // counts on when the text is full
    void append(unsigned unit) {
        if (size < text.size()) text[size] = unit < 0x80 ? static_cast<char>(unit) : '\x7F';
        ++size;
    }
    [[nodiscard]] std::string_view view() const { return {text.data(), size < text.size() ? size : text.size()}; }
};

// Reads units (bytes; escapes decoded) one by one and stops at the first fault.
class Scanner : UnitReader {
    using enum XhtmlFault;

public:
    explicit Scanner(std::string_view raw) : UnitReader(raw), begin_(raw.data()) {}

    XhtmlResult run() {
        if (narrative() && !content_) fail(kEmpty, begin_);
        return result_;
    }

private:
    bool fail(XhtmlFault fault, const char* where) {
        result_ = {fault, static_cast<std::size_t>(where - begin_)};
        return false;
    }

    bool narrative() {
        if (!around_root()) return false;
        if (peek() == kEnd) return fail(kEmpty, begin_);
        const char* const tag = at_;
        if (!take('<')) return fail(kRoot, at_);
        if (!start_tag(tag)) return false;
        while (depth_ > 0) {
            if (!text() || !markup()) return false;
        }
        return around_root() && (peek() == kEnd || fail(kRoot, at_));
    }

    // White space and comments before and behind the root.
    bool around_root() {
        for (;;) {
            skip_white();
            const char* const tag = at_;
            if (!take('<')) return true;
            if (peek() == '?') return fail(kDeclaration, tag);
            if (!take('!')) {
                at_ = tag;
                return true;
            }
            if (!take('-')) return fail(kDeclaration, tag);
            if (!comment(tag)) return false;
        }
    }

    // Goes to the next '<'.
    bool text() {
        for (;;) {
            if (content_) skip_plain(kTextBit);
            const char* const where = at_;
            const unsigned unit = peek();
            if (unit == '<') return true;
            if (unit == kEnd) return fail(kEndTag, at_);
            unsigned meant = unit;
            if (unit == '&') {
                if (!reference(meant)) return false;
            } else {
                if (!is_char(unit)) return fail(kNotWellFormed, where);
                step();
                if (unit == ']' && closes_section()) return fail(kNotWellFormed, where);
            }
            content_ = content_ || !is_white(meant);
        }
    }

    void skip_plain(unsigned bit) {
        const char* at = at_;
        while (at < end_ && (kClasses[static_cast<unsigned char>(*at)] & bit) != 0) ++at;
        at_ = at;
    }

    // Whether "]>" stands here, behind a ']'; stays where it is.
    bool closes_section() {
        const char* const from = at_;
        const bool closes = take("]>");
        at_ = from;
        return closes;
    }

    bool markup() {
        const char* const tag = at_;
        step();
        switch (peek()) {
            case '/':
                step();
                return end_tag(tag);
            case '?':
                return fail(kDeclaration, tag);
            case '!':
                step();
                if (take('-')) return comment(tag);
                return take("[CDATA[") ? section(tag) : fail(kDeclaration, tag);
            default:
                return start_tag(tag);
        }
    }

    // Behind "<!-".
    bool comment(const char* tag) {
        if (!take('-')) return fail(kNotWellFormed, tag);
        for (;;) {
            if (take('-')) {
                if (!take('-')) continue;
                return take('>') || fail(kNotWellFormed, at_);
            }
            if (!any_char(tag)) return false;
        }
    }

    // Behind "<![CDATA[".
    bool section(const char* tag) {
        for (;;) {
            if (take(']')) {
                if (closes_section()) return take("]>");
                content_ = true;
                continue;
            }
            content_ = content_ || !is_white(peek());
            if (!any_char(tag)) return false;
        }
    }

    // A character of a comment or section that began at `tag`.
    bool any_char(const char* tag) {
        const unsigned unit = peek();
        if (unit == kEnd) return fail(kNotWellFormed, tag);
        if (!is_char(unit)) return fail(kNotWellFormed, at_);
        step();
        return true;
    }

    // On '&'; gives the character meant. Surrogates cannot be written this way.
    bool reference(unsigned& meant) {
        const char* const where = at_;
        step();
        if (take('#')) {
            const unsigned base = take('x') ? 16 : 10;
            unsigned value = 0;
            unsigned digits = 0;
            for (;; ++digits) {
                const unsigned unit = peek();
                const unsigned letter = (unit | 0x20U) - 'a';
                const unsigned digit = unit - '0' < 10 ? unit - '0' : letter < 6 ? letter + 10 : 16;
                if (digit >= base) break;
                if (value <= 0x10FFFF) value = value * base + digit;
                step();
            }
            meant = value;
            const bool valid = is_char(value) && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
            return (digits > 0 && valid && take(';')) || fail(kEntity, where);
        }
        XmlName name;
        while ((class_of_here() & kNameBit) != 0) {
            name.append(static_cast<char>(peek()));
            step();
        }
        struct Entity {
            XmlName name;
            char character;
        };
        static constexpr std::array<Entity, 5> kEntities{{{xml_name("amp"), '&'},
                                                          {xml_name("lt"), '<'},
                                                          {xml_name("gt"), '>'},
                                                          {xml_name("quot"), '"'},
                                                          {xml_name("apos"), '\''}}};
        for (const Entity& entity : kEntities) {
            if (!(name == entity.name)) continue;
            meant = static_cast<unsigned char>(entity.character);
            return take(';') || fail(kEntity, where);
        }
        return fail(kEntity, where);
    }

    unsigned class_of_here() {
        const unsigned unit = peek();
        return unit == kEnd ? 0 : class_of(unit);
    }

    // Empty when no name begins here. Letters beyond ASCII are in no name that is known.
    XmlName name() {
        XmlName name;
        if ((class_of_here() & kNameStartBit) == 0) return name;
        const char* after = at_;
        while (after < end_ && (kClasses[static_cast<unsigned char>(*after)] & kNameBit) != 0) ++after;
        if (end_ - at_ >= 16 && after < end_ && *after != '\\') {
            name = xml_name_in_place(at_, static_cast<std::size_t>(after - at_));
            at_ = after;
            return name;
        }
        do {
            const unsigned unit = peek();
            name.append(unit < 0x80 ? static_cast<char>(unit) : '\x7F');
            step();
        } while ((class_of_here() & kNameBit) != 0);
        return name;
    }

    // Behind '<'.
    bool start_tag(const char* tag) {
        const XmlName called = name();
        if (called.size == 0) return fail(kNotWellFormed, tag);
        const std::uint8_t element = kXhtmlElements.find(called);
        if (depth_ == 0 && element != kDiv) return fail(kRoot, tag);
        if (element == kXhtmlElements.kNone) return fail(kElement, tag);
        std::uint64_t seen = 0;
        for (;;) {
            const bool white = skip_white();
            const unsigned unit = peek();
            if (unit == '>' || unit == '/') {
                step();
                if (unit == '/' && !take('>')) return fail(kNotWellFormed, at_);
                if (depth_ == 0 && (seen >> kXmlns & 1U) == 0) return fail(kRoot, tag);
                if (element == kImg && (seen >> kSrc & 1U) != 0) content_ = true;
                if (unit == '/') return true;
                if (depth_ == open_.size()) return fail(kTooDeep, tag);
                open_[depth_++] = element;
                return true;
            }
            if (!white) return fail(kNotWellFormed, at_);
            if (!attribute(seen)) return false;
        }
    }

    bool attribute(std::uint64_t& seen) {
        static_assert(kXhtmlAttributes.kSize <= 64);
        const char* const where = at_;
        const XmlName called = name();
        if (called.size == 0) return fail(kNotWellFormed, where);
        const std::uint8_t number = kXhtmlAttributes.find(called);
        // "xmlns:prefix" declares a namespace that no name allowed here makes use of.
        constexpr XmlName kDeclares = xml_name("xmlns:");
        const bool declares = (called.head & 0xFFFF'FFFF'FFFFULL) == kDeclares.head && called.size > kDeclares.size;
        if (number == kXhtmlAttributes.kNone && !declares) return fail(kAttribute, where);
        if (!declares) {
            if ((seen >> number & 1U) != 0) return fail(kNotWellFormed, where);
            seen |= 1ULL << number;
        }
        skip_white();
        if (!take('=')) return fail(kNotWellFormed, at_);
        skip_white();
        const unsigned quote = peek();
        if (quote != '"' && quote != '\'') return fail(kNotWellFormed, at_);
        step();
        if (number != kXmlns && number != kHref && number != kSrc) return value(quote, nullptr, false);
        ValueHead head;
        if (!value(quote, &head, number != kXmlns)) return false;
        if (number != kXmlns) return !head.view().starts_with("javascript:") || fail(kScript, where);
        if (head.size == kNamespace.size() && head.view() == kNamespace) return true;
        return fail(depth_ == 0 ? kRoot : kAttribute, where);
    }

    // Behind the opening quote. `head` takes the value's beginning, of a link as browsers read it:
    // without white space and controls, in lower case.
    bool value(unsigned quote, ValueHead* head, bool link) {
        for (;;) {
            if (head == nullptr) skip_plain(kValueBit);
            const char* const where = at_;
            const unsigned unit = peek();
            if (unit == quote) {
                step();
                return true;
            }
            if (unit == kEnd || unit == '<' || !is_char(unit)) return fail(kNotWellFormed, where);
            unsigned meant = unit;
            if (unit == '&') {
                if (!reference(meant)) return false;
            } else {
                step();
            }
            if (head == nullptr || (link && meant <= ' ')) continue;
            head->append(link && meant - 'A' < 26 ? meant | 0x20U : meant);
        }
    }

    // Behind "</".
    bool end_tag(const char* tag) {
        const XmlName called = name();
        if (called.size == 0) return fail(kNotWellFormed, tag);
        skip_white();
        if (!take('>')) return fail(kNotWellFormed, at_);
        if (kXhtmlElements.find(called) != open_[depth_ - 1]) return fail(kEndTag, tag);
        --depth_;
        return true;
    }

    const char* begin_;
    std::size_t depth_ = 0;
    bool content_ = false;
    XhtmlResult result_;
    std::array<std::uint8_t, kMaxXhtmlDepth> open_{};
};

}  // namespace

XhtmlResult check_xhtml(std::string_view raw) {
    return Scanner(raw).run();
}

}  // namespace hios::validate
