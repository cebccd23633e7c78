// hios-hl7v2-dictionary REFERENCE_FOLDER OUT_FILE: makes data/hl7v2/dictionary.tsv from the JSON of the dictionary's
// sources. Names, data types, cardinalities and groups are taken over, descriptions are not.

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "data/hl7v2/generator/source.hpp"
#include "data/hl7v2/generator/writer.hpp"
#include "stages/pack/sha256.hpp"

namespace {

namespace fs = std::filesystem;
using namespace hios::hl7v2::generator;

constexpr std::string_view kHead =
    "hios-hl7v2-dictionary\t1\n"
    "# Segments, data types, message structures and events of HL7 v2.1 to v2.8.2.\n"
    "# Made by hios-hl7v2-dictionary; stages/hl7v2/dictionary/text.hpp describes the lines.\n"
    "source\tfernandojsg/hl7-dictionary\tccdca7ee3b8cb58f0c1d46d44c406f96cc1046a9\tv2.1 to v2.7.1\n"
    "source\trethinkhealth/hl7v2\t7e2aaba5863a38c74bfb78594eb74b57071ff180\tv2.8 to v2.8.2, events\n";

nlohmann::json read(const fs::path& path, std::string& head) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file || text.view().empty()) throw std::runtime_error(path.string() + " cannot be read");
    hios::pack::Sha256 digest;
    digest.update(text.view());
    head += fmt::format("digest\t{}\tsha256:{}\n", path.filename().string(), digest.hex());
    return nlohmann::json::parse(text.view());
}

void make(const fs::path& from, const fs::path& to) {
    std::string head(kHead);
    Dictionary dictionary;
    std::string versions = "versions";
    for (std::size_t v = 0; v < kVersions.size(); ++v) {
        dictionary[v] = read_version(read(from / fmt::format("v{}.json", kVersions[v]), head));
        versions += fmt::format("\t{}", kVersions[v]);
    }
    const nlohmann::json events = read(from / "event-map.json", head);
    for (std::size_t v = 0; v < kVersions.size(); ++v) read_events(events.at(kVersions[v]), dictionary[v]);
    mend(dictionary);
    std::ofstream file(to, std::ios::binary);
    file << head << versions << '\n' << write_lines(dictionary) << std::flush;
    if (!file) throw std::runtime_error(to.string() + " cannot be written");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::cerr << "usage: hios-hl7v2-dictionary REFERENCE_FOLDER OUT_FILE\n";
        return 2;
    }
    try {
        make(arguments[1], arguments[2]);
    } catch (const std::exception& fault) {
        std::cerr << "hios-hl7v2-dictionary: " << fault.what() << '\n';
        return 1;
    }
    return 0;
}
