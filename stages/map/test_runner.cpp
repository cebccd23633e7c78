#include "stages/map/test_runner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/json/text.hpp"
#include "stages/map/expectation.hpp"
#include "stages/map/flat_columns.hpp"
#include "stages/map/json_paths.hpp"
#include "stages/map/near_miss.hpp"

namespace hios::map {
namespace {

// A row written in YAML as the JSON it stands for.
void append_json(const Node& node, std::string& into) {
    switch (node.kind) {
        case Node::Kind::kNull:
        case Node::Kind::kChoice:
            into += "null";
            return;
        case Node::Kind::kScalar:
            if (node.plain && json::is_scalar(node.text)) {
                into += node.text;
            } else {
                json::append_quoted(into, node.text);
            }
            return;
        case Node::Kind::kList:
        case Node::Kind::kMap:
            break;
    }
    into += node.is_map() ? '{' : '[';
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i > 0) into += ',';
        if (node.is_map()) {
            json::append_quoted(into, node.keys[i].name);
            into += ':';
        }
        append_json(*node.items[i], into);
    }
    into += node.is_map() ? '}' : ']';
}

class Runner {
public:
    Runner(const CompiledMap& map, const TestSettings& settings, const MapTest& test)
        : map_(map), settings_(settings), test_(test) {
        result_.name = test.name;
        result_.place = test.place;
    }

    TestResult run() {
        if (!test_.settings.empty() && !settings_.with) {
            fail(test_.place, "tests of this map cannot give settings", "Maps of HL7 v2 and C-CDA ask for settings.");
            return std::move(result_);
        }
        const CompiledMap& map = test_.settings.empty() ? map_ : settings_.with(test_.settings);
        const Program* program = map.program(test_.from);
        if (program == nullptr) {
            fail(test_.place, fmt::format("nothing is made of \"{}\"", test_.from), "Correct \"from\".");
        } else {
            with_view(*program);
        }
        result_.passed = result_.failures.empty();
        return std::move(result_);
    }

private:
    void fail(const Place& place, std::string what, std::string hint = {}) {
        result_.failures.push_back({place, std::move(what), std::move(hint), false});
    }

    void with_view(const Program& program) {
        if (test_.message) {
            const auto view = settings_.view ? settings_.view(program, test_.message->text) : nullptr;
            if (!view) return fail(test_.message->place, "the message cannot be read");
            return execute(program, *view);
        }
        if (const auto* flat = dynamic_cast<const FlatColumns*>(program.space.get())) return flat_row(program, *flat);
        const auto* paths = dynamic_cast<const JsonPaths*>(program.space.get());
        if (paths == nullptr) return fail(test_.place, "tests of this source give a message, not a row");
        std::string text;
        append_json(*test_.row, text);
        JsonRow row(*paths);
        if (!row.set(text)) return fail(test_.row->place, "the row is no object");
        execute(program, row);
    }

    // A column that the row does not name is empty.
    void flat_row(const Program& program, const FlatColumns& columns) {
        if (!test_.row->is_map()) return fail(test_.row->place, "a row is written as {COLUMN: value}");
        ColumnBinding binding;
        for (const std::string& name : columns.names()) {
            const auto key = std::find_if(test_.row->keys.begin(), test_.row->keys.end(),
                                          [&](const Node::Key& one) { return one.name == name; });
            binding.columns.push_back(
                key == test_.row->keys.end() ? kNoSlot : static_cast<std::uint32_t>(key - test_.row->keys.begin()));
        }
        std::vector<std::string_view> fields;
        for (const auto& item : test_.row->items) fields.push_back(item->text);
        FlatRow row(binding);
        row.set(fields);
        execute(program, row);
    }

    void execute(const Program& program, const SourceView& view) {
        Machine machine(program, settings_.id_namespace);
        ByteBuffer out;
        const bool mapped = machine.run(view, out);
        result_.output = std::string(out.view());
        if (!mapped) {
            const std::string why = to_text(machine.reject());
            if (!test_.expect_reject) return fail(test_.place, "the row is a reject: " + why);
            const auto field = test_.expect_reject->get("field");
            const std::string& got = machine.reject().spot->field;
            if (field && field->text != got)
                fail(field->place, fmt::format("the reject is for \"{}\", wanted is \"{}\"", got, field->text));
            return;
        }
        if (test_.expect_reject) return fail(test_.expect_reject->place, "the row is mapped, wanted is a reject");
        compare(machine, out);
    }

    void compare(const Machine& machine, const ByteBuffer& out) {
        const auto& emitted = machine.emitted();
        if (test_.expect->kind == Node::Kind::kNull) {
            if (!emitted.empty()) fail(test_.expect->place, fmt::format("{} resource(s) are made", emitted.size()));
            return;
        }
        if (!test_.expect->is_map())
            return fail(test_.expect->place, "expect is a mapping of paths", "As in {Patient.gender: male}.");
        for (std::size_t i = 0; i < test_.expect->items.size(); ++i)
            compare_path(emitted, out.view(), test_.expect->keys[i], *test_.expect->items[i]);
    }

    // "Patient.gender", "Observation[1].status" or "gender" of the first resource.
    void compare_path(const std::vector<Emitted>& emitted, std::string_view bytes, const Node::Key& key,
                      const Node& wanted) {
        std::string_view path = key.name;
        std::size_t index = 0;
        std::string_view type;
        if (!path.empty() && path[0] >= 'A' && path[0] <= 'Z') {
            const std::size_t end = std::min(path.find_first_of(".["), path.size());
            type = path.substr(0, end);
            path.remove_prefix(end);
            if (!path.empty() && path[0] == '[') {
                const std::size_t close = std::min(path.find(']'), path.size() - 1);
                for (const char c : path.substr(1, close - 1)) index = index * 10 + static_cast<std::size_t>(c - '0');
                path.remove_prefix(close + 1);
            }
            if (!path.empty() && path[0] == '.') path.remove_prefix(1);
        }
        for (const Emitted& one : emitted) {
            if (!type.empty() && one.type != type) continue;
            if (index-- > 0) continue;
            JsonDocument document;
            std::uint32_t found = JsonDocument::kNone;
            if (!document.read(bytes.substr(one.begin, one.length)))
                return fail(key.place, "what the map writes is no JSON: this is a fault of HIOS");
            if (!find_path(document, path, found))
                return fail(key.place, fmt::format("\"{}\" is no path", key.name), "As in name[0].family.");
            const std::string differs = difference(document, found, wanted);
            if (!differs.empty()) fail(key.place, fmt::format("{} {}", key.name, differs));
            return;
        }
        if (wanted.kind != Node::Kind::kNull) fail(key.place, fmt::format("{}: no such resource is made", key.name));
    }

    const CompiledMap& map_;
    const TestSettings& settings_;
    const MapTest& test_;
    TestResult result_;
};

}  // namespace

std::vector<TestResult> run_tests(const CompiledMap& map, const TestSettings& settings) {
    std::vector<TestResult> results;
    for (const MapTest& test : map.tests) {
        if (!settings.wanted || settings.wanted(test)) results.push_back(Runner(map, settings, test).run());
    }
    return results;
}

}  // namespace hios::map
