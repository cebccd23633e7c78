#pragma once
// How a flat file is written: its delimiter, quotes, line rules and encoding. Plain data; what is
// checked once here need not be asked again by the readers.
//
// The grammar is RFC 4180, widened to what exporters write:
// - CR, LF and CRLF end a record, also mixed; a quoted field may hold them.
// - Lines without any byte are no records. (A file of one column writes an empty value as "".)
// - A quote opens a quoted field only as the field's first byte; elsewhere it stands for itself.
//   Where blanks follow each comma, the delimiter is ", ".

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/outcome.hpp"

namespace hios::flat {

enum class Format : std::uint8_t { kDelimited, kFixed };
enum class Escape : std::uint8_t {
    kDoubled,    // "" inside a quoted field is a quote
    kBackslash,  // a backslash takes the next byte literally, inside quotes and outside
};
enum class Trim : std::uint8_t { kNone, kLeft, kRight, kBoth };  // blanks and tabs of unquoted fields
enum class Ragged : std::uint8_t {
    kError,  // each record must have one field per column
    kPad,    // missing fields are empty, and surplus ones may be there when they are empty
    kKeep,   // records are handed out as they are
};
enum class Encoding : std::uint8_t { kAuto, kUtf8, kUtf16, kWindows1252, kLatin1 };
enum class Invalid : std::uint8_t {
    kReplace,  // bytes that are no text become U+FFFD
    kError,    // the record that holds them is refused
};

// A column of a fixed-width file. Positions count bytes of the line; with a declared encoding other
// than UTF-8 they count characters, which are the bytes of the file as it was written. A file of kAuto that
// turns out to be UTF-16 (Decoder::actual) is read with kUtf16, so that they count characters too.
struct FixedColumn {
    std::string name;
    std::uint32_t start = 1;  // the first column of the line is 1
    std::uint32_t length = 1;
};

struct Dialect {
    Format format = Format::kDelimited;
    std::string delimiter = ",";  // 1 to 4 bytes
    char quote = '"';             // '\0': quotes mean nothing
    Escape escape = Escape::kDoubled;
    std::string comment;             // lines that begin so are skipped; empty: none
    bool header = true;              // the first record names the columns
    std::vector<std::string> names;  // of the columns, when the file does not name them
    Trim trim = Trim::kNone;
    std::vector<std::string> null_words;  // unquoted fields that stand for no value: "NULL", "\N", "NA"
    Ragged ragged = Ragged::kError;
    Encoding encoding = Encoding::kAuto;  // kAuto: a byte order mark tells, else UTF-8
    Invalid invalid = Invalid::kReplace;
    std::uint64_t max_record = 16ULL << 20;  // bytes, without the line end
    std::vector<FixedColumn> columns;        // of a fixed-width file

    [[nodiscard]] bool quotes() const { return format == Format::kDelimited && quote != '\0'; }
    [[nodiscard]] bool escapes() const { return format == Format::kDelimited && escape == Escape::kBackslash; }
    // Whether bytes alone, without memory of more than one quote, tell where records end. Only then can
    // the parts of a file be scanned out of order (chunk_scan.hpp).
    [[nodiscard]] bool plain() const {
        return format == Format::kFixed ? comment.empty() : delimiter.size() == 1 && !escapes() && comment.empty();
    }
};

// Largest max_record, so that positions in a block of text fit into 32 bits.
inline constexpr std::uint64_t kLargestRecord = 1ULL << 30;

// flat.dialect names the option that cannot be.
Outcome<void> check(const Dialect& dialect);

// "utf-8", "UTF16", "windows-1252", "cp1252", "latin-1", "iso-8859-1", "auto"; case does not count.
std::optional<Encoding> encoding_named(std::string_view name);

}  // namespace hios::flat
