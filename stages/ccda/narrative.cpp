#include "stages/ccda/narrative.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

constexpr std::size_t kDeepest = 100;
constexpr std::string_view kOpening = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
constexpr std::string_view kTooLong =
    "<p>The narrative is too long for this resource; the source document holds it.</p>";

bool is_text(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}
bool same_without_case(std::string_view text, std::string_view small) {
    return text.size() >= small.size() && std::equal(small.begin(), small.end(), text.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
           });
}

// What is the same in both, and what some write although CDA has it not.
constexpr std::array<std::string_view, 31> kSame{"table",    "thead", "tbody", "tfoot", "tr", "td", "th",     "col",
                                                 "colgroup", "sub",   "sup",   "b",     "i",  "em", "strong", "p",
                                                 "div",      "span",  "ul",    "ol",    "li", "h1", "h2",     "h3",
                                                 "h4",       "h5",    "h6",    "dl",    "dt", "dd", "pre"};
constexpr std::array<std::string_view, 16> kTableAttributes{
    "summary", "width", "border",  "frame",  "rules", "cellspacing", "cellpadding", "span",
    "align",   "char",  "charoff", "valign", "abbr",  "axis",        "rowspan",     "colspan"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kStyles{{
    {"Bold", "font-weight:bold;"},
    {"Italics", "font-style:italic;"},
    {"Underline", "text-decoration:underline;"},
    {"Emphasis", "font-style:italic;"},
    {"Lrule", "border-left:1px solid;"},
    {"Rrule", "border-right:1px solid;"},
    {"Toprule", "border-top:1px solid;"},
    {"Botrule", "border-bottom:1px solid;"},
}};

class Writer {
public:
    Writer(const Document& document, const Index& index, NodeId node, const NarrativeRules& rules, ByteBuffer& into)
        : document_(document), index_(index), node_(node), rules_(rules), into_(into) {
        const Section* section = index.section_of(node);
        const auto number = section == nullptr ? 0 : section - index.sections().data() + 1;
        const auto end = fmt::format_to_n(prefix_.data(), prefix_.size(), "s{}-", number);
        prefix_size_ = std::min(end.size, prefix_.size());
    }

    bool write() {
        const std::size_t mark = into_.size();
        into_.append(kOpening);
        const std::size_t inside = into_.size();
        context_and_content();
        if (too_long_) {
            into_.truncate(inside);
            into_.append(kTooLong);
        } else if (!content_) {
            into_.truncate(mark);
            return false;
        }
        into_.append("</div>");
        return true;
    }

private:
    // A row, cell or item alone means little: it gets what stands around it.
    void context_and_content() {
        const pugi::xml_node top = document_.xml(node_);
        const std::string_view name = local_part(top.name());
        if (name == "td" || name == "th") {
            into_.append("<table><tbody>");
            whole(top.parent());
            into_.append("</tbody></table>");
        } else if (name == "tr") {
            into_.append("<table>");
            pugi::xml_node table = top.parent();
            while (table && std::strcmp(local_part(table.name()), "table") != 0) table = table.parent();
            for (pugi::xml_node at = table.first_child(); at; at = at.next_sibling()) {
                if (std::strcmp(local_part(at.name()), "thead") == 0 && at != top.parent()) whole(at);
            }
            into_.append("<tbody>");
            whole(top);
            into_.append("</tbody></table>");
        } else if (name == "item") {
            into_.append("<ul>");
            whole(top);
            into_.append("</ul>");
        } else if (name == "text" || name == "value" || name == "originalText") {
            content(top);
        } else {
            whole(top);
        }
    }

    void whole(pugi::xml_node top) {
        const std::string_view close = open(top);
        content(top);
        into_.append(close);
    }

    void content(pugi::xml_node top) {
        std::array<std::string_view, kDeepest> closing;
        std::size_t depth = 0;  // of elements open in the document below `top`
        for (pugi::xml_node at = top.first_child(); at;) {
            if (into_.size() > limit()) {
                too_long_ = true;
                return;
            }
            std::string_view close;
            if (is_text(at)) {
                text(at.value());
            } else {
                if (is_white(at.name()[-2]) && !into_.empty() && !is_white(into_.view().back())) into_.push_back(' ');
                if (depth < kDeepest) close = open(at);
            }
            if (at.first_child() && std::strcmp(at.name(), "br") != 0) {
                if (depth < kDeepest) closing[depth] = close;
                ++depth;
                at = at.first_child();
                continue;
            }
            into_.append(close);
            while (at != top && !at.next_sibling()) {
                at = at.parent();
                if (at == top) break;
                --depth;
                if (depth < kDeepest) into_.append(closing[depth]);
            }
            if (at == top) break;
            at = at.next_sibling();
        }
    }

    [[nodiscard]] std::size_t limit() {
        if (limit_ == 0) limit_ = into_.size() + rules_.most_bytes;
        return limit_;
    }

    // Writes the start tag; gives the end tag.
    std::string_view open(pugi::xml_node at) {
        const std::string_view name = local_part(at.name());
        if (name == "content") return tag("span", "</span>", at);
        if (name == "paragraph") return tag("p", "</p>", at);
        if (name == "item") return tag("li", "</li>", at);
        if (name == "br") {
            into_.append("<br/>");
            return {};
        }
        if (name == "list") {
            const bool ordered = std::string_view(at.attribute("listType").value()) == "ordered";
            return ordered ? tag("ol", "</ol>", at) : tag("ul", "</ul>", at);
        }
        if (name == "caption") {
            const std::string_view parent = local_part(at.parent().name());
            if (parent == "table") return tag("caption", "</caption>", at);
            return parent == "list" ? tag("li", "</li>", at) : tag("div", "</div>", at);
        }
        if (name == "linkHtml" || name == "a") return link(at);
        if (name == "renderMultiMedia") {
            for_each_word(at.attribute("referencedObject").value(), [this](std::string_view id) { picture(id); });
            return tag("span", "</span>", at);
        }
        for (const std::string_view same : kSame) {
            if (name == same) return same_tag(same, at);
        }
        return tag("span", "</span>", at);  // footnote, footnoteRef and what is unknown
    }

    std::string_view tag(std::string_view html, std::string_view close, pugi::xml_node at) {
        into_.push_back('<');
        into_.append(html);
        attributes(at, false);
        into_.push_back('>');
        return close;
    }

    std::string_view same_tag(std::string_view html, pugi::xml_node at) {
        // The end tags of kSame, one behind the other.
        static const std::array<std::string, kSame.size()> kEnds = [] {
            std::array<std::string, kSame.size()> ends;
            for (std::size_t i = 0; i < ends.size(); ++i) ends[i] = fmt::format("</{}>", kSame[i]);
            return ends;
        }();
        into_.push_back('<');
        into_.append(html);
        attributes(at, true);
        const auto which = static_cast<std::size_t>(std::find(kSame.begin(), kSame.end(), html) - kSame.begin());
        if (html == "col") {
            into_.append("/>");
            return {};
        }
        into_.push_back('>');
        return kEnds[which];
    }

    std::string_view link(pugi::xml_node at) {
        const std::string_view href = trimmed(at.attribute("href").value());
        const bool inner = href.starts_with("#");
        bool safe = inner && href.size() > 1;
        for (const std::string_view scheme : {"http://", "https://", "mailto:", "tel:"})
            safe |= same_without_case(href, scheme);
        if (!safe) return tag("span", "</span>", at);
        into_.append("<a href=\"");
        if (inner) {
            into_.push_back('#');
            into_.append({prefix_.data(), prefix_size_});
            id(href.substr(1));
        } else {
            escaped(href, true);
        }
        into_.push_back('"');
        attributes(at, false);
        into_.push_back('>');
        return "</a>";
    }

    void picture(std::string_view object) {
        const NodeId media = index_.target(object, node_);
        if (media == kNoNode) return;
        NodeId value = document_.child(media, names::of("value"));
        if (value == kNoNode) return;
        const std::string_view type = document_.attribute(value, names::attribute("mediaType"));
        const std::string_view data = document_.xml(value).text().get();
        if (!type.starts_with("image/") || document_.attribute(value, names::attribute("representation")) != "B64" ||
            data.size() > rules_.most_image_bytes)
            return;
        into_.append("<img alt=\"picture\" src=\"data:");
        escaped(type, true);
        into_.append(";base64,");
        for (const char c : data) {
            const bool digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                               c == '/' || c == '=';
            if (digit) into_.push_back(c);
        }
        into_.append("\"/>");
        content_ = true;
    }

    void attributes(pugi::xml_node at, bool table) {
        for (pugi::xml_attribute one = at.first_attribute(); one; one = one.next_attribute()) {
            const std::string_view name = one.name();
            if (at.attribute(one.name()) != one) continue;  // written twice, which the parser lets through
            if (name == "ID" && *one.value() != '\0') {
                into_.append(" id=\"");
                into_.append({prefix_.data(), prefix_size_});
                id(one.value());
                into_.push_back('"');
            } else if (name == "styleCode") {
                style(one.value());
            } else if (table &&
                       std::find(kTableAttributes.begin(), kTableAttributes.end(), name) != kTableAttributes.end()) {
                into_.push_back(' ');
                into_.append(name);
                into_.append("=\"");
                escaped(one.value(), true);
                into_.push_back('"');
            }
        }
    }

    template <class Each>
    static void for_each_word(std::string_view text, const Each& each) {
        while (!(text = trimmed(text)).empty()) {
            const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
            each(text.substr(0, end));
            text.remove_prefix(end);
        }
    }

    void style(std::string_view codes) {
        if (trimmed(codes).empty()) return;
        into_.append(" class=\"");
        escaped(trimmed(codes), true);
        into_.push_back('"');
        bool any = false;
        std::array<bool, kStyles.size()> used{};
        for_each_word(codes, [&](std::string_view code) {
            for (std::size_t i = 0; i < kStyles.size(); ++i) {
                if (kStyles[i].first != code || used[i]) continue;
                used[i] = true;
                into_.append(any ? std::string_view() : std::string_view(" style=\""));
                into_.append(kStyles[i].second);
                any = true;
            }
        });
        if (any) into_.push_back('"');
    }

    void id(std::string_view text) {
        for (const char c : trimmed(text)) {
            if (is_white(c)) {
                into_.push_back('_');
            } else {
                escaped({&c, 1}, true);
            }
        }
    }

    void text(std::string_view text) {
        if (!content_) content_ = std::any_of(text.begin(), text.end(), [](char c) { return !is_white(c); });
        escaped(text, false);
    }

    // Runs of blanks become one.
    void escaped(std::string_view text, bool value) {
        std::size_t begin = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            std::string_view as;
            if (c == '&') {
                as = "&amp;";
            } else if (c == '<') {
                as = "&lt;";
            } else if (c == '>') {
                as = "&gt;";
            } else if (c == '"' && value) {
                as = "&quot;";
            } else if (is_white(c) && (c != ' ' || (i + 1 < text.size() && is_white(text[i + 1])))) {
                as = i + 1 < text.size() && is_white(text[i + 1]) ? "" : " ";
            } else {
                continue;
            }
            into_.append(text.substr(begin, i - begin));
            into_.append(as);
            begin = i + 1;
        }
        into_.append(text.substr(begin));
    }

    const Document& document_;
    const Index& index_;
    NodeId node_;
    const NarrativeRules& rules_;
    ByteBuffer& into_;
    std::array<char, 16> prefix_{};
    std::size_t prefix_size_ = 0;
    std::size_t limit_ = 0;
    bool content_ = false;
    bool too_long_ = false;
};

}  // namespace

bool write_narrative(const Document& document, const Index& index, NodeId node, const NarrativeRules& rules,
                     ByteBuffer& into) {
    return Writer(document, index, node, rules, into).write();
}

}  // namespace hios::ccda
