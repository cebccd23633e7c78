#include "jobs/maps/dialect_of.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "jobs/spec/size_duration.hpp"
#include "stages/flat/json_path.hpp"
#include "stages/map/near_miss.hpp"

namespace hios::jobs {
namespace {

using flat::Dialect;
using map::Node;
using map::SourceFormat;

const std::vector<std::string_view> kKeys{"format",    "files",    "columns", "zone",       "header",    "names",
                                          "delimiter", "quote",    "escape",  "comment",    "trim",      "null",
                                          "ragged",    "encoding", "invalid", "max_record", "positions", "rows"};

template <class Value, std::size_t N>
using Words = std::array<std::pair<std::string_view, Value>, N>;

constexpr Words<flat::Escape, 2> kEscapes{
    {{"doubled", flat::Escape::kDoubled}, {"backslash", flat::Escape::kBackslash}}};
constexpr Words<flat::Trim, 4> kTrims{{{"none", flat::Trim::kNone},
                                       {"left", flat::Trim::kLeft},
                                       {"right", flat::Trim::kRight},
                                       {"both", flat::Trim::kBoth}}};
constexpr Words<flat::Ragged, 3> kRagged{
    {{"error", flat::Ragged::kError}, {"pad", flat::Ragged::kPad}, {"keep", flat::Ragged::kKeep}}};
constexpr Words<flat::Invalid, 2> kInvalid{{{"replace", flat::Invalid::kReplace}, {"error", flat::Invalid::kError}}};

class LayoutReader {
public:
    LayoutReader(const map::MapSource& source, const map::SourceTable& table, map::Problems& problems)
        : source_(source), table_(table), problems_(problems) {}

    TableLayout read() {
        set_format();
        if (!source_.dialect) return std::move(layout_);
        const Node& block = *source_.dialect;
        for (const auto& key : block.keys) {
            if (std::find(kKeys.begin(), kKeys.end(), key.name) == kKeys.end())
                problems_.error(key.place, fmt::format("unknown key \"{}\" of source", key.name),
                                map::did_you_mean(key.name, kKeys));
        }
        Dialect& dialect = layout_.dialect;
        if (const auto header = text("header")) dialect.header = flag(*header, "header");
        if (const auto delimiter = text("delimiter")) dialect.delimiter = delimiter_named(*delimiter);
        if (const auto quote = text("quote")) read_quote(*quote);
        if (const auto comment = text("comment")) dialect.comment = *comment;
        word("escape", kEscapes, dialect.escape);
        word("trim", kTrims, dialect.trim);
        word("ragged", kRagged, dialect.ragged);
        word("invalid", kInvalid, dialect.invalid);
        if (const auto encoding = text("encoding")) read_encoding(*encoding);
        if (const auto size = text("max_record")) read_max_record(*size);
        if (const auto list = of_table("names")) dialect.names = texts(*list, "names");
        if (const auto list = block.get("null")) dialect.null_words = texts(*list, "null");
        if (const auto positions = of_table("positions")) read_positions(*positions);
        if (const auto rows = text("rows")) read_rows_path(*rows);
        check();
        return std::move(layout_);
    }

private:
    void set_format() {
        Dialect& dialect = layout_.dialect;
        if (source_.format == SourceFormat::kTsv) dialect.delimiter = "\t";
        if (source_.format == SourceFormat::kPipe) dialect.delimiter = "|";
        if (source_.format == SourceFormat::kFixed) {
            dialect.format = flat::Format::kFixed;
            dialect.header = false;
        }
    }

    void error(std::string_view key, std::string what, std::string hint = {}) {
        const auto node = source_.dialect->get(key);
        problems_.error(node ? node->place : source_.place, std::move(what), std::move(hint));
    }

    std::optional<std::string> text(std::string_view key) {
        const auto node = source_.dialect->get(key);
        if (!node) return std::nullopt;
        if (node->is_scalar()) return node->text;
        error(key, fmt::format("source.{} must be text", key));
        return std::nullopt;
    }

    // The value of a key that may be given for each table.
    map::NodePtr of_table(std::string_view key) {
        const auto node = source_.dialect->get(key);
        if (!node || table_.name.empty() || !node->is_map()) return node;
        return node->get(table_.name);
    }

