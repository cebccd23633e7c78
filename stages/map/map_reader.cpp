#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "stages/map/map_file.hpp"
#include "stages/map/near_miss.hpp"

namespace hios::map {
namespace {

constexpr std::array<std::pair<std::string_view, SourceFormat>, 9> kFormats{{{"csv", SourceFormat::kCsv},
                                                                             {"tsv", SourceFormat::kTsv},
                                                                             {"pipe", SourceFormat::kPipe},
                                                                             {"delimited", SourceFormat::kDelimited},
                                                                             {"fixed", SourceFormat::kFixed},
                                                                             {"json", SourceFormat::kJson},
                                                                             {"ndjson", SourceFormat::kNdjson},
                                                                             {"hl7v2", SourceFormat::kHl7v2},
                                                                             {"ccda", SourceFormat::kCcda}}};

bool is_name(std::string_view text) {
    if (text.empty()) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// Reads one document; members that do not fit are problems and left out.
class Reader {
public:
    Reader(const NodePtr& root, Problems& problems) : root_(root), problems_(problems) {}

    MapFile read() {
        map_.place = root_->place;
        if (!known(*root_, {"map", "description", "source", "let", "tables", "fragments", "emit", "override", "tests",
                            "on_error"}))
            return std::move(map_);
        map_.name = text(*root_, "map");
        if (map_.name.empty())
            problems_.error(root_->place, "the map has no name", "Begin the file with \"map: NAME\".");
        if (const auto node = root_->get("source")) read_source(*node);
        if (const auto node = root_->get("let")) read_globals(*node);
        if (const auto node = root_->get("tables")) read_tables(*node);
        if (const auto node = root_->get("fragments")) read_fragments(*node);
        if (const auto node = root_->get("emit")) read_emits(*node, map_.emits);
        if (const auto node = root_->get("override")) read_overrides(*node);
        if (const auto node = root_->get("tests")) read_tests(*node);
        if (const auto node = root_->get("on_error")) read_on_error(*node);
        if (!map_.on_error.given) map_.on_error.drop_values = map_.source.reads_documents();
        return std::move(map_);
    }

private:
    bool must_be(const Node& node, Node::Kind kind, std::string_view what, std::string_view like) {
        if (node.kind == kind) return true;
        problems_.error(node.place,
                        fmt::format("{} must be {}", what, kind == Node::Kind::kMap ? "a mapping" : "a list"),
                        fmt::format("Write it as {}.", like));
        return false;
    }

    bool known(const Node& node, const std::vector<std::string_view>& names) {
        if (!must_be(node, Node::Kind::kMap, "this", "\"key: value\" lines")) return false;
        for (const auto& key : node.keys) {
            if (std::find(names.begin(), names.end(), key.name) == names.end()) {
                problems_.error(key.place, fmt::format("unknown key \"{}\"", key.name), did_you_mean(key.name, names));
            }
        }
        return true;
    }

    std::string text_of(const Node& node, std::string_view what) {
        if (node.kind == Node::Kind::kScalar) return node.text;
        problems_.error(node.place, fmt::format("{} must be text", what));
        return {};
    }
    std::string text(const Node& node, std::string_view key) {
        const auto found = node.get(key);
        return found ? text_of(*found, fmt::format("\"{}\"", key)) : std::string();
    }

    void read_source(const Node& node) {
        if (!must_be(node, Node::Kind::kMap, "source", "\"format: csv\" and more keys")) return;
        map_.source.place = node.place;
        map_.source.dialect = root_->get("source");
        map_.source.blocks = {map_.source.dialect};
        const std::string format = text(node, "format");
        map_.source.format = format_named(format);
        if (map_.source.format == SourceFormat::kNone) {
            std::vector<std::string_view> names;
            names.reserve(std::size(kFormats));
            for (const auto& [name, value] : kFormats) names.push_back(name);
            problems_.error(node.get("format") ? node.get("format")->place : node.place,
                            format.empty() ? "source has no format" : fmt::format("unknown format \"{}\"", format),
                            format.empty() ? "Add \"format: csv\"." : did_you_mean(format, names));
        }
        map_.source.zone = text(node, "zone");
        const auto files = node.get("files");
        if (files && files->is_map()) {
            for (std::size_t i = 0; i < files->items.size(); ++i)
                map_.source.tables.push_back({files->keys[i].name, text_of(*files->items[i], "a file pattern"), {}});
        } else {
            map_.source.tables.push_back({"", files ? text_of(*files, "files") : "", {}});
        }
        if (const auto columns = node.get("columns")) read_columns(*columns, files && files->is_map());
    }

    void read_globals(const Node& node) {
        if (!must_be(node, Node::Kind::kMap, "let", "\"name: =EXPRESSION\" lines")) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const NodePtr& value = node.items[i];
            if (!is_name(node.keys[i].name))
                problems_.error(node.keys[i].place, "a name is made of letters and digits");
            if (!value->is_expression()) problems_.error(value->place, "let names expressions", "Begin it with '='.");
            map_.globals.push_back({node.keys[i].name, value, node.keys[i].place});
        }
    }

    void read_columns(const Node& node, bool by_table) {
        if (!must_be(node, Node::Kind::kMap, "columns", "{NAME: type}")) return;
        if (!by_table) return columns_of(node, map_.source.tables.front());
        std::vector<std::string_view> names;
        for (const auto& table : map_.source.tables) names.push_back(table.name);
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const auto found = std::find(names.begin(), names.end(), node.keys[i].name);
            if (found == names.end()) {
                problems_.error(node.keys[i].place,
                                fmt::format("columns of \"{}\", which is not under files", node.keys[i].name),
                                did_you_mean(node.keys[i].name, names));
            } else {
                columns_of(*node.items[i], map_.source.tables[static_cast<std::size_t>(found - names.begin())]);
            }
        }
    }

