#pragma once
// A run over stores in memory that can fail, step by step as the runner does it: each session continues
// what the ledger holds, as after a kill.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "io/memory_store.hpp"
#include "jobs/run/context.hpp"
#include "jobs/run/packing.hpp"
#include "tests/jobs/ledger/ledger_fixture.hpp"
#include "tests/support/faulty_store.hpp"

namespace hios::test {

// Fails the nth creation from now on (0: none).
class FailingSpools final : public SpoolFactory {
public:
    explicit FailingSpools(std::filesystem::path folder) : inner_(std::move(folder)) {}
    Outcome<std::unique_ptr<Spool>> create(std::string_view hint) override;
    std::atomic<std::uint64_t> made{0};
    std::atomic<std::uint64_t> fail_at{0};

private:
    io::FileSpoolFactory inner_;
};

class PackingWorld {
public:
    PackingWorld();

    // Continues the run, or begins it; the failure, if there was one.
    std::optional<Error> session(jobs::EngineKind engine = jobs::EngineKind::kSerial, bool flush_early = false);

    // Everything that the run left: zones, ledger rows. Keys begin with where they are from.
    std::map<std::string, std::string> left() const;

    TempFolder folder;
    jobs::JobSpec spec;
    io::MemoryStore source;
    io::MemoryStore staging_memory;
    io::MemoryStore error_memory;
    FaultyStore staging{staging_memory};
    FaultyStore errors{error_memory};
    FailingSpools spools{folder / "scratch"};

private:
    Outcome<void> steps(jobs::EngineKind engine, bool flush_early, RunControl& control);
};

}  // namespace hios::test
