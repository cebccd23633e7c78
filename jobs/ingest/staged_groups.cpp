#include "jobs/ingest/staged_groups.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "jobs/import/codes.hpp"
#include "jobs/ledger/codes.hpp"
#include "pipeline/codes.hpp"
#include "stages/pack/sha256.hpp"

namespace hios::jobs {
namespace {

class GroupMaker {
public:
    GroupMaker(std::string prefix, const ImportTarget& target) {
        group_.prefix = std::move(prefix);
        hash_.update(target.service + " " + target.datastore);
        hash_.update(group_.prefix);
    }
    void add(const ObjectInfo& file) {
        ++group_.files;
        group_.bytes += file.size;
        hash_.update(fmt::format("\n{} {} {}", file.key, file.size, file.etag));
    }
    StagedGroup finish() {
        group_.token = hash_.hex();
        return std::move(group_);
    }
    [[nodiscard]] const std::string& prefix() const { return group_.prefix; }

private:
    StagedGroup group_;
    pack::Sha256 hash_;
};

// Entries that cannot be looked at must not be left out in silence.
class FirstUnreadable {
public:
    void operator()(Error&& error) {
        if (!first) first = std::move(error);
    }
    std::optional<Error> first;
};

Outcome<void> list_all(ObjectStore& store, const std::string& prefix, const ObjectStore::Visitor& visit) {
    FirstUnreadable unreadable;
    HIOS_CHECK(store.list(prefix, visit, [&unreadable](Error&& error) { unreadable(std::move(error)); }));
    if (unreadable.first) return fail(std::move(*unreadable.first));
    return {};
}

// Prefix to token, of the import jobs that the run itself made in this data store.
Outcome<std::map<std::string, std::string>> tokens_of_run(ObjectStore& staging, const std::string& run,
                                                          const ImportTarget& target) {
    std::map<std::string, std::string> tokens;
    HIOS_TRY(const std::string text, read_all(staging, run + "/manifest.json"));
    const auto manifest = nlohmann::json::parse(text, nullptr, false);
    const nlohmann::json into{{"service", target.service}, {"datastore", target.datastore}};
    if (!manifest.is_object() || manifest.value("import_into", nlohmann::json()) != into) return tokens;
    for (const nlohmann::json& job : manifest.value("import_jobs", nlohmann::json::array())) {
        const auto prefix = job.find("prefix");
        const auto token = job.find("client_token");
        if (prefix != job.end() && prefix->is_string() && token != job.end() && token->is_string())
            tokens.emplace(run + "/" + prefix->get<std::string>(), token->get<std::string>());
    }
    return tokens;
}

}  // namespace

Outcome<std::string> last_staged_run(ObjectStore& staging) {
    constexpr std::string_view kManifest = "/manifest.json";
    std::string last;
    HIOS_CHECK(list_all(staging, "", [&](ObjectInfo&& object) {
        const std::size_t slash = object.key.find('/');
        if (slash != std::string::npos && object.key.substr(slash) == kManifest) last = object.key.substr(0, slash);
        return true;
    }));
    if (!last.empty()) return last;
    return fail(fatal(codes::kNoRun, fmt::format("{} holds no run that has ended", staging.describe()),
                      "Run the job first: hios run JOB --set import.service=none."));
}

Outcome<std::vector<StagedGroup>> groups_of_run(ObjectStore& staging, const std::string& run,
                                                const ImportTarget& target) {
    if (const auto manifest = staging.head(run + "/manifest.json"); !manifest) {
        if (manifest.error().code->id != codes::kNotFound.id) return fail(manifest.error());
        return fail(fatal(codes::kNoRun, fmt::format("{} holds no run {} that has ended", staging.describe(), run),
                          "hios status lists the runs; hios run JOB ends one that was broken off."));
    }
    const std::string root = run + "/import/";
    std::vector<StagedGroup> groups;
    std::optional<GroupMaker> open;
    HIOS_CHECK(list_all(staging, root, [&](ObjectInfo&& file) {
        const std::string prefix = file.key.substr(0, file.key.find('/', root.size()) + 1);
        if (open && open->prefix() != prefix) groups.push_back(open->finish());
        if (!open || open->prefix() != prefix) open.emplace(prefix, target);
        open->add(file);
        return true;
    }));
    if (open) groups.push_back(open->finish());
    HIOS_TRY(const auto tokens, tokens_of_run(staging, run, target));
    for (StagedGroup& group : groups) {
        if (const auto own = tokens.find(group.prefix); own != tokens.end()) group.token = own->second;
    }
    return groups;
}

Outcome<StagedGroup> group_of_prefix(ObjectStore& staging, const std::string& prefix, const ImportTarget& target) {
    GroupMaker maker(prefix, target);
    std::string other;
    std::uint64_t files = 0;
    HIOS_CHECK(list_all(staging, prefix, [&](ObjectInfo&& file) {
        if (!file.key.ends_with(".ndjson") || file.size == 0) {
            other = std::move(file.key);
            return false;
        }
        ++files;
        maker.add(file);
        return true;
    }));
    if (!other.empty()) {
        Error error =
            fatal(codes::kImportInvalid, "this is no .ndjson file, or an empty one, which imports do not take",
                  "Have only .ndjson files under the prefix; hios run makes them of other documents.");
        error.where.document = std::move(other);
        return fail(std::move(error));
    }
    if (files == 0) {
        return fail(fatal(codes::kNotFound,
                          fmt::format("there are no files under {} in {}", prefix, staging.describe()),
                          "Check the prefix."));
    }
    return maker.finish();
}

}  // namespace hios::jobs
