#include "jobs/sandbox/server/xml.hpp"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace hios::sandbox {
namespace {

std::tm parts_of(std::int64_t ms) {
    const std::time_t since_1970 = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    ::gmtime_r(&since_1970, &parts);
    return parts;
}

}  // namespace

void append_escaped(std::string& into, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                into += "&amp;";
                break;
            case '<':
                into += "&lt;";
                break;
            case '>':
                into += "&gt;";
                break;
            case '"':
                into += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    into += fmt::format("&#x{:x};", static_cast<unsigned>(c));
                } else {
                    into += c;
                }
        }
    }
}

XmlWriter::XmlWriter(std::string_view root, bool with_namespace) : root_(root) {
    text_ = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{}{}>", root,
                        with_namespace ? " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"" : "");
}

void XmlWriter::open(std::string_view name) {
    text_.append("<").append(name).append(">");
}
void XmlWriter::close(std::string_view name) {
    text_.append("</").append(name).append(">");
}
void XmlWriter::add(std::string_view name, std::string_view text) {
    open(name);
    append_escaped(text_, text);
    close(name);
}
std::string XmlWriter::take() {
    close(root_);
    return std::move(text_);
}

std::string iso_time(std::int64_t ms) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", parts_of(ms), ms % 1000);
}
std::string http_time(std::int64_t ms) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", parts_of(ms));
}

}  // namespace hios::sandbox
