#pragma once
// A job spec after parsing, defaults applied, paths made absolute. The text form is described by
// data/schema/hios-job.schema.json (`hios schema`); jobs/spec/loader.hpp reads it.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jobs/spec/aws_settings.hpp"
#include "jobs/spec/healthlake_settings.hpp"
#include "stages/hl7v2/charset.hpp"
#include "stages/hl7v2/json/options.hpp"
#include "stages/validate/level.hpp"
#include "stages/validate/profile_choice.hpp"

namespace hios::jobs {

struct SourceSpec {
    std::string uri;                       // a folder (absolute after loading) or s3://bucket/prefix
    std::vector<std::string> match{"**"};  // globs over keys; ** crosses '/'
    std::vector<std::string> exclude;
    std::chrono::seconds min_age{0};      // objects younger than this are skipped
    std::uint64_t max_size = UINT64_MAX;  // larger objects are skipped
};

struct IdentitySpec {
    std::string name_space;  // enters every derived id; default: the job's name
};

class MapSet;

// Files of maps, absolute; what stands in them is JobSpec::maps.
struct MapsSpec {
    std::vector<std::string> flat;       // formats.flat.map
    std::vector<std::string> overrides;  // maps
};

class DocumentMap;

// formats.hl7v2
struct Hl7v2Spec {
    std::string time_zone;  // of times without one: "America/New_York", "-05:00"; "": they lose their hours
    std::string sender;     // whose numbers they are where no authority is named; "": MSH-4, else MSH-3
    hl7v2::Charset fallback = hl7v2::Charset::kWindows1252;  // of text that is neither what MSH-18 says nor UTF-8
    bool message_header = false;
    bool provenance = false;
    bool source_document = false;
    std::string source_url{};  // where the messages are kept; MSH-10 goes behind it
    std::string assembler{};   // who made the resources, as Provenance says; "": HIOS
    std::string units{};       // "ucum": units of no named system are UCUM's
    enum class Strict : std::uint8_t { kOff, kList, kReject };
    Strict strict = Strict::kOff;                // what becomes of deviations from the standard
    std::optional<hl7v2::json::Options> json{};  // messages become JSON of their own shape instead of FHIR
    std::string overrides_digest{};              // SHA-256 of the files that patch the built-in map; "": none does
    std::shared_ptr<const DocumentMap> map{};
};

// formats.ccda
struct CcdaSpec {
    std::string time_zone;          // as above; "document": that of the document's own time
    std::string patient_authority;  // OID of the authority whose numbers tell patients apart; "": the first number does
    bool provenance = false;
    bool source_document = false;
    std::string source_url;  // where the documents are kept; the document's id goes behind it
    std::string overrides_digest{};
    std::shared_ptr<const DocumentMap> map{};
};

struct ValidateSpec {
    validate::Level level = validate::Level::kStructureOnly;  // also the import job's ValidationLevel
    validate::OnFail on_fail;
    std::string us_core = "3.1.1";                            // what a US Core url without version means
    std::vector<std::string> profile_files;                   // absolute paths
    std::shared_ptr<const validate::ProfileChoice> profiles;  // made of the two; null: the usual ones
    std::string profiles_digest;                              // of the files' content
};

struct PackSpec {
    std::uint64_t shard_bytes = 256ULL << 20;
    std::uint64_t shard_lines = 500'000;
};

struct GroupSpec {
    enum class Kind : std::uint8_t { kBytes, kShards, kRun };
    Kind kind = Kind::kBytes;
    std::uint64_t size = 0;  // bytes or shards; for kBytes 0 = 32 shards' worth
};

struct ImportSpec {
    std::string service = "sandbox";  // sandbox | healthlake | none
    std::string datastore;            // sandbox: the SQLite file (default: <state>/sandbox.sqlite); healthlake: its id
    std::string role_arn;
    GroupSpec group;
    std::chrono::milliseconds poll{0};  // 0 = the service's own default
    std::chrono::seconds max_wait{8 * 3600};
    HealthLakeSettings healthlake;
};

struct LimitsSpec {
    std::uint32_t threads = 0;  // 0 = auto: the cores this process may use (cgroup quota included)
    std::uint64_t memory = 2ULL << 30;
    std::optional<std::chrono::seconds> max_duration;
    std::uint64_t document = 0;  // one document in memory, bytes; 0 = memory / 8
    std::uint32_t depth = 100;   // JSON nesting
    std::uint32_t archive_depth = 4;
    std::uint64_t expansion_ratio = 1000;
    std::uint64_t expanded_size = 64ULL << 30;
};

struct ToleranceSpec {
    std::optional<double> rejects;  // share of documents that may be rejected, 0..1; none = any
};

struct JobSpec {
    std::string job;
    SourceSpec source;
    IdentitySpec identity;
    MapsSpec map_files;
    std::shared_ptr<const MapSet> maps;  // null: only FHIR is read
    Hl7v2Spec hl7v2;
    CcdaSpec ccda;
    ValidateSpec validate;
    PackSpec pack;
    std::string staging_uri;  // as source.uri
    std::string error_uri;
    AwsSettings aws;
    ImportSpec import;
    LimitsSpec limits;
    ToleranceSpec tolerance;
    std::filesystem::path state;  // the ledger and run records
    std::string digest;           // SHA-256 (hex) of the parts that decide the output
};

}  // namespace hios::jobs
