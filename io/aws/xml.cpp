#include "io/aws/xml.hpp"

#include <charconv>

#include "pipeline/ascii.hpp"

namespace hios::aws {
namespace {

constexpr int kDeepest = 32;

void append_utf8(std::string& to, unsigned point) {
    const auto byte = [&to](unsigned value) { to += static_cast<char>(static_cast<unsigned char>(value)); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | point >> 6U);
        byte(0x80U | (point & 63U));
    } else if (point < 0x10000) {
        byte(0xE0U | point >> 12U);
        byte(0x80U | (point >> 6U & 63U));
        byte(0x80U | (point & 63U));
    } else {
        byte(0xF0U | point >> 18U);
        byte(0x80U | (point >> 12U & 63U));
        byte(0x80U | (point >> 6U & 63U));
        byte(0x80U | (point & 63U));
    }
}

// The text of one entity, without '&' and ';'.
bool append_entity(std::string& to, std::string_view name) {
    if (name == "amp") return to += '&', true;
    if (name == "lt") return to += '<', true;
    if (name == "gt") return to += '>', true;
    if (name == "quot") return to += '"', true;
    if (name == "apos") return to += '\'', true;
    if (!name.starts_with('#')) return false;
    name.remove_prefix(1);
    const bool is_hex = name.starts_with('x');
    if (is_hex) name.remove_prefix(1);
    unsigned point = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), point, is_hex ? 16 : 10);
    if (error != std::errc() || end != name.data() + name.size() || point > 0x10FFFF) return false;
    append_utf8(to, point);
    return true;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::optional<XmlElement> document() {
        XmlElement root;
        if (!skip_misc() || !element(root, 1)) return std::nullopt;
        if (!skip_misc() || at_ != text_.size()) return std::nullopt;
        return root;
    }

private:
    [[nodiscard]] bool at(std::string_view token) const { return text_.substr(at_).starts_with(token); }
    bool take(std::string_view token) {
        if (!at(token)) return false;
        at_ += token.size();
        return true;
    }
    void skip_space() {
        while (at_ < text_.size() && ascii::is_white(text_[at_])) ++at_;
    }
    bool skip_past(std::string_view token) {
        const std::size_t found = text_.find(token, at_);
        if (found == std::string_view::npos) return false;
        at_ = found + token.size();
        return true;
    }
    // White space, comments and processing instructions. S3 keeps a connection alive by white space
    // before the declaration.
    bool skip_misc() {
        take("\xEF\xBB\xBF");
        for (;;) {
            skip_space();
            if (take("<?")) {
                if (!skip_past("?>")) return false;
            } else if (take("<!--")) {
                if (!skip_past("-->")) return false;
            } else {
                return true;
            }
        }
    }

    std::string_view name() {
        const std::size_t start = at_;
        while (at_ < text_.size() && !ascii::is_white(text_[at_]) && text_[at_] != '>' && text_[at_] != '/' &&
               text_[at_] != '=' && text_[at_] != '<') {
            ++at_;
        }
        return text_.substr(start, at_ - start);
    }

    // From behind the name to the end of the tag. `closed`: it ended in "/>".
    bool attributes(bool& closed) {
        for (;;) {
            skip_space();
            if (take("/>")) return closed = true, true;
            if (take(">")) return closed = false, true;
            if (name().empty()) return false;
            skip_space();
            if (!take("=")) return false;
            skip_space();
            if (at_ >= text_.size()) return false;
            const char quote = text_[at_++];
            if ((quote != '"' && quote != '\'') || !skip_past(std::string_view(&quote, 1))) return false;
        }
    }

    bool element(XmlElement& into, int depth) {
        if (depth > kDeepest || !take("<")) return false;
        const std::string_view full = name();
        if (full.empty() || full.front() == '!') return false;
        const std::size_t colon = full.find(':');
        into.name = colon == std::string_view::npos ? full : full.substr(colon + 1);
        bool closed = false;
        if (!attributes(closed)) return false;
        return closed || content(into, full, depth);
    }

    bool content(XmlElement& into, std::string_view full, int depth) {
        while (at_ < text_.size()) {
            if (take("</")) {
                if (name() != full) return false;
                skip_space();
                return take(">");
            }
            if (take("<!--")) {
                if (!skip_past("-->")) return false;
            } else if (take("<![CDATA[")) {
                const std::size_t start = at_;
                if (!skip_past("]]>")) return false;
                into.text += text_.substr(start, at_ - start - 3);
            } else if (take("<?")) {
                if (!skip_past("?>")) return false;
            } else if (at("<")) {
                if (!element(into.children.emplace_back(), depth + 1)) return false;
            } else if (!characters(into.text)) {
                return false;
            }
        }
        return false;
    }

    bool characters(std::string& to) {
        const std::size_t end = text_.find_first_of("<&", at_);
        if (end == std::string_view::npos) return false;
        to += text_.substr(at_, end - at_);
        at_ = end;
        if (!take("&")) return true;
        const std::size_t semicolon = text_.find(';', at_);
        if (semicolon == std::string_view::npos || semicolon - at_ > 10) return false;
        const std::string_view entity = text_.substr(at_, semicolon - at_);
        at_ = semicolon + 1;
        return append_entity(to, entity);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
    for (const XmlElement& candidate : children) {
        if (candidate.name == child) return &candidate;
    }
    return nullptr;
}

std::string_view XmlElement::text_of(std::string_view child) const {
    const XmlElement* const found = find(child);
    return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::optional<XmlElement> parse_xml(std::string_view text) {
    return Parser(text).document();
}

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\r':
                escaped += "&#13;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

}  // namespace hios::aws
