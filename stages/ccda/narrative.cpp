#include "stages/ccda/narrative.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "pipeline/ascii.hpp"
#include "stages/ccda/narrative_tags.hpp"
#include "stages/ccda/white.hpp"

namespace hios::ccda {
namespace {

constexpr std::size_t kDeepestElement = 100;
constexpr std::string_view kOpening = "<div xmlns=\"http://www.w3.org/1999/xhtml\">";
constexpr std::string_view kTooLong =
    "<p>The narrative is too long for this resource; the source document holds it.</p>";

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

// What escaping looks at.
constexpr std::array<bool, 256> kIsSpecial = [] {
    std::array<bool, 256> made{};
    for (const char c : {'&', '<', '>', '"', ' ', '\t', '\n', '\r'}) made[static_cast<unsigned char>(c)] = true;
    return made;
}();

class Writer {
public:
    Writer(const Document& document, const Index& index, NodeId node, NodeId words, const NarrativeRules& rules,
           ByteBuffer& into)
        : document_(document), index_(index), node_(node), words_(words), rules_(rules), into_(into) {
        const Section* section = index.section_of(node);
        const auto number = section == nullptr ? 0 : section - index.sections().data() + 1;
        const auto end = fmt::format_to_n(prefix_.data(), prefix_.size(), "s{}-", number);
        prefix_size_ = std::min(end.size, prefix_.size());
    }

    Written write() {
        const std::size_t mark = into_.size();
        into_.append(kOpening);
        const std::size_t inside = into_.size();
        context_and_content();
        if (words_ != kNoNode && !too_long_) {
            into_.append("<p>");
            own_words();
            into_.append("</p>");
        }
        if (too_long_) {
            into_.truncate(inside);
            into_.append(kTooLong);
        } else if (!content_) {
            into_.truncate(mark);
            return Written::kNothing;
        }
        into_.append("</div>");
        return too_long_ ? Written::kTooLong : Written::kAll;
    }

private:
    // A row, cell or item alone means little: it gets what stands around it.
    void context_and_content() {
        const Symbol name = document_.node(node_).name;
        if (name == names::of("td") || name == names::of("th")) {
            into_.append("<table><tbody>");
            whole(document_.node(node_).parent);
            into_.append("</tbody></table>");
        } else if (name == names::of("tr")) {
            into_.append("<table>");
            heads(document_.node(node_).parent);
            into_.append("<tbody>");
            whole(node_);
            into_.append("</tbody></table>");
        } else if (name == names::of("tbody") || name == names::of("thead") || name == names::of("tfoot")) {
            into_.append("<table>");
            if (name == names::of("tbody")) heads(node_);
            whole(node_);
            into_.append("</table>");
        } else if (name == names::of("item")) {
            into_.append("<ul>");
            whole(node_);
            into_.append("</ul>");
        } else if (name == names::of("text") || name == names::of("value") || name == names::of("originalText") ||
                   name == names::of("caption")) {
            content(node_);
        } else {
            whole(node_);
        }
    }

    void own_words() {
        const std::vector<Text>& texts = document_.texts();
        const NodeId end = document_.node(words_).end;
        for (std::size_t i = document_.node(words_).texts; i < texts.size() && texts[i].parent < end; ++i) {
            if (texts[i].parent == words_) text(texts[i].view());
        }
    }

    // Of the table that holds `part`, which is none of them.
    void heads(NodeId part) {
        const NodeId table = document_.ancestor(part, names::of("table"));
        if (table == kNoNode) return;
        for (const Child& child : document_.children(document_.node(table))) {
            if (name_of(child.key) == names::of("thead") && child.node != part) whole(child.node);
        }
    }

    void whole(NodeId top) {
        const std::string_view close = open(top);
        content(top);
        into_.append(close);
    }

    // A walk without recursion over elements and texts in document order.
    void content(NodeId top) {
        std::array<std::string_view, kDeepestElement> closing;
        std::size_t depth = 0;  // of elements open in the document below `top`
        NodeId inner = top;
        const auto leave_until = [&](NodeId parent) {
            for (; inner != parent; inner = document_.node(inner).parent) {
                if (--depth < kDeepestElement) into_.append(closing[depth]);
            }
        };
        const std::vector<Text>& texts = document_.texts();
        const NodeId end = document_.node(top).end;
        std::size_t next = document_.node(top).texts;
        for (NodeId at = top + 1;;) {
            const bool is_text = next < texts.size() && texts[next].before <= at && texts[next].parent >= top &&
                                 texts[next].parent < end;
            if (!is_text && at >= end) break;
            leave_until(is_text ? texts[next].parent : document_.node(at).parent);
            if (into_.size() > limit()) {
                too_long_ = true;
                return;
            }
            if (is_text) {
                text(texts[next++].view());
                continue;
            }
            const Node& element = document_.node(at);
            if (Document::follows_blank(element) && !into_.empty() && !is_white(into_.view().back()))
                into_.push_back(' ');
            const std::string_view close = depth < kDeepestElement ? open(at) : std::string_view();
            if (element.name == names::of("br")) {
                at = element.end;
                while (next < texts.size() && texts[next].before <= at && is_inside(texts[next].parent, element))
                    ++next;
                continue;
            }
            if (depth < kDeepestElement) closing[depth] = close;
            ++depth;
            inner = at++;
        }
        leave_until(top);
    }

