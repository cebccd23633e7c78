#include "bench/datagen/json_writer.hpp"

#include <charconv>

#include "bench/datagen/base64.hpp"

namespace hios::bench {
namespace {

constexpr std::string_view kBlanks = "                                                                ";

bool needs_escape(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    static constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void JsonWriter::new_line(unsigned indent) {
    *out_ += '\n';
    for (std::size_t left = 2ULL * indent; left > 0;) {
        const std::size_t step = left < kBlanks.size() ? left : kBlanks.size();
        out_->append(kBlanks.data(), step);
        left -= step;
    }
}

void JsonWriter::separate() {
    if (depth_ == 0) return;
    Level& level = top();
    if (level.filled) *out_ += ',';
    if (pretty_) {
        if (level.array) {
            *out_ += ' ';
        } else {
            new_line(level.indent);
        }
    }
    level.filled = true;
}

void JsonWriter::push(bool array) {
    // As HAPI prints it, an array adds no level of indentation of its own.
    const unsigned indent = depth_ == 0 ? 1 : top().indent + (array ? 0 : 1);
    levels_[++depth_] = Level{array, false, indent};
}

void JsonWriter::write_key(std::string_view key) {
    separate();
    *out_ += '"';
    out_->append(key);
    if (pretty_) {
        out_->append("\": ", 3);
    } else {
        out_->append("\":", 2);
    }
}

void JsonWriter::write_text(std::string_view text) {
    std::size_t clean = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!needs_escape(text[at])) continue;
        out_->append(text.data() + clean, at - clean);
        append_escaped(*out_, text[at]);
        clean = at + 1;
    }
    out_->append(text.data() + clean, text.size() - clean);
}

void JsonWriter::open() {
    separate();
    *out_ += '{';
    push(false);
}

void JsonWriter::open(std::string_view key) {
    write_key(key);
    *out_ += '{';
    push(false);
}

void JsonWriter::list(std::string_view key) {
    write_key(key);
    *out_ += '[';
    push(true);
}

void JsonWriter::close() {
    const Level level = top();
    --depth_;
    if (pretty_) {
        if (level.array) {
            *out_ += ' ';
        } else {
            new_line(level.indent - 1);
        }
    }
    *out_ += level.array ? ']' : '}';
}

void JsonWriter::field(std::string_view key, std::string_view text) {
    write_key(key);
    *out_ += '"';
    write_text(text);
    *out_ += '"';
}

void JsonWriter::field(std::string_view key, std::initializer_list<std::string_view> pieces) {
    write_key(key);
    *out_ += '"';
    for (const std::string_view piece : pieces) write_text(piece);
    *out_ += '"';
}

void JsonWriter::field_number(std::string_view key, std::int64_t value) {
    write_key(key);
    append_integer(*out_, value);
}

void JsonWriter::field_decimal(std::string_view key, std::int64_t units, unsigned digits) {
    write_key(key);
    std::int64_t scale = 1;
    for (unsigned digit = 0; digit < digits; ++digit) scale *= 10;
    if (units < 0) {
        *out_ += '-';
        units = -units;
    }
    append_integer(*out_, units / scale);
    if (digits == 0) return;
    *out_ += '.';
    std::int64_t rest = units % scale;
    for (scale /= 10; scale > 0; scale /= 10) {
        *out_ += static_cast<char>('0' + rest / scale);
        rest %= scale;
    }
}

void JsonWriter::field_bool(std::string_view key, bool value) {
    write_key(key);
    out_->append(value ? "true" : "false");
}

void JsonWriter::field_base64(std::string_view key, std::string_view bytes) {
    write_key(key);
    *out_ += '"';
    append_base64(*out_, bytes);
    *out_ += '"';
}

void JsonWriter::item(std::string_view text) {
    separate();
    *out_ += '"';
    write_text(text);
    *out_ += '"';
}

void JsonWriter::item_number(std::int64_t value) {
    separate();
    append_integer(*out_, value);
}

}  // namespace hios::bench
