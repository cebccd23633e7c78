#pragma once
// What all passes of one run share.

#include <algorithm>
#include <filesystem>
#include <memory>

#include "io/file_spool.hpp"
#include "jobs/formats/formats.hpp"
#include "jobs/run/read_ahead.hpp"
#include "jobs/run/source_reader.hpp"
#include "jobs/spec/job_spec.hpp"
#include "pipeline/engine.hpp"
#include "stages/fhir/converter.hpp"

namespace hios::jobs {

// Which engine runs the stages; the serial one is for tests and for `convert`.
enum class EngineKind : std::uint8_t { kGraph, kSerial };

struct RunContext {
    const JobSpec& spec;
    ObjectStore& source;
    ObjectStore& error_zone;
    SpoolFactory& spools;
    Metrics& metrics;
    EngineKind engine = EngineKind::kGraph;
    fhir::IdNamespace ids;
    Formats formats;
    RowObserver* observer = nullptr;
    ObjectKeep keep;
    ReadAhead* ahead = nullptr;  // of the pass that is running

    RunContext(const JobSpec& job, ObjectStore& source_zone, ObjectStore& errors, SpoolFactory& scratch,
               Metrics& counters, EngineKind kind)
        : spec(job),
          source(source_zone),
          error_zone(errors),
          spools(scratch),
          metrics(counters),
          engine(kind),
          ids(job.identity.name_space),
          formats(job),
          keep(std::min<std::uint64_t>(job.limits.memory / 16, 64U << 20)) {}

    // An object of the running pass.
    [[nodiscard]] Outcome<std::unique_ptr<ByteSource>> open(const PlannedObject& object) const {
        return ahead->open(object);
    }
    [[nodiscard]] unsigned threads() const { return spec.limits.threads > 0 ? spec.limits.threads : usable_threads(); }
    [[nodiscard]] std::uint64_t document_bytes() const {
        return spec.limits.document > 0 ? spec.limits.document : spec.limits.memory / 8;
    }
    [[nodiscard]] fhir::ReadSettings read_settings() const { return {spec.limits.depth, &ids}; }
};

io::UnwrapLimits unwrap_limits(const JobSpec& spec);

// Whether more passes over the same objects follow.
enum class PassKind : std::uint8_t { kReading, kLast };

// Runs one pass. When `stages` has no fetch, the objects of `feed` are read into documents.
void run_pass(RunContext& context, const FeedSource& feed, StageSet stages, RunControl& control,
              PassKind kind = PassKind::kLast);

}  // namespace hios::jobs
