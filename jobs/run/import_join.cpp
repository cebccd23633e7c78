#include "jobs/run/import_join.hpp"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/import/codes.hpp"
#include "jobs/import/ndjson_lines.hpp"
#include "jobs/import/report.hpp"
#include "jobs/run/packing.hpp"

namespace hios::jobs {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxLine = 256U << 20;
constexpr std::size_t kBlock = 1U << 20;

// Lines of one object by number, read forwards (and again from the front when asked to go back).
class LinesByNumber {
public:
    LinesByNumber(ObjectStore& store, std::string key) : store_(store), key_(std::move(key)) {}

    // Line `number` (from 1), or nothing when the object has no such line.
    Outcome<std::optional<std::string>> line(std::uint64_t number) {
        if (!lines_ || number < next_) HIOS_CHECK(reopen());
        for (;;) {
            for (; at_ < block_.lines.size(); ++at_) {
                if (block_.lines[at_].number < number) continue;
                next_ = number;
                if (block_.lines[at_].number > number) return std::optional<std::string>();
                return std::optional<std::string>(block_.lines[at_].text);
            }
            HIOS_TRY(const bool more, lines_->next(block_));
            if (!more) {
                lines_.reset();  // the next question may be for a line before the end
                return std::optional<std::string>();
            }
            at_ = 0;
        }
    }

private:
    Outcome<void> reopen() {
        HIOS_TRY(source_, store_.open(key_));
        lines_ = std::make_unique<NdjsonLines>(*source_, kMaxLine, kBlock);
        block_.lines.clear();
        at_ = 0;
        next_ = 0;
        return {};
    }

    ObjectStore& store_;
    const std::string key_;
    std::unique_ptr<ByteSource> source_;
    std::unique_ptr<NdjsonLines> lines_;
    NdjsonLines::Block block_;
    std::size_t at_ = 0;
    std::uint64_t next_ = 0;
};

// "Patient/Patient-00000.ndjson" → the lineage of that shard.
std::string lineage_of(const std::string& run, const std::string& file) {
    const std::string name = file.substr(file.rfind('/') + 1);
    return fmt::format("{}/lineage/{}.lineage.ndjson", run, name.substr(0, name.rfind(".ndjson")));
}

class FailureWriter {
public:
    FailureWriter(ObjectStore& staging, Spool& into, const std::string& run, const ImportRecord& import)
        : staging_(staging), into_(into), run_(run), import_(import) {}

    Outcome<void> add(const ImportFailure& failure) {
        if (failure.file != file_) {
            file_ = failure.file;
            shard_.emplace(staging_, import_.prefix + file_);
            lineage_.emplace(staging_, lineage_of(run_, file_));
        }
        Json record;
        record["code"] = codes::kImportRefused.id;
        record["shard"] = import_.prefix + failure.file;
        record["import_job"] = import_.job_id;
        record["resource_type"] = failure.resource_type;
        record["resource_id"] = failure.resource_id;
        record["status"] = failure.status;
        if (const auto outcome = Json::parse(failure.operation_outcome, nullptr, false); !outcome.is_discarded())
            record["outcome"] = outcome;
        if (failure.line_id) HIOS_CHECK(join(failure, record));
        return into_.append(record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    }

private:
    // Our sandbox counts lines from 1. Whether HealthLake does is not documented, so the id decides:
    // when it stands on the next line instead, the service counts from 0.
    Outcome<void> join(const ImportFailure& failure, Json& record) {
        for (const std::uint64_t number : {*failure.line_id, *failure.line_id + 1}) {
            HIOS_TRY(const auto line, shard_->line(number));
            if (!line) continue;
            const bool same =
                failure.resource_id.empty() || line->find('"' + failure.resource_id + '"') != std::string::npos;
            if (!same) continue;
            record["line"] = number;
            HIOS_TRY(const auto origin, lineage_->line(number));
            const auto place = Json::parse(origin.value_or(""), nullptr, false);
            if (place.is_object()) {
                for (const char* name : {"object", "member", "document", "entry", "offset", "length"}) {
                    if (place.contains(name)) record[name] = place[name];
                }
            }
            record["resource"] = *line;
            return {};
        }
        return {};
    }

    ObjectStore& staging_;
    Spool& into_;
    const std::string& run_;
    const ImportRecord& import_;
    std::string file_;
    std::optional<LinesByNumber> shard_;
    std::optional<LinesByNumber> lineage_;
};

}  // namespace

Outcome<std::uint64_t> write_import_failures(ObjectStore& staging, ObjectStore& error_zone, SpoolFactory& spools,
                                             const std::string& run, const ImportRecord& import) {
    HIOS_TRY(const auto spool, spools.create("import"));
    FailureWriter writer(staging, *spool, run, import);
    Outcome<void> written;
    HIOS_TRY(const FailureCounts counts,
             read_report_failures(staging, import.output_prefix, [&](ImportFailure&& failure) {
                 if (written) written = writer.add(failure);
             }));
    if (!written) return fail(std::move(written).error());
    if (counts.failures == 0) return 0;
    HIOS_CHECK(spool->flush());
    const auto put =
        error_zone.put_file(fmt::format("{}/import/{:05}.ndjson", run, import.import_group), spool->path(), {});
    if (!put) return fail(Error(put.error()));
    return counts.failures;
}

}  // namespace hios::jobs
