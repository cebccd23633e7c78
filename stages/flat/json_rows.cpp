#include "stages/flat/json_rows.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "stages/flat/codes.hpp"

namespace hios::flat {
namespace {

constexpr std::uint32_t kDepth = 500;  // of values that nothing reads
constexpr std::string_view kWhite = " \t\r\n";

}  // namespace

void JsonRows::reset_lines(std::string_view text, std::uint64_t offset, std::uint64_t first_record) {
    items_.clear();
    text_ = text;
    at_ = 0;
    offset_ = offset;
    row_.number = first_record - 1;
}

Outcome<void> JsonRows::reset_document(std::string_view text, std::span<const std::string> rows) {
    reset_lines(text);
    at_ = text.size();
    HIOS_CHECK(index_.build(text));
    scratch_.keys.clear(true);
    scratch_.is_object.clear();
    json::Cursor cursor(text, index_);
    if (!open_rows(cursor, rows)) {
        const json::Fault fault = cursor.fault();
        if (fault) return fail(reject(*fault.code, "the document cannot be read", {{}, fault.offset, 0, {}}));
        return fail(reject(codes::kNotRows, "the path of the rows does not lead to an array"));
    }
    items_.push_back(cursor);
    return {};
}

const Row* JsonRows::next() {
    return items_.empty() ? next_line() : next_item();
}

void JsonRows::begin_row(std::uint64_t begin, std::size_t size) {
    seen_.resize(paths_.size());
    ++row_count_;
    ++row_.number;
    row_.begin = begin;
    row_.fault = {};
    side_used_ = 0;
    if (side_.size() < size) side_.resize(size);
    std::fill(fields_.begin(), fields_.end(), std::string_view());
    row_.fields = fields_;
}

const Row* JsonRows::next_line() {
    for (;;) {
        if (at_ >= text_.size()) return nullptr;
        const std::size_t begin = at_;
        const std::size_t end = std::min(text_.find('\n', begin), text_.size());
        at_ = end + 1;
        std::string_view line = text_.substr(begin, end - begin);
        const std::size_t last = line.find_last_not_of(kWhite);
        if (last == std::string_view::npos) continue;
        line = line.substr(0, last + 1);
        begin_row(offset_ + begin, line.size());
        row_.end = row_.begin + line.size();
        if (const auto built = index_.build(line); !built) {
            row_.fault = {built.error().code, row_.begin + built.error().where.offset, 0};
            row_.fields = {};
            return &row_;
        }
        scratch_.keys.clear(true);
        scratch_.is_object.clear();
        json::Cursor cursor(line, index_);
        if (read_value(cursor, PathTree::kRoot) && !cursor.at_end())
            cursor.fail(json::codes::kTrailing, cursor.position());
        end_row(cursor, row_.begin, row_.end);
        return &row_;
    }
}

const Row* JsonRows::next_item() {
    json::Cursor& cursor = items_.front();
    if (cursor.fault() || cursor.peek() == ']') return nullptr;
    const std::uint32_t begin = cursor.position();
    begin_row(begin, 0);
    if (side_.size() < text_.size()) side_.resize(text_.size());
    if (read_value(cursor, PathTree::kRoot)) {
        const std::uint32_t end = cursor.position();
        if (cursor.peek() == ',') {
            cursor.step();
            if (cursor.peek() == ']') cursor.unexpected();
        } else if (cursor.peek() != ']') {
            cursor.unexpected();
        }
        end_row(cursor, 0, end);
    } else {
        end_row(cursor, 0, text_.size());
    }
    return &row_;
}

void JsonRows::end_row(const json::Cursor& cursor, std::uint64_t base, std::uint64_t end) {
    row_.end = end;
    if (!cursor.fault()) return;
    row_.fault = {cursor.fault().code, base + cursor.fault().offset, 0};
    row_.fields = {};
}

// Reads the value at the cursor into the slots of `node` and those below it. Nests as deep as paths do.
bool JsonRows::read_value(json::Cursor& cursor, PathTree::NodeId node) {
    const std::uint32_t begin = cursor.position();
    std::string_view value;
    switch (cursor.peek()) {
        case '{':
            if (!read_object(cursor, node)) return false;
            value = cursor.slice({begin, cursor.previous_end()});
            break;
        case '[':
            if (!read_array(cursor, node)) return false;
            value = cursor.slice({begin, cursor.previous_end()});
            break;
        case '"':
            if (!read_string(cursor, value)) return false;
            break;
        default: {
            json::Span span;
            if (!cursor.scalar(span)) return false;
            value = cursor.slice(span);
            if (value == "null") value = {};
        }
    }
    for (const std::uint32_t slot : paths_.slots(node)) fields_[slot] = value;
    return true;
}

bool JsonRows::read_object(json::Cursor& cursor, PathTree::NodeId node) {
    cursor.step();
    if (cursor.peek() == '}') {
        cursor.step();
        return true;
    }
    for (;;) {
        json::Span span;
        if (!cursor.key(span)) return false;
        std::string_view name = cursor.inside(span);
        if (name.find('\\') != std::string_view::npos) {
            bad_escapes_.clear();
            json::find_bad_escapes(name, bad_escapes_);
            if (!bad_escapes_.empty()) return cursor.fail(json::codes::kEscape, span.begin + 1 + bad_escapes_.front());
            json::unescape(name, plain_);
            name = plain_;
        }
        const PathTree::NodeId child = paths_.member(node, name);
        if (child == PathTree::kNone) {
            if (!skip_value(cursor)) return false;
        } else {
            if (std::exchange(seen_[child], row_count_) == row_count_)
                return cursor.fail(json::codes::kDuplicateKey, span.begin);
            if (!read_value(cursor, child)) return false;
        }
        const char c = cursor.peek();
        if (c != ',' && c != '}') return cursor.unexpected();
        cursor.step();
        if (c == '}') return true;
    }
}

bool JsonRows::read_array(json::Cursor& cursor, PathTree::NodeId node) {
    cursor.step();
    if (cursor.peek() == ']') {
        cursor.step();
        return true;
    }
    for (std::uint64_t index = 0;; ++index) {
        const PathTree::NodeId child = paths_.item(node, index);
        if (!(child == PathTree::kNone ? skip_value(cursor) : read_value(cursor, child))) return false;
        const char c = cursor.peek();
        if (c != ',' && c != ']') return cursor.unexpected();
        cursor.step();
        if (c == ']') return true;
    }
}

bool JsonRows::read_string(json::Cursor& cursor, std::string_view& value) {
    json::Span span;
    if (!cursor.string(span)) return false;
    value = cursor.inside(span);
    if (value.find('\\') == std::string_view::npos) return true;
    bad_escapes_.clear();
    json::find_bad_escapes(value, bad_escapes_);
    if (!bad_escapes_.empty()) return cursor.fail(json::codes::kEscape, span.begin + 1 + bad_escapes_.front());
    json::unescape(value, plain_);
    char* const into = side_.data() + side_used_;
    std::memcpy(into, plain_.data(), plain_.size());
    side_used_ += plain_.size();
    value = {into, plain_.size()};
    return true;
}

bool JsonRows::skip_value(json::Cursor& cursor) {
    json::NoHandler handler;
    return json::walk_value(cursor, scratch_, kDepth, handler);
}

// Goes to the first item of the array; false, without a fault, when the path leads elsewhere.
bool JsonRows::open_rows(json::Cursor& cursor, std::span<const std::string> steps) {
    for (const std::string& step : steps) {
        const bool object = cursor.peek() == '{';
        if (!object && cursor.peek() != '[') return cursor.at_end() && cursor.unexpected();
        cursor.step();
        for (std::uint64_t index = 0;; ++index) {
            if (cursor.peek() == (object ? '}' : ']')) return false;
            bool found = !object && step == std::to_string(index);
            json::Span span;
            if (object) {
                if (!cursor.key(span)) return false;
                json::unescape(cursor.inside(span), plain_);
                found = plain_ == step;
            }
            if (found) break;
            if (!skip_value(cursor)) return false;
            if (cursor.peek() == ',') cursor.step();
        }
    }
    if (cursor.peek() != '[') return false;
    cursor.step();
    return true;
}

}  // namespace hios::flat
