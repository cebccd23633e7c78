#pragma once
// Appends JSON to a string, compact or in the pretty layout of HAPI and Synthea: two blanks a level,
// arrays opened with "[ " on the key's line. The caller keeps the structure valid; nothing is checked.
// Not thread-safe. The string is borrowed and must outlive the writer.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace hios::bench {

enum class Layout : std::uint8_t { kCompact, kPretty };

class JsonWriter {
public:
    JsonWriter(std::string& out, Layout layout) : out_(&out), pretty_(layout == Layout::kPretty) {}

    void open();                      // { as an array element or as the document
    void open(std::string_view key);  // "key": {
    void list(std::string_view key);  // "key": [
    void close();                     // ends what was opened last

    void field(std::string_view key, std::string_view text);
    void field(std::string_view key, std::initializer_list<std::string_view> pieces);  // joined to one string
    void field_number(std::string_view key, std::int64_t value);
    // units / 10^digits with all its digits: (9350, 2) is 93.50.
    void field_decimal(std::string_view key, std::int64_t units, unsigned digits);
    void field_bool(std::string_view key, bool value);
    void field_base64(std::string_view key, std::string_view bytes);
    void item(std::string_view text);  // a string as an array element
    void item_number(std::int64_t value);

    [[nodiscard]] std::string& out() { return *out_; }

private:
    static constexpr std::size_t kMaxDepth = 64;
    struct Level {
        bool array = false;
        bool filled = false;
        unsigned indent = 0;
    };

    Level& top() { return levels_[depth_]; }
    void push(bool array);
    void separate();
    void new_line(unsigned indent);
    void write_key(std::string_view key);
    void write_text(std::string_view text);

    std::string* out_;
    bool pretty_;
    std::size_t depth_ = 0;
    std::array<Level, kMaxDepth> levels_{};
};

}  // namespace hios::bench