    void columns_of(const Node& node, SourceTable& table) {
        if (!must_be(node, Node::Kind::kMap, "columns", "{NAME: type}")) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const std::string type = text_of(*node.items[i], "a column's type");
            table.columns.push_back({node.keys[i].name, read_column_type(type, node.items[i]->place, problems_)});
        }
    }

    void read_tables(const Node& node) {
        if (!must_be(node, Node::Kind::kMap, "tables", "{NAME: {KEY: value}}")) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const Node& body = *node.items[i];
            CodeTable table{node.keys[i].name, node.keys[i].place, nullptr, {}, {}, {}};
            if (!is_name(table.name))
                problems_.error(node.keys[i].place, "a table's name is made of letters, digits, '_' and '-'");
            if (!must_be(body, Node::Kind::kMap, "a table", "{KEY: value, \"*\": default}")) continue;
            if (const auto file = body.get("$file")) {
                known(body, {"$file", "$key", "$values"});
                table.file = text_of(*file, "$file");
                table.key = text(body, "$key");
                if (const auto values = body.get("$values")) {
                    if (values->is_scalar()) table.values.push_back(values->text);
                    for (const auto& value : values->items) table.values.push_back(text_of(*value, "a column"));
                }
                if (table.key.empty() || table.values.empty())
                    problems_.error(body.place, "a table from a file names its columns",
                                    "Write {$file: codes.csv, $key: CODE, $values: [NAME]}.");
            } else {
                table.rows = node.items[i];
            }
            map_.tables.push_back(std::move(table));
        }
    }

    void read_fragments(const Node& node) {
        if (!must_be(node, Node::Kind::kMap, "fragments", "\"Name(x):\" and a template")) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const std::string_view head = node.keys[i].name;
            const std::size_t open = head.find('(');
            Fragment fragment{std::string(trimmed(head.substr(0, open))), {}, node.items[i], node.keys[i].place};
            const bool closed = open == std::string_view::npos || head.back() == ')';
            if (open != std::string_view::npos && closed) {
                std::string_view rest = head.substr(open + 1, head.size() - open - 2);
                while (!trimmed(rest).empty()) {
                    const std::size_t comma = rest.find(',');
                    fragment.parameters.emplace_back(trimmed(rest.substr(0, comma)));
                    if (!is_name(fragment.parameters.back()))
                        problems_.error(fragment.place, "a parameter's name is made of letters, digits and '_'");
                    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
                }
            }
            if (!closed || !is_name(fragment.name))
                problems_.error(fragment.place, "a fragment is written as Name(x)", "As in \"HumanName(x):\".");
            map_.fragments.push_back(std::move(fragment));
        }
    }

    void read_emits(const Node& node, std::vector<Emit>& into) {
        if (node.is_map()) {
            for (std::size_t i = 0; i < node.items.size(); ++i)
                add_emit(node.items[i], node.keys[i].name, node.keys[i].place, into);
        } else if (must_be(node, Node::Kind::kList, "emit", "\"- resourceType: Patient\" items")) {
            for (const auto& item : node.items) add_emit(item, {}, item->place, into);
        }
    }

    void add_emit(const NodePtr& body, const std::string& type, const Place& place, std::vector<Emit>& into) {
        if (!must_be(*body, Node::Kind::kMap, "what is emitted", "a resource's elements")) return;
        Emit emit{text(*body, "$from"), text(*body, "$as"), body->get("$mention"), type, body, place};
        const auto& tables = map_.source.tables;
        if (map_.source.format == SourceFormat::kNone || map_.source.reads_documents()) {
            into.push_back(std::move(emit));  // the address space knows what $from names
            return;
        }
        if (!emit.as.empty() || emit.mention)
            problems_.error(place, "$as and $mention are for documents, not for rows", "Use ref('TYPE', KEY).");
        if (emit.from.empty() && tables.size() > 1) {
            problems_.error(place, "the template does not say from which table it is made",
                            "Add \"$from: NAME\" with a name under source.files.");
        } else if (!emit.from.empty() && map_.source.table(emit.from) == nullptr) {
            std::vector<std::string_view> names;
            names.reserve(tables.size());
            for (const auto& table : tables) names.push_back(table.name);
            problems_.error(body->get("$from")->place, fmt::format("\"{}\" is not under source.files", emit.from),
                            did_you_mean(emit.from, names));
        }
        into.push_back(std::move(emit));
    }

    void read_overrides(const Node& node) {
        if (!must_be(node, Node::Kind::kList, "override", "\"- on: hl7v2\" items")) return;
        for (const auto& item : node.items) {
            if (!must_be(*item, Node::Kind::kMap, "an override", "\"on: MAP\" and patches")) continue;
            Override over;
            over.on = text(*item, "on");
            over.place = item->place;
            if (over.on.empty())
                problems_.error(item->place, "the override does not say on which map", "Add \"on: hl7v2\".");
            if (const auto messages = item->get("message")) {
                if (messages->is_scalar()) over.messages.push_back(messages->text);
                for (const auto& message : messages->items) over.messages.push_back(text_of(*message, "message"));
            }
            if (const auto when = item->get("when")) {
                if (!when->is_expression())
                    problems_.error(when->place, "when takes an expression", "Begin it with '='.");
                else
                    over.when = when->text.substr(1);
                over.when_place = when->expression_place();
            }
            for (std::size_t i = 0; i < item->items.size(); ++i) read_patches(*item, i, over);
            map_.overrides.push_back(std::move(over));
        }
    }

    void read_patches(const Node& item, std::size_t i, Override& over) {
        const auto& key = item.keys[i];
        if (key.name == "on" || key.name == "message" || key.name == "when") return;
        const Node& body = *item.items[i];
        if (key.name == "emit") return read_emits(body, over.emits);
        if (!must_be(body, Node::Kind::kMap, "a resource's patches", "\"path: value\" lines")) return;
        for (std::size_t j = 0; j < body.items.size(); ++j)
            over.patches.push_back({key.name, body.keys[j].name, body.items[j], body.keys[j].place});
    }

    void read_tests(const Node& node) {
        if (!must_be(node, Node::Kind::kList, "tests", "\"- name: ...\" items")) return;
        for (const auto& item : node.items) {
            if (!known(*item, {"name", "from", "row", "message", "settings", "expect", "expect_reject"})) continue;
            MapTest test{text(*item, "name"), text(*item, "from"),        item->get("row"), item->get("message"),
                         item->get("expect"), item->get("expect_reject"), item->place,      {}};
            if (const auto settings = item->get("settings")) read_settings(*settings, test);
            if ((test.row == nullptr) == (test.message == nullptr))
                problems_.error(item->place, "a test has a row or a message", "Add \"row: {COLUMN: value}\".");
            if ((test.expect == nullptr) == (test.expect_reject == nullptr))
                problems_.error(item->place, "a test has either expect or expect_reject");
            map_.tests.push_back(std::move(test));
        }
    }

    void read_settings(const Node& node, MapTest& test) {
        if (!must_be(node, Node::Kind::kMap, "settings", "\"name: value\" lines")) return;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            if (!node.items[i]->is_scalar()) problems_.error(node.items[i]->place, "a setting is a text");
            test.settings[node.keys[i].name] = node.items[i]->text;
        }
    }

    void read_on_error(const Node& node) {
        if (!known(node, {"row", "value"})) return;
        const std::string row = text(node, "row");
        if (!row.empty() && row != "reject")
            problems_.error(node.place, "on_error.row is reject: a row that fails is never half written");
        const std::string value = text(node, "value");
        if (!value.empty() && value != "reject" && value != "drop")
            problems_.error(node.place, "on_error.value is reject or drop");
        map_.on_error = {!value.empty(), value == "drop"};
    }

    const NodePtr& root_;
    Problems& problems_;
    MapFile map_;
};

}  // namespace

