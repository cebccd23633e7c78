#include "jobs/maps/map_set.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "jobs/maps/table_files.hpp"
#include "stages/map/overrides.hpp"
#include "stages/map/test_runner.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {
namespace {

namespace fs = std::filesystem;

// Of "dump.zip!/in/patients.csv.gz": "patients.csv".
std::string_view file_name(std::string_view part) {
    for (const std::string_view codec : {".gz", ".zst"}) {
        if (part.ends_with(codec)) part.remove_suffix(codec.size());
    }
    return part.substr(part.find_last_of('/') + 1);  // npos + 1 is 0
}

bool reads_rows(map::SourceFormat format) {
    return format != map::SourceFormat::kNone && format != map::SourceFormat::kHl7v2 &&
           format != map::SourceFormat::kCcda;
}

bool differ(const std::vector<map::Emit>& a, const std::vector<map::Emit>& b) {
    return !std::equal(a.begin(), a.end(), b.begin(), b.end(),
                       [](const map::Emit& one, const map::Emit& other) { return one.body == other.body; });
}

}  // namespace

class MapSet::Reading {
public:
    Reading(MapSet& set, map::Problems& problems) : set_(set), problems_(problems) {}

    void read(const Files& files, const Files& overrides) {
        for (const fs::path& file : files) read_file(file);
        for (const fs::path& file : overrides) read_file(file);
        patch();
        check_aims();
        compile(files.empty() && !overrides.empty());
        set_.digest_ = hash_.hex();
    }

private:
    // As messages name it: short, and the same on every machine.
    std::string name_of(const fs::path& file) {
        std::string name = file.filename().string();
        const bool taken =
            std::any_of(set_.files_.begin(), set_.files_.end(), [&](const auto& one) { return one.first == name; });
        if (taken) name = file.string();
        set_.files_.emplace_back(name, file);
        return name;
    }

    void read_file(const fs::path& file) {
        const std::string name = name_of(file);
        const map::Place whole{std::make_shared<const std::string>(name), 1, 1};
        std::error_code error;
        std::ifstream stream(file, std::ios::binary);
        if (!stream || fs::is_directory(file, error))
            return problems_.error(whole, "the map cannot be read", fmt::format("Look for {}.", file.string()));
        std::string text(map::kMaxMapBytes + 1, '\0');
        stream.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(stream.gcount()));
        hash_.update(fmt::format("{}\n", text.size()));
        hash_.update(text);
        for (map::MapFile& one : map::read_map_file(text, name, problems_)) set_.sources_.push_back(std::move(one));
    }

    void patch() {
        std::vector<map::MapFile>& all = set_.sources_;
        for (map::MapFile& base : all) {
            if (base.source.format == map::SourceFormat::kNone) continue;
            const std::vector<map::Emit> before = base.emits;
            const auto own_tests = static_cast<std::ptrdiff_t>(base.tests.size());
            for (const map::MapFile& patch : all) {
                if (&base != &patch && !patch.overrides.empty()) map::apply_overrides(patch, base, problems_);
            }
            // Its own tests say what it makes without overrides.
            if (differ(before, base.emits)) base.tests.erase(base.tests.begin(), base.tests.begin() + own_tests);
        }
    }

    // An override that is on nothing would be forgotten without a word.
    void check_aims() {
        for (const map::MapFile& patch : set_.sources_) {
            for (const map::Override& over : patch.overrides) {
                if (map::document_format(over) != map::SourceFormat::kNone) continue;
                const bool met = std::any_of(set_.sources_.begin(), set_.sources_.end(), [&](const map::MapFile& base) {
                    return base.source.format != map::SourceFormat::kNone && map::concerns(over, base);
                });
                if (met) continue;
                std::string names;
                for (const map::MapFile& base : set_.sources_) {
                    if (base.source.format != map::SourceFormat::kNone) names += base.name + ", ";
                }
                problems_.error(over.place, fmt::format("on: {} is no map here", over.on),
                                fmt::format("Maps are {}hl7v2 and ccda.", names));
            }
        }
    }

    void compile(bool patches_only) {
        TableFileReader files([this](const std::string& name) { return set_.file_named(name).parent_path(); }, hash_);
        auto compiled = std::make_shared<std::vector<map::CompiledMap>>();
        compiled->reserve(set_.sources_.size());  // tables point into it
        for (const map::MapFile& source : set_.sources_) {
            if (source.source.format == map::SourceFormat::kNone && !source.overrides.empty()) continue;
            if (source.source.format != map::SourceFormat::kNone && !reads_rows(source.source.format)) {
                problems_.error(source.source.place, "jobs do not read this format by maps yet");
                continue;
            }
            map::CompileSettings settings;
            settings.files = &files;
            compiled->push_back(map::compile(source, settings, problems_));
            add_tables(source, compiled->back());
        }
        set_.maps_ = compiled;
        if (compiled->empty() && !patches_only && !problems_.failed()) {
            const std::string name = set_.files_.empty() ? "" : set_.files_.front().first;
            problems_.error({std::make_shared<const std::string>(name), 1, 1}, "there is no map in the files named",
                            "A map has source: and emit:; overrides of built-in maps go with `hios convert --map`.");
        }
    }

    void add_tables(const map::MapFile& source, const map::CompiledMap& compiled) {
        for (const map::SourceTable& table : source.source.tables) {
            MapTable& made = set_.tables_.emplace_back();
            made.label = table.name.empty() ? source.name : fmt::format("{}/{}", source.name, table.name);
            made.format = source.source.format;
            made.layout = layout_of(source.source, table, problems_);
            made.program = compiled.program(table.name);
            made.whole_keys = table.files.find('/') != std::string::npos;
            if (made.program == nullptr)
                problems_.warn(source.source.place, fmt::format("nothing is made of \"{}\"", made.label));
            if (table.files.empty()) continue;
            auto pattern = Glob::compile(table.files);
            if (pattern) {
                made.pattern = std::move(*pattern);
            } else {
                problems_.error(source.source.place, fmt::format("the pattern of {}: {}", made.label, pattern.error()));
            }
        }
    }

    MapSet& set_;
    map::Problems& problems_;
    pack::Sha256 hash_;
};

