#pragma once
// S3's XML: written piece by piece.

#include <cstdint>
#include <string>
#include <string_view>

namespace hios::sandbox {

// Appends `text` with what XML reserves, and control characters, as references.
void append_escaped(std::string& into, std::string_view text);

// An element with its children: open, add, close.
class XmlWriter {
public:
    // The document's element, in S3's namespace.
    explicit XmlWriter(std::string_view root, bool with_namespace = true);
    void open(std::string_view name);
    void close(std::string_view name);
    void add(std::string_view name, std::string_view text);
    void add(std::string_view name, std::uint64_t number) { add(name, std::to_string(number)); }
    void add_flag(std::string_view name, bool flag) { add(name, flag ? "true" : "false"); }
    // The whole document; ends the writer.
    std::string take();

private:
    std::string root_;
    std::string text_;
};

// 2009-10-12T17:50:30.000Z
std::string iso_time(std::int64_t ms);
// Mon, 12 Oct 2009 17:50:30 GMT
std::string http_time(std::int64_t ms);

}  // namespace hios::sandbox
