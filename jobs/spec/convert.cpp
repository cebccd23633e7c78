#include "jobs/spec/convert.hpp"

#include <charconv>

#include <fmt/format.h>

#include "jobs/maps/map_set.hpp"
#include "jobs/spec/digest.hpp"
#include "jobs/spec/document_formats.hpp"
#include "jobs/spec/glob.hpp"
#include "jobs/spec/profile_files.hpp"
#include "jobs/spec/size_duration.hpp"
#include "jobs/spec/spec_reader.hpp"

namespace hios::jobs {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kLeastMemory = 96ULL << 20;  // below it what the process needs besides documents does not fit

// Also of two s3:// URIs, whose parts a path divides in the same way.
bool is_inside(const fs::path& inner, const fs::path& outer) {
    const fs::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

// Whether every key of `folder` (inside the source) is excluded.
bool is_excluded(const fs::path& folder, const SourceSpec& source) {
    const std::string key = folder.lexically_relative(source.uri).generic_string() + "/x";
    for (const std::string& pattern : source.exclude) {
        if (const auto glob = Glob::compile(pattern); glob && glob->matches(key)) return true;
    }
    return false;
}

void read_group(SpecReader& reader, GroupSpec& group) {
    const json* value = reader.find("/import/group");
    if (value == nullptr) return;
    if (value->is_string()) {
        group.kind = GroupSpec::Kind::kRun;
    } else if (value->contains("shards")) {
        group.kind = GroupSpec::Kind::kShards;
        reader.number("/import/group/shards", group.size);
    } else {
        group.kind = GroupSpec::Kind::kBytes;
        reader.size("/import/group/bytes", group.size);
    }
}

void read_share(SpecReader& reader, const std::string& pointer, std::optional<double>& into) {
    const json* value = reader.find(pointer);
    if (value == nullptr) return;
    if (value->is_number()) {
        into = value->get<double>();
        return;
    }
    const auto text = value->get<std::string>();
    double percent = 0;
    std::from_chars(text.data(), text.data() + text.size(), percent);  // the schema's pattern vouches for it
    into = percent / 100;
}

// The files are read now: a run must not find out later that one is missing or no profile.
void read_profiles(SpecReader& reader, ValidateSpec& into) {
    std::vector<fs::path> files;
    const json* listed = reader.find("/validate/profiles");
    const std::size_t count = listed != nullptr ? listed->size() : 0;
    for (std::size_t i = 0; i < count; ++i) {
        files.push_back(reader.path(fmt::format("/validate/profiles/{}", i), (*listed)[i].get<std::string>()));
        into.profile_files.push_back(files.back().string());
    }
    auto read = jobs::read_profiles(into.us_core, files);
    if (!read) return reader.problem("/validate/profiles", read.error().what);
    into.profiles = std::move(read->choice);
    into.profiles_digest = std::move(read->digest);
}

std::vector<std::string> read_paths(SpecReader& reader, const std::string& pointer) {
    std::vector<std::string> paths;
    const json* value = reader.find(pointer);
    if (value == nullptr) return paths;
    if (value->is_string()) return {reader.path(pointer, value->get<std::string>())};
    for (std::size_t i = 0; i < value->size(); ++i) {
        const std::string at = child_pointer(pointer, std::to_string(i));
        paths.push_back(reader.path(at, (*value)[i].get<std::string>()));
    }
    return paths;
}

// Maps are read, compiled and tested now: a run must not find out later.
void read_maps(SpecReader& reader, JobSpec& into) {
    into.map_files.flat = read_paths(reader, "/formats/flat/map");
    into.map_files.overrides = read_paths(reader, "/maps");
    read_document_formats(reader, into);
    if (into.map_files.flat.empty() && into.map_files.overrides.empty()) return;
    map::Problems found;
    const auto maps = MapSet::read({into.map_files.flat.begin(), into.map_files.flat.end()},
                                   {into.map_files.overrides.begin(), into.map_files.overrides.end()}, found);
    if (!found.failed()) check_tests(*maps, found);
    for (const map::Problem& problem : found.all()) {
        if (problem.warning) continue;
        const std::string name = problem.place.file ? *problem.place.file : std::string();
        const std::string text = problem.hint.empty() ? problem.what : problem.what + ". " + problem.hint;
        // Overrides of the maps of documents have been read before, and what is wrong with their text was told.
        Problem told{{maps->file_named(name).string(), problem.place.line, problem.place.column}, text};
        const bool again = std::any_of(reader.problems.begin(), reader.problems.end(), [&](const Problem& one) {
            return one.place.line == told.place.line && one.text == told.text;
        });
        if (!again) reader.problems.push_back(std::move(told));
    }
    if (!into.map_files.flat.empty()) into.maps = maps;
}

// on_fail is one word for all levels, or a word for each.
void read_validation(SpecReader& reader, ValidateSpec& into) {
    std::string level(validate::to_string(into.level));
    reader.text("/validate/level", level);
    into.level = *validate::level_named(level);  // the schema's enum vouches for it
    reader.text("/validate/us_core", into.us_core);
    read_profiles(reader, into);
    const json* on_fail = reader.find("/validate/on_fail");
    if (on_fail == nullptr) return;
    for (const validate::Level each : validate::kLevels) {
        const json* word = on_fail;
        if (on_fail->is_object()) {
            const auto found = on_fail->find(std::string(validate::to_string(each)));
            if (found == on_fail->end()) continue;
            word = &*found;
        }
        into.on_fail.reject[static_cast<std::size_t>(each)] = word->get<std::string>() == "reject";
    }
}

void check_zones(SpecReader& reader, const JobSpec& spec) {
    struct Zone {
        const char* name;
        fs::path path;
    };
    const Zone zones[] = {{"staging", spec.staging_uri}, {"error", spec.error_uri}, {"state", spec.state}};
    for (const Zone& zone : zones) {
        const std::string pointer = std::string("/") + zone.name;
        if (zone.path.empty() || spec.source.uri.empty()) continue;
        if (is_inside(zone.path, spec.source.uri) && !is_excluded(zone.path, spec.source)) {
            reader.problem(reader.find(pointer) != nullptr ? pointer : "/source",
                           fmt::format("the {} folder lies inside the source, so the next run would read this run's "
                                       "output; move it out with "
                                       "\"{}: FOLDER\", or list it under source.exclude",
                                       zone.name, zone.name));
        }
    }
    if (!spec.staging_uri.empty() && spec.staging_uri == spec.error_uri) {
        reader.problem("/error", "staging and error must be two folders, or two prefixes");
    }
}

}  // namespace

std::string sanitised_job_name(std::string_view name) {
    std::string job;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool inner = letter || c == '.' || c == '_' || c == '-';
        if (job.empty() && !letter) continue;
        const char next = inner ? c : '-';
        if (next == '-' && !job.empty() && job.back() == '-' && !inner) continue;
        job += next;
        if (job.size() == 64) break;
    }
    while (!job.empty() && (job.back() == '-' || job.back() == '.')) job.pop_back();
    return job.empty() ? "job" : job;
}