const SourceTable* MapSource::table(std::string_view name) const {
    for (const auto& one : tables) {
        if (one.name == name) return &one;
    }
    return name.empty() && tables.size() == 1 ? &tables.front() : nullptr;
}

SourceFormat format_named(std::string_view name) {
    for (const auto& [known, format] : kFormats) {
        if (known == name) return format;
    }
    return SourceFormat::kNone;
}

ColumnType read_column_type(std::string_view text, const Place& place, Problems& problems) {
    static const std::vector<std::string_view> kTypes{"string",  "date",    "datetime", "time",
                                                      "decimal", "integer", "boolean"};
    ColumnType type;
    type.place = place;
    if (text.ends_with('?')) {
        type.optional = true;
        text.remove_suffix(1);
    }
    const std::size_t open = text.find('(');
    type.name = std::string(trimmed(text.substr(0, open)));
    if (open != std::string_view::npos) {
        if (text.back() != ')') problems.error(place, "the ')' of the column's type is missing");
        std::string_view rest = text.substr(open + 1);
        if (!rest.empty() && rest.back() == ')') rest.remove_suffix(1);
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            type.arguments.emplace_back(trimmed(rest.substr(0, comma)));
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    if (std::find(kTypes.begin(), kTypes.end(), type.name) == kTypes.end()) {
        const std::string hint = did_you_mean(type.name, kTypes);
        problems.error(place, fmt::format("unknown column type \"{}\"", type.name),
                       hint.empty() ? "Types are string, date, datetime, time, decimal, integer, boolean." : hint);
        type.name = "string";
    }
    return type;
}

std::vector<MapFile> read_map_file(std::string_view text, const std::string& file, Problems& problems) {
    std::vector<MapFile> maps;
    for (const NodePtr& root : read_yaml(text, file, problems)) maps.push_back(Reader(root, problems).read());
    return maps;
}

}  // namespace hios::map