    std::vector<std::string> texts(const Node& node, std::string_view what) {
        if (node.is_scalar()) return {node.text};
        std::vector<std::string> list;
        for (const auto& item : node.items) {
            if (item->is_scalar())
                list.push_back(item->text);
            else if (item->kind == Node::Kind::kNull)
                list.emplace_back("NULL");  // a word that YAML takes for itself
            else
                problems_.error(item->place, fmt::format("source.{} is a list of texts", what));
        }
        return list;
    }

    bool flag(const std::string& word, std::string_view key) {
        if (word != "true" && word != "false") error(key, fmt::format("source.{} is true or false", key));
        return word == "true";
    }

    template <class Value, std::size_t N>
    void word(std::string_view key, const Words<Value, N>& known, Value& into) {
        const auto given = text(key);
        if (!given) return;
        std::vector<std::string_view> names;
        for (const auto& [name, value] : known) {
            if (name == *given) {
                into = value;
                return;
            }
            names.push_back(name);
        }
        error(key, fmt::format("source.{} is none of {}", key, fmt::join(names, ", ")),
              map::did_you_mean(*given, names));
    }

    static std::string delimiter_named(const std::string& text) {
        if (text == "tab" || text == "\\t") return "\t";
        if (text == "comma") return ",";
        if (text == "semicolon") return ";";
        if (text == "pipe") return "|";
        return text;
    }

    void read_quote(const std::string& text) {
        if (text != "none" && text.size() != 1)
            error("quote", "source.quote is one character or none", "Write quote: none where quotes mean nothing.");
        layout_.dialect.quote = text == "none" || text.empty() ? '\0' : text[0];
    }

    void read_encoding(const std::string& name) {
        if (const auto encoding = flat::encoding_named(name)) {
            layout_.dialect.encoding = *encoding;
        } else {
            error("encoding", fmt::format("source.encoding \"{}\" is not known", name),
                  "Known are auto, utf-8, utf-16, windows-1252 and latin-1.");
        }
    }

    void read_max_record(const std::string& text) {
        if (const auto size = parse_size(text)) {
            layout_.dialect.max_record = *size;
        } else {
            error("max_record", "source.max_record " + size.error());
        }
    }

    // {NAME: 1-10}: from the first column of the line to the last, both of them in it.
    void read_positions(const Node& node) {
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const std::string& range = node.items[i]->text;
            const std::size_t dash = range.find('-');
            std::uint32_t first = 0;
            const char* const begin = range.data();
            const char* const end = begin + range.size();
            auto read = std::from_chars(begin, end, first);
            std::uint32_t last = first;
            if (read.ec == std::errc() && dash != std::string::npos && read.ptr == begin + dash)
                read = std::from_chars(begin + dash + 1, end, last);
            if (read.ec != std::errc() || read.ptr != end || first == 0 || last < first) {
                problems_.error(node.items[i]->place, "a position is first-last, counted from 1", "As in NAME: 11-20.");
                continue;
            }
            layout_.dialect.columns.push_back({node.keys[i].name, first, last - first + 1});
        }
    }

    void read_rows_path(const std::string& path) {
        auto steps = flat::read_path(path);
        if (steps) {
            layout_.rows_path = std::move(*steps);
        } else {
            error("rows", steps.error().what, std::string(steps.error().how_to_mend()));
        }
    }

    void check() {
        const Dialect& dialect = layout_.dialect;
        const bool json = source_.format == SourceFormat::kJson || source_.format == SourceFormat::kNdjson;
        if (json) return;
        if (source_.format == SourceFormat::kFixed && dialect.columns.empty()) {
            error("format", fmt::format("the columns of {} have no positions", table_name()),
                  "Add source.positions: {NAME: 1-10}.");
        } else if (source_.format != SourceFormat::kFixed && !dialect.header && dialect.names.empty()) {
            error("header", fmt::format("the columns of {} have no names", table_name()),
                  "Without a header line, add source.names: [FIRST, SECOND].");
        } else if (auto checked = flat::check(dialect); !checked) {
            problems_.error(source_.place, checked.error().what, std::string(checked.error().how_to_mend()));
        }
    }

    [[nodiscard]] std::string table_name() const {
        return table_.name.empty() ? "the files" : fmt::format("\"{}\"", table_.name);
    }

    const map::MapSource& source_;
    const map::SourceTable& table_;
    map::Problems& problems_;
    TableLayout layout_;
};

}  // namespace

TableLayout layout_of(const map::MapSource& source, const map::SourceTable& table, map::Problems& problems) {
    return LayoutReader(source, table, problems).read();
}

}  // namespace hios::jobs