std::shared_ptr<const MapSet> MapSet::read(const Files& files, const Files& overrides, map::Problems& problems) {
    auto set = std::make_shared<MapSet>();
    Reading(*set, problems).read(files, overrides);
    return set;
}

std::shared_ptr<const MapSet> MapSet::only(std::string_view name) const {
    const auto is_meant = [&](const MapTable& table) {
        return name.empty() ? tables_.size() == 1
                            : table.label == name || table.label.ends_with(fmt::format("/{}", name));
    };
    const auto meant = std::find_if(tables_.begin(), tables_.end(), is_meant);
    if (meant == tables_.end()) return nullptr;
    auto set = std::make_shared<MapSet>();
    set->maps_ = maps_;
    set->files_ = files_;
    set->digest_ = digest_;
    set->tables_.push_back(*meant);
    set->tables_.back().pattern = Glob::compile("**").value();
    return set;
}

const MapTable* MapSet::table_for(std::string_view part) const {
    const std::string_view name = file_name(part);
    for (const MapTable& table : tables_) {
        if (table.pattern && table.pattern->matches(table.whole_keys ? part : name)) return &table;
    }
    const auto any = std::find_if(tables_.begin(), tables_.end(), [](const MapTable& one) { return !one.pattern; });
    return any == tables_.end() ? nullptr : &*any;
}

fs::path MapSet::file_named(const std::string& name) const {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& one) { return one.first == name; });
    return found == files_.end() ? fs::path(name) : found->second;
}

void check_tests(const MapSet& maps, map::Problems& problems) {
    for (const map::CompiledMap& one : maps.maps()) {
        for (const map::TestResult& result : map::run_tests(one)) {
            for (const map::Problem& failure : result.failures)
                problems.error(failure.place, fmt::format("the test \"{}\" fails: {}", result.name, failure.what),
                               failure.hint);
        }
    }
}

}  // namespace hios::jobs
