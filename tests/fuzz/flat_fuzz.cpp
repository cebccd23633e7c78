// Reads any bytes as a flat file. The first byte chooses the dialect, the second where the file is cut into
// pieces. Read in pieces, or whole, it must have the rows that the slow reader finds; what the decoder
// makes of it must be UTF-8 wherever it is cut; as lines of JSON it must not end the program.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "stages/flat/decode.hpp"
#include "stages/flat/json_rows.hpp"
#include "stages/json/utf8.hpp"
#include "tests/stages/flat/dialects.hpp"
#include "tests/stages/flat/slow_reader.hpp"

namespace hios {
namespace {

constexpr std::size_t kLongest = 8 * 1024;  // the slow reader is quadratic on some inputs

void check(bool holds) {
    if (!holds) std::abort();
}

std::string decode(std::string_view text, flat::Encoding encoding, std::size_t piece) {
    flat::Decoder decoder(encoding, flat::Invalid::kReplace);
    std::string decoded;
    for (; text.size() > piece; text.remove_prefix(piece)) decoded += decoder.decode(text.substr(0, piece), false);
    decoded += decoder.decode(text, true);
    return decoded;
}

void read_json(std::string_view text) {
    const std::string padded = std::string(text) + std::string(json::kPadding, '"');
    auto tree = flat::PathTree::make(std::vector<std::string>{"id", "/a/0/b", "entry[0]", ""});
    check(tree.has_value());
    flat::JsonRows rows(std::move(*tree));
    rows.reset_lines(std::string_view(padded).substr(0, text.size()));
    std::uint64_t end = 0;
    while (const flat::Row* row = rows.next()) {
        check(row->begin >= end && row->begin < row->end && row->end <= text.size());
        end = row->end;
    }
    if (!rows.reset_document(std::string_view(padded).substr(0, text.size()), std::vector<std::string>{"entry"}))
        return;
    while (rows.next() != nullptr) continue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<test::NamedDialect> kDialects = test::dialects();
    if (size < 2) return 0;
    const test::NamedDialect& chosen = kDialects[data[0] % kDialects.size()];
    const std::size_t step = 1 + data[1];
    std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    text = text.substr(0, kLongest);

    const test::ReadRows expected = test::read_slowly(chosen.dialect, text, chosen.columns);
    check(test::read_whole(chosen.dialect, text, chosen.columns) == expected);
    std::vector<std::size_t> ends;
    for (std::size_t at = step; at < text.size(); at += step) ends.push_back(at);
    check(test::read_pieces(chosen.dialect, text, ends, chosen.columns) == expected);

    for (const flat::Encoding encoding : {flat::Encoding::kAuto, flat::Encoding::kUtf16, flat::Encoding::kLatin1}) {
        const std::string decoded = decode(text, encoding, kLongest);
        check(json::is_utf8(decoded) && decode(text, encoding, step) == decoded);
    }
    read_json(text);
    return 0;
}

}  // namespace hios
