#pragma once
// YAML text as a row of events: what job specs and map files make their trees of. Syntax is libyaml's (YAML 1.1, with
// what 1.2 allows of '?' and "\/"); what a plain scalar means, duplicate keys and caps are the handler's.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hios::yaml {

// Both from 1; columns count characters.
struct Mark {
    int line = 0;
    int column = 0;
};

// Texts are valid during the call only. What a handler throws ends the reading and comes out of read().
class Handler {
public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    struct Scalar {
        std::string_view text;  // valid UTF-8, escapes resolved; "" of what is left out, as in "a:"
        bool plain = false;     // without quotes, of one line or more: it may be a number
        bool tagged = false;    // with a tag other than !!str
    };
    virtual void document_begins(Mark at) = 0;
    virtual void document_ends() = 0;
    virtual void scalar(Mark at, const Scalar& scalar, std::string_view anchor) = 0;
    virtual void alias(Mark at, std::string_view anchor) = 0;
    virtual void list_begins(Mark at, std::string_view anchor) = 0;
    virtual void list_ends() = 0;
    virtual void map_begins(Mark at, std::string_view anchor) = 0;  // its children come as key, value, key, value
    virtual void map_ends() = 0;
};

struct Fault {
    Mark at;
    std::size_t offset = 0;  // likewise, in bytes of the text
    std::string what;        // libyaml's words
};

// nullopt: all of it was read.
[[nodiscard]] std::optional<Fault> read(std::string_view text, Handler& handler);

}  // namespace hios::yaml
