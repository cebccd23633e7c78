#include "stages/map/compiler.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "stages/map/flat_columns.hpp"
#include "stages/map/json_paths.hpp"
#include "stages/map/json_writer.hpp"
#include "stages/map/leaf_fusion.hpp"
#include "stages/map/questions.hpp"
#include "stages/map/template_compiler.hpp"
#include "stages/map/text_forms.hpp"

namespace hios::map {
namespace {

std::shared_ptr<AddressSpace> make_space(const MapFile& map, const std::string& from, const CompileSettings& settings,
                                         Problems& problems) {
    if (settings.space) {
        if (auto space = settings.space(map.source, from, problems)) return space;
    }
    const SourceTable* table = map.source.table(from);
    switch (map.source.format) {
        case SourceFormat::kCsv:
        case SourceFormat::kTsv:
        case SourceFormat::kPipe:
        case SourceFormat::kDelimited:
        case SourceFormat::kFixed: {
            const auto known = settings.columns.find(from);
            return std::make_shared<FlatColumns>(
                table, known == settings.columns.end() ? std::vector<std::string>() : known->second);
        }
        case SourceFormat::kJson:
        case SourceFormat::kNdjson:
            return std::make_shared<JsonPaths>(table);
        default:
            return nullptr;
    }
}

void warn_unread(const MapFile& map, const Program& program, Problems& problems) {
    const SourceTable* table = map.source.table(program.from);
    for (const std::string& name : program.space->unread()) {
        Place place = map.source.place;
        for (const Column& column : table != nullptr ? table->columns : std::vector<Column>()) {
            if (column.name == name) place = column.type.place;
        }
        problems.warn(place, fmt::format("the column \"{}\" is declared, but nothing reads it", name));
    }
}

}  // namespace

const Program* CompiledMap::program(std::string_view from) const {
    for (const Program& one : programs) {
        if (one.from == from) return &one;
    }
    return from.empty() && programs.size() == 1 ? &programs.front() : nullptr;
}

CompiledMap compile(const MapFile& map, const CompileSettings& settings, Problems& problems) {
    CompiledMap made;
    made.name = map.name;
    made.format = map.source.format;
    made.tests = map.tests;
    if (!map.source.zone.empty() && !is_zone(map.source.zone))
        problems.error(map.source.place, fmt::format("source.zone \"{}\" is no zone", map.source.zone),
                       "Write \"Z\" or an offset such as \"-05:00\".");

    std::map<std::string, const Fragment*, std::less<>> fragments;
    std::vector<const MapFile*> files = settings.libraries;
    files.push_back(&map);  // its own come last and win
    for (const MapFile* file : files) {
        for (const CodeTable& table : file->tables)
            made.tables[table.name] = build_table(table, settings.files, problems);
        for (const Fragment& fragment : file->fragments) fragments[fragment.name] = &fragment;
    }

    std::vector<std::string> tables;
    const bool documents = map.source.reads_documents();
    if (documents) tables.emplace_back();
    for (const Emit& emit : map.emits) {
        if (!documents && std::find(tables.begin(), tables.end(), emit.from) == tables.end())
            tables.push_back(emit.from);
    }
    for (const std::string& from : tables) {
        Program& program = made.programs.emplace_back();
        program.from = from;
        program.drop_values = map.on_error.drop_values;
        program.documents = documents;
        program.in_place = settings.in_place;
        program.space = make_space(map, from, settings, problems);
        if (!program.space) {
            problems.error(map.source.place.file ? map.source.place : map.place,
                           "maps of this source format cannot be compiled here",
                           map.source.format == SourceFormat::kNone ? "Add source: {format: csv}." : "");
            return made;
        }
        CompileSurroundings around{*program.space,  made.tables,       fragments,
                                   map.source.zone, settings.settings, problems};
        TemplateCompiler compiler(around, program);
        if (documents) compiler.begin_document(map.globals, map.emits);
        for (const Emit& emit : map.emits) {
            if (documents || emit.from == from) compiler.emit(emit);
        }
        fuse_leaves(program);
        ask_together(program);
        program.literals.append(kLiteralPadding, '\0');
        if (!documents) warn_unread(map, program, problems);
    }
    return made;
}

}  // namespace hios::map
