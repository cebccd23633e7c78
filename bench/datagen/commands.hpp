#pragma once
// The generator's commands. Each writes below Options::out and returns what it wrote.
// Errors: std::runtime_error with what failed, where and how to mend it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/datagen/fhir_parts.hpp"
#include "bench/datagen/output.hpp"

namespace hios::bench {

struct Options {
    std::uint64_t seed = 1;
    std::uint64_t patients = 10;
    std::uint64_t providers = 0;            // 0: one for each three patients, 4 to 400
    std::uint64_t mean_resources = 540;     // per patient
    std::uint64_t count = 1000;             // small: files; hl7v2: messages; ccda: documents
    std::uint64_t bytes = 2000;             // small: bytes a file, +-25 %
    std::uint64_t per_file = 0;             // hl7v2: messages a file; 0: all in one
    std::string kind = "mixed";             // hl7v2: ADT_A01 ... or mixed
    std::string table = "all";              // flat
    std::uint64_t document_bytes = 90'000;  // ccda: mean size
    bool defects = false;                   // ccda: each document with a defect of its own
    std::uint64_t entries = 20'000;         // big-bundle
    std::uint64_t bomb_bytes = 8 << 20;     // dirty: size of the bomb when expanded
    std::filesystem::path out;
    Layout layout = Layout::kPretty;
    References style = References::kConditional;
    Compression compression = Compression::kNone;
    ArchiveKind archive = ArchiveKind::kNone;

    [[nodiscard]] std::size_t provider_count() const;
};

// Printed as one JSON object on standard output.
struct Summary {
    std::uint64_t files = 0;
    std::uint64_t resources = 0;  // written, repeats included
    std::uint64_t distinct = 0;   // different (type, id)
    std::uint64_t bytes = 0;      // before compression
};

Summary write_bundles(const Options& options);
Summary write_ndjson(const Options& options);
Summary write_small(const Options& options);
Summary write_big_bundle(const Options& options);
Summary write_dirty(const Options& options);
Summary write_hl7v2(const Options& options);
Summary write_ccda(const Options& options);
Summary write_flat(const Options& options);  // Summary::resources: rows

// One line for each file of write_dirty(): its name and its defect.
struct Defect {
    std::string_view file;
    std::string_view what;
};
std::vector<Defect> dirty_files();

}  // namespace hios::bench
