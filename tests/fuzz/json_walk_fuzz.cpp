// Reads any bytes as one JSON document. What is accepted must be what another reader accepts, and
// minifying it must change nothing but white space.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/json/walk.hpp"
#include "tests/support/rfc_json.hpp"

namespace hios::json {
namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

// Spans must lie in order in the text, and look like what they are said to be.
struct CheckingHandler {
    std::string_view text;
    std::uint32_t at = 0;
    std::uint32_t depth = 0;
    bool duplicates = false;

    void take(Span span) {
        check(at <= span.begin && span.begin < span.end && span.end <= text.size());
        at = span.end;
    }
    void quoted(Span span) {
        take(span);
        check(span.end - span.begin >= 2 && text[span.begin] == '"' && text[span.end - 1] == '"');
        std::string plain;
        unescape(text.substr(span.begin + 1, span.end - span.begin - 2), plain);
    }
    void key(Span span) { quoted(span); }
    void string(Span span) { quoted(span); }
    void scalar(Span span) {
        take(span);
        check(is_scalar(text.substr(span.begin, span.end - span.begin)));
    }
    void open(bool object, std::uint32_t position) {
        check(text[position] == (object ? '{' : '['));
        take({position, position + 1});
        ++depth;
    }
    void close(bool object, std::uint32_t end) {
        check(text[end - 1] == (object ? '}' : ']') && depth > 0);
        take({end - 1, end});
        --depth;
    }
    void duplicate(std::uint32_t position) {
        check(position < text.size());
        duplicates = true;
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string source(reinterpret_cast<const char*>(data), size);
    const std::string padded = source + std::string(kPadding, '"');
    const std::string_view text = std::string_view(padded).substr(0, size);
    std::vector<std::uint32_t> bad_escapes;
    find_bad_escapes(text, bad_escapes);

    StructuralIndex index;
    WalkScratch scratch;
    scratch.keys.clear(source.find('\\') != std::string::npos);
    CheckingHandler handler{text};
    bool accepted = false;
    bool too_deep = false;
    if (const auto built = index.build(text); !built) {
        check(built.error().code != nullptr && built.error().where.offset <= size);
    } else {
        Cursor cursor(text, index);
        const bool walked = walk_value(cursor, scratch, 100, handler);
        check(walked || (cursor.fault() && cursor.fault().offset <= size));
        too_deep = !walked && cursor.fault().code == &codes::kTooDeep;
        accepted = walked && cursor.at_end() && bad_escapes.empty();
        check(!walked || handler.depth == 0);
    }
    const auto expected = hios::test::rfc_accepts(source);
    if (!too_deep && expected) check(accepted == *expected);
    if (!accepted) return 0;

    std::string small(size + kPadding, '\0');
    small.resize(minify(text, small.data()));
    check(small.size() <= size);
    std::string again(small.size() + kPadding, '\0');
    again.resize(minify(small, again.data()));
    check(again == small);
    if (expected) check(nlohmann::json::parse(small) == nlohmann::json::parse(source));
    return 0;
}

}  // namespace hios::json
