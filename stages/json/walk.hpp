#pragma once
// Walks one JSON value of an indexed text with full grammar checking, iteratively (no recursion, a
// depth bomb costs nothing), telling a handler what it meets. Inlined into each reader.
//
// A Handler has:
//   void key(Span name)                member name, with quotes, of the innermost object
//   void string(Span value)            string value, with quotes
//   void scalar(Span value)            number, true, false, null
//   void open(bool object, at)         '{' or '['
//   void close(bool object, end)       one past '}' or ']'
//   void duplicate(at)                 a member name repeated in its object

#include <vector>

#include "stages/json/cursor.hpp"
#include "stages/json/duplicate_keys.hpp"

namespace hios::json {

// Reusable scratch of walks; one per worker.
struct WalkScratch {
    std::vector<std::uint8_t> is_object;  // one per open object or array
    DuplicateKeys keys;
};

// A handler that only checks.
struct NoHandler {
    void key(Span) {}
    void string(Span) {}
    void scalar(Span) {}
    void open(bool, std::uint32_t) {}
    void close(bool, std::uint32_t) {}
    void duplicate(std::uint32_t) {}
};

// Walks the value at the cursor and steps over it. `depth_left` bounds its nesting. False: the
// cursor holds the fault, and the text cannot be read on.
template <class Handler>
bool walk_value(Cursor& cursor, WalkScratch& scratch, std::uint32_t depth_left, Handler& handler) {
    auto& stack = scratch.is_object;
    const std::size_t base = stack.size();
    Span span;

    const auto close_one = [&](bool object) {
        if (object) scratch.keys.close(cursor.text(), [&](std::uint32_t at) { handler.duplicate(at); });
        stack.pop_back();
        handler.close(object, cursor.position() + 1);
        cursor.step();
    };

    for (;;) {
        // A value begins here.
        bool opened_empty = false;
        switch (cursor.peek()) {
            case '{':
            case '[': {
                const bool object = cursor.peek() == '{';
                if (stack.size() - base >= depth_left) return cursor.fail(codes::kTooDeep, cursor.position());
                handler.open(object, cursor.position());
                cursor.step();
                stack.push_back(object ? 1 : 0);
                if (object) scratch.keys.open();
                if (cursor.peek() == (object ? '}' : ']')) {
                    close_one(object);
                    opened_empty = true;
                    break;
                }
                if (!object) continue;
                break;
            }
            case '"':
                if (!cursor.string(span)) return false;
                handler.string(span);
                opened_empty = true;
                break;
            default:
                if (!cursor.scalar(span)) return false;
                handler.scalar(span);
                opened_empty = true;
                break;
        }

        // After a whole value: close what ends, step over one comma.
        if (opened_empty) {
            for (;;) {
                if (stack.size() == base) return true;
                const bool object = stack.back() != 0;
                const char c = cursor.peek();
                if (c == ',') {
                    cursor.step();
                    break;
                }
                if (c != (object ? '}' : ']')) return cursor.unexpected();
                close_one(object);
            }
            if (stack.back() == 0) continue;
        }

        // In an object: a member name, then its value.
        if (!cursor.key(span)) return false;
        if (scratch.keys.add(cursor.text(), span.begin + 1, span.end - span.begin - 2))
            handler.duplicate(span.begin + 1);
        handler.key(span);
    }
}

}  // namespace hios::json
