// hios-definitions REFERENCE_FOLDER OUT_FOLDER: makes the tables in data/fhir-r4 from HL7's definitions.
// docs/fhir-definitions.md says where the definitions come from.

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "data/fhir-r4/generator/errata.hpp"
#include "stages/definitions/profiles.hpp"
#include "stages/definitions/structure_definition.hpp"
#include "stages/definitions/text_reader.hpp"
#include "stages/definitions/text_writer.hpp"
#include "stages/definitions/value_sets.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::definitions {

extern const std::string_view kErrata;
extern const std::string_view kCurrencies;

namespace {

namespace fs = std::filesystem;

// Reads files of definitions and keeps their digests.
class Reader {
public:
    Reader(fs::path folder, Errata& errata) : folder_(std::move(folder)), errata_(errata) {}

    // Throws std::runtime_error with a sentence for people.
    void read(const std::string& name, model::Definitions& into, Source& source) {
        std::ifstream file(folder_ / name, std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        if (!file || text.view().empty()) throw std::runtime_error(fmt::format("{} cannot be read", name));
        if (auto read = read_definitions(text.view(), into, Differential::kPassOver); !read) {
            throw std::runtime_error(fmt::format("{}: {}", name, to_text(read.error())));
        }
        pack::Sha256 digest;
        digest.update(text.view());
        source.digests.emplace_back(name, digest.hex());
        errata_.apply(into.structures);
    }

private:
    fs::path folder_;
    Errata& errata_;
};

model::CodeSystem currencies() {
    model::CodeSystem system{"urn:iso:std:iso:4217", true, {}};
    for (Lines lines(kCurrencies); lines.next();) {
        system.concepts.push_back({std::string(Columns(lines.line(), '\t').next()), {}});
    }
    return system;
}

void write(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text << std::flush;
    if (!file) throw std::runtime_error(fmt::format("{} cannot be written", path.string()));
}

std::string or_throw(tl::expected<std::string, Error> text) {
    if (!text) throw std::runtime_error(to_text(text.error()));
    return std::move(*text);
}

// The types of all definitions at hand, by canonical url.
class TypeNames {
public:
    TypeNames(const model::Definitions& core, const model::Definitions& profiles, const model::Definitions& own) {
        for (const auto* definitions : {&core, &profiles, &own}) {
            for (const auto& structure : definitions->structures) types_[structure.url] = structure.type;
        }
    }
    std::string operator()(std::string_view url) const {
        const auto found = types_.find(std::string(url));
        return found == types_.end() ? std::string() : found->second;
    }

private:
    std::map<std::string, std::string> types_;
};

void make_tables(const fs::path& from, const fs::path& to) {
    auto errata = Errata::read(kErrata);
    if (!errata) throw std::runtime_error(to_text(errata.error()));
    Reader reader(from, *errata);

    Source source{"hl7.fhir.r4.core", "4.0.1", {}};
    model::Definitions core;
    model::Definitions extensions;
    reader.read("structuredefinitions-types.json", core, source);
    reader.read("structuredefinitions-resources.json", core, source);
    reader.read("structuredefinitions-extensions.json", extensions, source);
    reader.read("valuesets.json", core, source);
    reader.read("codesystems.json", core, source);
    ValueSets sets(core);
    sets.add_system(currencies());
    const std::string r4 = or_throw(write_types(source, core, extensions.structures, sets));
    write(to / "r4.tsv", r4);

    // Profiles stand as differences from the types just written.
    const auto table = Table::from_text(r4);
    if (!table) throw std::runtime_error(to_text(table.error()));
    model::Definitions core_profiles;
    Source unnamed;
    reader.read("structuredefinitions-profiles.json", core_profiles, unnamed);
    for (const std::string_view version : kUsCoreVersions) {
        Source package{"hl7.fhir.us.core", std::string(version), {}};
        model::Definitions own;
        reader.read(fmt::format("uscore-{}.json", version), own, package);
        model::Definitions all = core;
        all.value_sets.insert(all.value_sets.end(), own.value_sets.begin(), own.value_sets.end());
        all.code_systems.insert(all.code_systems.end(), own.code_systems.begin(), own.code_systems.end());
        const TypeNames types(core, core_profiles, own);
        const std::string text = or_throw(write_profiles(package, own, *table, ValueSets(all), types));
        const auto compiled = ProfileSet::from_text(text, *table);
        if (!compiled) throw std::runtime_error(fmt::format("US Core {}: {}", version, to_text(compiled.error())));
        write(to / fmt::format("uscore-{}.tsv", version), text);
    }

    if (const auto unused = errata->unused(); !unused.empty()) {
        throw std::runtime_error(fmt::format("errata.tsv corrects what is not there: {}", fmt::join(unused, "; ")));
    }
}

}  // namespace
}  // namespace hios::definitions

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "usage: hios-definitions REFERENCE_FOLDER OUT_FOLDER\n";
        return 2;
    }
    try {
        hios::definitions::make_tables(arguments[1], arguments[2]);
    } catch (const std::exception& fault) {
        std::cerr << "hios-definitions: " << fault.what() << '\n';
        return 1;
    }
    return 0;
}