    [[nodiscard]] bool is_inside(NodeId node, const Node& element) const {
        return node < element.end && &document_.node(node) >= &element;
    }

    [[nodiscard]] std::size_t limit() {
        if (limit_ == 0) limit_ = into_.size() + rules_.most_bytes;
        return limit_;
    }

    // Writes the start tag; gives the end tag.
    std::string_view open(NodeId at) {
        const Symbol name = document_.node(at).name;
        switch (name) {
            case names::of("br"):
                into_.append("<br/>");
                return {};
            case names::of("list"):
                return own_attribute(at, names::attribute("listType")) == "ordered" ? tag({"<ol", "</ol>"}, at)
                                                                                    : tag({"<ul", "</ul>"}, at);
            case names::of("caption"): {
                const Symbol parent = document_.node(document_.node(at).parent).name;
                if (parent == names::of("table")) return tag({"<caption", "</caption>"}, at);
                return parent == names::of("list") ? tag({"<li", "</li>"}, at) : tag({"<div", "</div>"}, at);
            }
            case names::of("linkHtml"):
            case names::of("a"):
                return link(at);
            case names::of("renderMultiMedia"):
                for_each_word(own_attribute(at, names::attribute("referencedObject")),
                              [this](std::string_view id) { picture(id); });
                return tag({}, at);
            default:
                return tag(name < kTags.size() ? kTags[name] : Tag(), at);
        }
    }

    std::string_view tag(const Tag& tag, NodeId at) {
        into_.append(tag.open);
        attributes(at, tag.has_table_attributes);
        into_.append(tag.close.empty() ? "/>" : ">");
        return tag.close;
    }

    [[nodiscard]] std::string_view own_attribute(NodeId at, Symbol name) const {
        for (const Attribute& one : document_.attributes(document_.node(at))) {
            if (one.symbol == name && !one.is_prefixed()) return one.view();
        }
        return {};
    }

    std::string_view link(NodeId at) {
        const std::string_view href = trimmed(own_attribute(at, names::attribute("href")));
        const bool inner = href.starts_with("#");
        bool safe = inner && href.size() > 1;
        for (const std::string_view scheme : {"http://", "https://", "mailto:", "tel:"})
            safe |= ascii::starts_without_case(href, scheme);
        if (!safe) return tag({}, at);
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
        const std::string_view data = document_.first_text(value);
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

    void attributes(NodeId at, bool table) {
        const std::span<const Attribute> all = document_.attributes(document_.node(at));
        for (const Attribute& one : all) {
            if (one.symbol == 0 || one.symbol >= kFixedAttributes.size() || one.is_prefixed()) continue;
            // Written twice, which reading lets through.
            const auto first = std::find_if(all.begin(), all.end(), [&](const Attribute& other) {
                return other.symbol == one.symbol && !other.is_prefixed();
            });
            if (&*first != &one) continue;
            if (one.symbol == names::attribute("ID") && one.value_size != 0) {
                into_.append(" id=\"");
                into_.append({prefix_.data(), prefix_size_});
                id(one.view());
                into_.push_back('"');
            } else if (one.symbol == names::attribute("styleCode")) {
                style(one.view());
            } else if (table && kIsTableAttribute[one.symbol]) {
                into_.push_back(' ');
                into_.append(kFixedAttributes[one.symbol]);
                into_.append("=\"");
                escaped(one.view(), true);
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
            if (!kIsSpecial[static_cast<unsigned char>(c)]) continue;
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
    NodeId words_;
    const NarrativeRules& rules_;
    ByteBuffer& into_;
    std::array<char, 16> prefix_{};
    std::size_t prefix_size_ = 0;
    std::size_t limit_ = 0;
    bool content_ = false;
    bool too_long_ = false;
};

}  // namespace

Written write_narrative(const Document& document, const Index& index, NodeId node, const NarrativeRules& rules,
                        ByteBuffer& into, NodeId words) {
    return Writer(document, index, node, words, rules, into).write();
}

}  // namespace hios::ccda
