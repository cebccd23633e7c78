#include "tests/jobs/run/packing_world.hpp"

#include "jobs/run/feed.hpp"
#include "jobs/run/gather.hpp"
#include "jobs/run/listing.hpp"
#include "pipeline/codes.hpp"
#include "tests/support/manual_clock.hpp"

namespace hios::test {
namespace {

using jobs::Ledger;
using jobs::RunState;

std::string patient(int id, const std::string& more = "") {
    return fmt::format(R"({{"resourceType":"Patient","id":"p{}"{}}})", id, more) + "\n";
}

std::string observation(int id, const std::string& subject) {
    return fmt::format(R"({{"resourceType":"Observation","id":"o{}","subject":{{"reference":"{}"}}}})", id, subject) +
           "\n";
}

// Rows of a table as text.
std::string rows(const std::filesystem::path& state, const std::string& table, int columns) {
    auto database = need(sqlite::Database::open(state / "ledger.sqlite"));
    auto select = need(database.prepare("SELECT * FROM " + table));
    std::string text;
    while (need(select.step())) {
        for (int column = 0; column < columns; ++column) text += std::string(select.text(column)) + "|";
        text += "\n";
    }
    return text;
}

}  // namespace

Outcome<std::unique_ptr<Spool>> FailingSpools::create(std::string_view hint) {
    if (++made == fail_at) return fail(retryable(codes::kDiskFull, "the scratch disk is full"));
    return inner_.create(hint);
}

PackingWorld::PackingWorld() {
    spec.validate.level = validate::Level::kMinimal;
    spec.job = "job";
    spec.identity.name_space = "job";
    spec.limits.threads = 2;
    spec.limits.memory = 64 << 20;
    spec.pack.shard_lines = 4;
    spec.import.group = {jobs::GroupSpec::Kind::kShards, 2};
    spec.state = folder / "state";
    std::filesystem::create_directories(spec.state);

    std::string lines;
    for (int i = 0; i < 10; ++i)
        lines += patient(i, fmt::format(R"(,"identifier":[{{"system":"s","value":"{}"}}])", i));
    need(source.put("a.ndjson", lines, {}));
    lines.clear();
    for (int i = 0; i < 12; ++i)
        lines += observation(i, fmt::format("Patient?identifier=s|{}", i)) + (i % 5 == 0 ? "{\"broken\n" : "");
    need(source.put("b.ndjson", lines, {}));
    need(source.put("c.json", "", {}));
    need(source.put("d.json", R"({"resourceType":"Patient","id":"whole","active":true})", {}));
    need(source.put("e.json", "not JSON at all", {}));
    lines.clear();
    for (int i = 5; i < 15; ++i) lines += patient(i, R"(,"meta":{"lastUpdated":"2026-01-01T00:00:00Z"})");
    need(source.put("f.ndjson", lines, {}));
}

Outcome<void> PackingWorld::steps(jobs::EngineKind engine, bool flush_early, RunControl& control) {
    HIOS_TRY(const auto ledger, Ledger::open(spec.state));
    HIOS_TRY(auto unfinished, ledger->unfinished_run(spec.job));
    jobs::RunRecord run;
    if (unfinished) {
        run = *unfinished;
    } else {
        HIOS_TRY(run, ledger->begin_run(spec.job, "digest", "{}", "2026-11-20T10:55:00Z", ""));
    }
    Metrics metrics;
    ManualClock clock;
    const std::string mapping = jobs::mapping_digest(spec);
    if (run.state == RunState::kListing) {
        jobs::Listing listing;
        HIOS_CHECK(ledger->make_plan(run.number, [&](const Ledger::AddPlanned& add) -> Outcome<void> {
            HIOS_TRY(listing, jobs::list_source(source, spec, nullptr, clock, metrics, control, add));
            return {};
        }));
        HIOS_CHECK(ledger->set_state(run.number, run.state = RunState::kGathering));
    }
    jobs::RunContext context(spec, source, errors, spools, metrics, engine);
    if (run.state == RunState::kGathering) {
        fhir::ConditionalIndex index;
        const auto feed = [&] { return jobs::feed_from_plan(*ledger, run.number, {}, control); };
        const auto known = [&](fhir::ConditionalIndex& wanted) { return ledger->offer_known(spec.job, wanted); };
        HIOS_CHECK(jobs::gather_index(context, feed, known, control, index));
        HIOS_CHECK(ledger->keep_index(run.number, index));
        HIOS_CHECK(ledger->set_state(run.number, run.state = RunState::kPacking));
    }
    if (run.state != RunState::kPacking) return {};
    fhir::ConditionalIndex index;
    HIOS_CHECK(ledger->load_index(run.number, index));
    HIOS_TRY(const pack::PackState state, ledger->pack_state(run.number));
    jobs::PackingTarget target{*ledger, run, staging, mapping, &index, {}, {}, {}};
    if (flush_early) target.on_commit = [&](const auto&, const auto&, bool) { control.request_stop(true); };
    jobs::Packing packing(context, std::move(target), control, state);
    jobs::run_pass(context, jobs::feed_from_plan(*ledger, run.number, state.position, control), packing.stages(),
                   control);
    if (control.stop_requested()) return {};
    return ledger->set_state(run.number, RunState::kImporting);
}

std::optional<Error> PackingWorld::session(jobs::EngineKind engine, bool flush_early) {
    RunControl control;
    if (auto done = steps(engine, flush_early, control); !done) control.fail(std::move(done).error());
    return control.failure();
}

std::map<std::string, std::string> PackingWorld::left() const {
    std::map<std::string, std::string> all;
    for (const std::string& key : staging_memory.keys()) all["staging " + key] = staging_memory.bytes(key);
    for (const std::string& key : error_memory.keys()) all["error " + key] = error_memory.bytes(key);
    for (const auto& [table, columns] : std::map<std::string, int>{{"run", 14},
                                                                   {"plan", 8},
                                                                   {"object", 6},
                                                                   {"pack_group", 8},
                                                                   {"shard", 8},
                                                                   {"import_job", 13},
                                                                   {"reject", 10},
                                                                   {"staged_identifiers", 3}}) {
        all["ledger " + table] = rows(spec.state, table, columns);
    }
    return all;
}

}  // namespace hios::test
