#include "stages/map/merge.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hios::map {
namespace {

template <class Item>
void append_unique(std::vector<Item> from, std::vector<Item>& into, std::string_view what, Problems& problems) {
    for (Item& one : from) {
        const auto same =
            std::find_if(into.begin(), into.end(), [&](const Item& other) { return other.name == one.name; });
        if (same != into.end())
            problems.error(one.place, fmt::format("the {} {} stands in {}, too", what, one.name, to_text(same->place)),
                           "Give one of them another name.");
        into.push_back(std::move(one));
    }
}

template <class Item>
void append(std::vector<Item>& from, std::vector<Item>& into) {
    into.insert(into.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

MapFile merge(std::string name, SourceFormat format, std::vector<MapFile> files, Problems& problems) {
    MapFile whole;
    whole.name = std::move(name);
    whole.source.format = format;
    bool rejects_values = false;
    for (MapFile& file : files) {
        if (!whole.place.file) whole.place = file.place;
        if (file.source.format != SourceFormat::kNone && file.source.format != format)
            problems.error(file.source.place, fmt::format("the map {} reads another format", file.name));
        if (!file.source.zone.empty()) whole.source.zone = file.source.zone;
        if (!whole.source.place.file) whole.source.place = file.source.place;
        append(file.source.blocks, whole.source.blocks);
        append_unique(std::move(file.globals), whole.globals, "value", problems);
        append_unique(std::move(file.tables), whole.tables, "table", problems);
        append_unique(std::move(file.fragments), whole.fragments, "fragment", problems);
        append(file.emits, whole.emits);
        append(file.overrides, whole.overrides);
        append(file.tests, whole.tests);
        rejects_values = rejects_values || (file.on_error.given && !file.on_error.drop_values);
    }
    if (!whole.source.blocks.empty()) whole.source.dialect = whole.source.blocks.front();
    whole.on_error.drop_values = whole.source.reads_documents() && !rejects_values;
    return whole;
}

}  // namespace hios::map
