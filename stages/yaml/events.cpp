#include "stages/yaml/events.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <yaml.h>

namespace hios::yaml {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { yaml_parser_delete(&parser_); }

    // False: it cannot go on.
    [[nodiscard]] bool next(yaml_event_t& event) { return yaml_parser_parse(&parser_, &event) != 0; }
    [[nodiscard]] Fault fault() const;

private:
    std::string_view text_;
    yaml_parser_t parser_{};
};

struct Event {
    yaml_event_t event{};
    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&event); }
};

Mark mark_of(const yaml_mark_t& mark) {
    return {static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
}

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

std::size_t offset_of(std::string_view text, Mark mark) {
    std::size_t at = 0;
    for (int line = 1; line < mark.line && at < text.size(); ++line)
        at = std::min(text.find('\n', at), text.size() - 1) + 1;
    for (int column = 1; column < mark.column && at < text.size(); ++column) {
        do {
            ++at;
        } while (at < text.size() && !begins_character(text[at]));
    }
    return at;
}

Fault Parser::fault() const {
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    const std::string_view problem = parser_.problem != nullptr ? parser_.problem : "the text is no YAML";
    if (parser_.error == YAML_READER_ERROR) {  // of bytes: it has no mark
        const std::size_t offset = std::min(parser_.problem_offset, text_.size());
        const std::string_view before = text_.substr(0, offset);
        const std::string_view line = before.substr(before.rfind('\n') + 1);
        return {{static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
                 static_cast<int>(std::count_if(line.begin(), line.end(), begins_character)) + 1},
                offset,
                std::string(problem)};
    }
    const Mark at = mark_of(parser_.problem_mark);
    if (parser_.context == nullptr) return {at, offset_of(text_, at), std::string(problem)};
    // What is not closed is noticed lines below.
    const Mark begun = mark_of(parser_.context_mark);
    const std::string where = begun.line < at.line ? fmt::format(" that begins in line {}", begun.line) : "";
    return {at, offset_of(text_, at), fmt::format("{} {}{}", problem, parser_.context, where)};
}

std::string_view text_of(const yaml_char_t* text, std::size_t size) {
    return {reinterpret_cast<const char*>(text), size};
}

std::string_view text_of(const yaml_char_t* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

Handler::Scalar scalar_of(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    const std::string_view tag = text_of(scalar.tag);
    return {text_of(scalar.value, scalar.length), scalar.style == YAML_PLAIN_SCALAR_STYLE && tag.empty(),
            !tag.empty() && tag != "!" && tag != YAML_STR_TAG};
}

// False: it was the last one.
bool hand_over(const yaml_event_t& event, Handler& handler) {
    const Mark at = mark_of(event.start_mark);
    switch (event.type) {
        case YAML_NO_EVENT:
        case YAML_STREAM_END_EVENT:
            return false;
        case YAML_STREAM_START_EVENT:
            break;
        case YAML_DOCUMENT_START_EVENT:
            handler.document_begins(at);
            break;
        case YAML_DOCUMENT_END_EVENT:
            handler.document_ends();
            break;
        case YAML_ALIAS_EVENT:
            handler.alias(at, text_of(event.data.alias.anchor));
            break;
        case YAML_SCALAR_EVENT:
            handler.scalar(at, scalar_of(event), text_of(event.data.scalar.anchor));
            break;
        case YAML_SEQUENCE_START_EVENT:
            handler.list_begins(at, text_of(event.data.sequence_start.anchor));
            break;
        case YAML_SEQUENCE_END_EVENT:
            handler.list_ends();
            break;
        case YAML_MAPPING_START_EVENT:
            handler.map_begins(at, text_of(event.data.mapping_start.anchor));
            break;
        case YAML_MAPPING_END_EVENT:
            handler.map_ends();
            break;
    }
    return true;
}

}  // namespace

std::optional<Fault> read(std::string_view text, Handler& handler) {
    Parser parser(text);
    for (;;) {
        Event one;
        if (!parser.next(one.event)) return parser.fault();
        if (!hand_over(one.event, handler)) return std::nullopt;
    }
}

}  // namespace hios::yaml
