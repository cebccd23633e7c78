#include "stages/fhir/narrative.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace hios::fhir {
namespace {

constexpr std::string_view kWhite = " \t\r\n";

// Steps through the attributes of all tags. Text that is no well-formed XHTML ends the steps early.
class Attributes {
public:
    explicit Attributes(std::string_view xhtml) : xhtml_(xhtml) {}

    // The next attribute with a quoted value; false at the end.
    bool next() {
        while (in_tag_ || open_tag()) {
            if (read_attribute()) return true;
        }
        return false;
    }
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::string_view value() const { return xhtml_.substr(value_begin_, value_end_ - value_begin_); }
    [[nodiscard]] std::size_t value_begin() const { return value_begin_; }
    [[nodiscard]] std::size_t value_end() const { return value_end_; }

private:
    [[nodiscard]] bool at(std::string_view mark) const { return xhtml_.substr(at_, mark.size()) == mark; }
    void skip_white() { at_ = std::min(xhtml_.find_first_not_of(kWhite, at_), xhtml_.size()); }
    void skip_behind(std::string_view mark) {
        const std::size_t found = xhtml_.find(mark, at_);
        at_ = found == std::string_view::npos ? xhtml_.size() : found + mark.size();
    }

    // Goes behind the name of the next tag that can have attributes.
    bool open_tag() {
        for (;;) {
            at_ = xhtml_.find('<', at_);
            if (at_ == std::string_view::npos) return false;
            if (at("<!--")) {
                skip_behind("-->");
            } else if (at("<![CDATA[")) {
                skip_behind("]]>");
            } else if (at("<?") || at("<!") || at("</")) {
                skip_behind(">");
            } else {
                at_ = std::min(xhtml_.find_first_of(" \t\r\n/>", at_), xhtml_.size());
                in_tag_ = true;
                return true;
            }
        }
    }

    // False when there is none with a value here: the tag ended, or something else was stepped over.
    bool read_attribute() {
        skip_white();
        if (at_ >= xhtml_.size()) return in_tag_ = false;
        if (xhtml_[at_] == '>' || xhtml_[at_] == '/') {
            in_tag_ = xhtml_[at_] == '/';
            ++at_;
            return false;
        }
        const std::size_t name_end = std::min(xhtml_.find_first_of(" \t\r\n=/>", at_), xhtml_.size());
        name_ = xhtml_.substr(at_, name_end - at_);
        at_ = name_end;
        skip_white();
        if (!at("=")) return false;
        ++at_;
        skip_white();
        if (!at("\"") && !at("'")) return false;
        value_begin_ = at_ + 1;
        value_end_ = xhtml_.find(xhtml_[at_], value_begin_);
        if (value_end_ == std::string_view::npos) {
            at_ = xhtml_.size();
            return in_tag_ = false;
        }
        at_ = value_end_ + 1;
        return true;
    }

    std::string_view xhtml_;
    std::size_t at_ = 0;
    bool in_tag_ = false;
    std::string_view name_;
    std::size_t value_begin_ = 0;
    std::size_t value_end_ = 0;
};

// The ASCII character that an entity ("amp", "#38", "#x26") stands for, or '\0'.
char character_of(std::string_view entity) {
    static constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    for (const auto& [name, character] : kNamed) {
        if (entity == name) return character;
    }
    if (entity.substr(0, 1) != "#") return '\0';
    const bool hex = entity.substr(1, 1) == "x";
    const std::string_view digits = entity.substr(hex ? 2 : 1);
    unsigned point = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), point, hex ? 16 : 10);
    const bool ascii = read.ec == std::errc() && read.ptr == digits.data() + digits.size() && point < 0x80;
    return ascii ? static_cast<char>(point) : '\0';
}

// Entities of other than ASCII characters are left: URLs have none.
std::string without_entities(std::string_view value) {
    std::string plain;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const std::size_t end = value[i] == '&' ? value.find(';', i) : std::string_view::npos;
        const char character = end == std::string_view::npos ? '\0' : character_of(value.substr(i + 1, end - i - 1));
        plain.push_back(character == '\0' ? value[i] : character);
        if (character != '\0') i = end;
    }
    return plain;
}

void append_attribute_value(std::string& into, std::string_view value) {
    for (const char c : value) {
        switch (c) {
            case '&':
                into += "&amp;";
                break;
            case '<':
                into += "&lt;";
                break;
            case '"':
                into += "&quot;";
                break;
            case '\'':
                into += "&#39;";
                break;
            default:
                into.push_back(c);
                break;
        }
    }
}

}  // namespace

LinkResult resolve_narrative(std::string_view div, const LinkScope& scope, std::string& into,
                             std::uint32_t& rewritten) {
    into.clear();
    std::string link;
    std::size_t copied = 0;
    Attributes attributes(div);
    while (attributes.next()) {
        if (attributes.name() != "href" && attributes.name() != "src") continue;
        const bool entities = attributes.value().find('&') != std::string_view::npos;
        const std::string plain = entities ? without_entities(attributes.value()) : std::string();
        if (resolve_uri(entities ? plain : attributes.value(), scope, link).kind != LinkResult::Kind::kRewritten)
            continue;
        into.append(div.substr(copied, attributes.value_begin() - copied));
        if (entities) {
            append_attribute_value(into, link);
        } else {
            into.append(link);
        }
        copied = attributes.value_end();
        ++rewritten;
    }
    if (copied == 0) return {};
    into.append(div.substr(copied));
    return {LinkResult::Kind::kRewritten, {}};
}

}  // namespace hios::fhir
