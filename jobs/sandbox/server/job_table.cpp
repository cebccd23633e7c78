#include "jobs/sandbox/server/job_table.hpp"

namespace hios::sandbox {
namespace {

constexpr const char* kJobSchema = R"(
CREATE TABLE IF NOT EXISTS job(
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL UNIQUE, client_token TEXT NOT NULL,
    request_digest TEXT NOT NULL, name TEXT NOT NULL, input_uri TEXT NOT NULL, output_uri TEXT NOT NULL,
    kms_key TEXT NOT NULL, role_arn TEXT NOT NULL, level TEXT NOT NULL, forced_failure TEXT NOT NULL,
    submitted INTEGER NOT NULL, state INTEGER NOT NULL, message TEXT NOT NULL, ended INTEGER NOT NULL,
    files INTEGER NOT NULL, bytes INTEGER NOT NULL, files_imported INTEGER NOT NULL, bytes_imported INTEGER NOT NULL,
    files_with_errors INTEGER NOT NULL, scanned INTEGER NOT NULL, imported INTEGER NOT NULL, failed INTEGER NOT NULL);
)";

}  // namespace

Outcome<JobTable> JobTable::open(const std::filesystem::path& path) {
    JobTable table;
    sqlite::OpenOptions options;
    options.synchronous = sqlite::Synchronous::kNormal;  // as objects.sqlite: safe against a killed process
    HIOS_TRY(table.database_, sqlite::Database::open(path, options));
    HIOS_CHECK(table.database_.execute(kJobSchema));
    return table;
}

Outcome<std::vector<HealthLakeJob>> JobTable::jobs() {
    HIOS_TRY(auto query, database_.prepare("SELECT * FROM job ORDER BY sequence"));
    std::vector<HealthLakeJob> found;
    for (;;) {
        HIOS_TRY(const bool row, query.step());
        if (!row) return found;
        const auto text = [&query](int column) { return std::string(query.text(column)); };
        const auto count = [&query](int column) { return static_cast<std::uint64_t>(query.integer(column)); };
        HealthLakeJob& job = found.emplace_back();
        job.job_id = text(1);
        job.client_token = text(2);
        job.request_digest = text(3);
        job.name = text(4);
        job.input_uri = text(5);
        job.output_uri = text(6);
        job.kms_key = text(7);
        job.role_arn = text(8);
        job.level = text(9);
        job.forced_failure = text(10);
        job.submitted_ms = query.integer(11);
        job.state = static_cast<jobs::ImportState>(query.integer(12));
        job.message = text(13);
        job.ended_ms = query.integer(14);
        job.progress = {count(15), count(16), count(17), count(18), count(19), count(20), count(21), count(22)};
    }
}

Outcome<void> JobTable::add(const HealthLakeJob& job) {
    HIOS_TRY(auto insert,
             database_.prepare("INSERT INTO job VALUES(NULL,?,?,?,?,?,?,?,?,?,?,?,?,'',0,0,0,0,0,0,0,0,0)"));
    insert.bind_all(std::string_view(job.job_id), std::string_view(job.client_token),
                    std::string_view(job.request_digest), std::string_view(job.name), std::string_view(job.input_uri),
                    std::string_view(job.output_uri), std::string_view(job.kms_key), std::string_view(job.role_arn),
                    std::string_view(job.level), std::string_view(job.forced_failure), job.submitted_ms,
                    static_cast<int>(job.state));
    return insert.step_done();
}

Outcome<void> JobTable::update(const HealthLakeJob& job) {
    HIOS_TRY(auto change, database_.prepare("UPDATE job SET state=?, message=?, ended=?, files=?, bytes=?, "
                                            "files_imported=?, bytes_imported=?, files_with_errors=?, scanned=?, "
                                            "imported=?, failed=? WHERE job_id=?"));
    const JobProgress& sum = job.progress;
    change.bind_all(static_cast<int>(job.state), std::string_view(job.message), job.ended_ms, sum.files, sum.bytes,
                    sum.files_imported, sum.bytes_imported, sum.files_with_errors, sum.scanned, sum.imported,
                    sum.failed, std::string_view(job.job_id));
    return change.step_done();
}

}  // namespace hios::sandbox