tl::expected<JobSpec, std::vector<Problem>> to_job_spec(const Document& document, const fs::path& folder,
                                                        const std::string& default_job,
                                                        const Environment& environment) {
    SpecReader reader(document, folder, environment);
    JobSpec spec;
    spec.job = sanitised_job_name(default_job);
    reader.text("/job", spec.job);

    spec.source.uri = reader.zone("/source", ".");
    if (reader.find("/source")->is_object()) {
        reader.globs("/source/match", spec.source.match);
        if (spec.source.match.empty())
            reader.problem("/source/match", "must not be empty; leave it out to read everything");
        reader.globs("/source/exclude", spec.source.exclude);
        reader.duration("/source/min_age", spec.source.min_age);
        reader.size("/source/max_size", spec.source.max_size);
    }
    spec.identity.name_space = spec.job;
    reader.text("/identity/namespace", spec.identity.name_space);
    read_maps(reader, spec);
    read_validation(reader, spec.validate);
    reader.size("/pack/shard_bytes", spec.pack.shard_bytes);
    reader.number("/pack/shard_lines", spec.pack.shard_lines);
    spec.staging_uri = reader.zone("/staging", "staging");
    spec.error_uri = reader.zone("/error", "error");
    spec.aws = read_aws(reader);
    std::string state = "state";
    reader.text("/state", state);
    spec.state = reader.path("/state", state);

    reader.text("/import/service", spec.import.service);
    reader.text("/import/role_arn", spec.import.role_arn);
    const bool healthlake = spec.import.service == "healthlake";
    if (const json* datastore = reader.find("/import/datastore"); datastore != nullptr && !healthlake) {
        spec.import.datastore = reader.path("/import/datastore", datastore->get<std::string>());
    } else if (spec.import.service == "sandbox") {
        spec.import.datastore = (spec.state / "sandbox.sqlite").string();
    }
    read_group(reader, spec.import.group);
    reader.duration("/import/wait/poll", spec.import.poll);
    reader.duration("/import/wait/max", spec.import.max_wait);
    if (healthlake) read_healthlake(reader, spec);

    if (const json* threads = reader.find("/limits/threads"); threads != nullptr && threads->is_number()) {
        reader.number("/limits/threads", spec.limits.threads);
    }
    reader.size("/limits/memory", spec.limits.memory);
    if (spec.limits.memory < kLeastMemory) reader.problem("/limits/memory", "must be at least 96MiB");
    if (reader.find("/limits/max_duration") != nullptr) {
        spec.limits.max_duration.emplace();
        reader.duration("/limits/max_duration", *spec.limits.max_duration);
    }
    reader.size("/limits/document", spec.limits.document);
    if (spec.limits.document > spec.limits.memory)
        reader.problem("/limits/document", "must not be larger than limits.memory");
    reader.number("/limits/depth", spec.limits.depth);
    reader.number("/limits/archive_depth", spec.limits.archive_depth);
    reader.number("/limits/expansion_ratio", spec.limits.expansion_ratio);
    reader.size("/limits/expanded_size", spec.limits.expanded_size);
    read_share(reader, "/tolerance/rejects", spec.tolerance.rejects);

    check_zones(reader, spec);
    if (!reader.problems.empty()) return tl::unexpected(std::move(reader.problems));
    spec.digest = spec_digest(spec);
    return spec;
}

}  // namespace hios::jobs
