#include "stages/pack/lineage_writer.hpp"

#include <iterator>

#include <fmt/compile.h>

#include "stages/json/text.hpp"

namespace hios::pack {
namespace {

constexpr std::size_t kFlushedBytes = 128 * 1024;

}  // namespace

Outcome<void> LineageWriter::add(std::uint64_t line, const LineOrigin& origin) {
    if (origin.name != quoted_name_ || quoted_.empty()) quote(origin.name);
    auto out = std::back_inserter(buffer_);
    fmt::format_to(out, FMT_COMPILE("{{\"line\":{},{},\"document\":{}"), line, quoted_, origin.document);
    if (origin.entry != kNoEntry) fmt::format_to(out, FMT_COMPILE(",\"entry\":{}"), origin.entry);
    fmt::format_to(out, FMT_COMPILE(",\"offset\":{},\"length\":{}}}\n"), origin.source_offset, origin.source_length);
    return buffer_.size() < kFlushedBytes ? Outcome<void>{} : flush();
}

Outcome<void> LineageWriter::flush() {
    HIOS_CHECK(into_.append({buffer_.data(), buffer_.size()}));
    buffer_.clear();
    return {};
}

void LineageWriter::quote(std::uint32_t name) {
    quoted_name_ = name;
    const DocumentName& document = names_[name];
    const std::string_view text = *document.name;
    quoted_ = "\"object\":";
    json::append_quoted(quoted_, text.substr(0, document.key_length));
    if (text.size() > document.key_length + 2) {
        quoted_ += ",\"member\":";
        json::append_quoted(quoted_, text.substr(document.key_length + 2));
    }
}

}  // namespace hios::pack
