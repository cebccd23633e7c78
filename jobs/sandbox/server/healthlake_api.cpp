#include "jobs/sandbox/server/healthlake_api.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "jobs/sandbox/server/healthlake_rules.hpp"
#include "jobs/sandbox/server/import_work.hpp"

namespace hios::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view kTarget = "HealthLake.";
constexpr std::size_t kLongestBody = 1U << 20;
constexpr std::size_t kUsualPage = 100;
constexpr double kMegabyte = 1024.0 * 1024.0;

double epoch(std::int64_t ms) {
    return static_cast<double>(ms) / 1000.0;
}

// InvalidSignatureException and its kin, as services with AWS JSON name them.
ApiError error_of(const AuthRefusal& refusal) {
    switch (refusal.fault) {
        case AuthFault::kMissing:
        case AuthFault::kTwoWays:
            return {400, "MissingAuthenticationTokenException", "Missing Authentication Token"};
        case AuthFault::kMalformed:
        case AuthFault::kUnsigned:
            return {400, "IncompleteSignatureException", refusal.message};
        case AuthFault::kWrongScope:
            return {400, "InvalidSignatureException",
                    "Credential should be scoped to a valid region and the right service: " + refusal.message};
        case AuthFault::kUnknownKey:
        case AuthFault::kWrongToken:
            return {400, "UnrecognizedClientException", "The security token included in the request is invalid."};
        case AuthFault::kExpiredToken:
            return {400, "ExpiredTokenException", "The security token included in the request is expired"};
        default:
            return {400, "InvalidSignatureException", refusal.message};
    }
}

Answer<std::string> read_all(Body& body) {
    std::string text;
    std::array<char, 16U << 10> piece;
    for (;;) {
        HIOS_ANSWER(const std::size_t count, body.read(piece));
        if (count == 0) return text;
        text.append(piece.data(), count);
        if (text.size() > kLongestBody) return refuse(400, "SerializationException", "The request is too long");
    }
}

// A page of `total` items: the NextToken is the place of the next one.
struct Page {
    std::size_t begin = 0;
    std::size_t end = 0;
};
Answer<Page> page_of(const json& request, std::size_t total) {
    Page page;
    const std::string token = request.value("NextToken", std::string());
    if (!token.empty()) {
        const auto parsed = std::from_chars(token.data(), token.data() + token.size(), page.begin);
        if (parsed.ec != std::errc() || parsed.ptr != token.data() + token.size() || page.begin > total)
            return refuse(400, "ValidationException", "Invalid NextToken");
    }
    page.end = std::min(total, page.begin + request.value("MaxResults", kUsualPage));
    return page;
}

bool has_time(const json& request, const char* name, double& value) {
    const auto found = request.find(name);
    if (found == request.end() || found->is_null()) return false;
    value = found->get<double>();
    return true;
}

const std::vector<std::string> kLevels{"strict", "structure-only", "minimal"};
const std::vector<std::string> kStates{"SUBMITTED",        "QUEUED",       "IN_PROGRESS",      "COMPLETED_WITH_ERRORS",
                                       "COMPLETED",        "FAILED",       "CANCEL_SUBMITTED", "CANCEL_IN_PROGRESS",
                                       "CANCEL_COMPLETED", "CANCEL_FAILED"};
const std::vector<std::string> kDatastoreStates{"CREATING", "ACTIVE", "DELETING", "DELETED", "CREATE_FAILED"};

}  // namespace

std::string_view healthlake_operation(const HttpRequest& request) {
    const std::string_view target = request.header("x-amz-target").value_or("");
    return target.starts_with(kTarget) ? target.substr(kTarget.size()) : std::string_view();
}

HealthLakeApi::HealthLakeApi(const ServerSettings& settings, ImportJobs& jobs, const SignatureVerifier& verifier)
    : settings_(settings),
      jobs_(jobs),
      verifier_(verifier),
      opened_ms_(std::chrono::duration_cast<std::chrono::milliseconds>(settings.clock().time_since_epoch()).count()) {}

Answer<void> HealthLakeApi::allow_rate(std::string_view operation) {
    const double rate = operation.starts_with("Start") ? settings_.starts_per_second : settings_.reads_per_second;
    if (rate == 0) return {};
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard guard(mutex_);
    const auto [found, fresh] = buckets_.try_emplace(std::string(operation), Bucket{rate, now});
    Bucket& bucket = found->second;
    const std::chrono::duration<double> passed = now - bucket.filled;
    bucket.tokens = std::min(rate, bucket.tokens + passed.count() * rate);
    bucket.filled = now;
    if (bucket.tokens < 1) return refuse(400, "ThrottlingException", "Rate exceeded");
    bucket.tokens -= 1;
    return {};
}

Answer<void> HealthLakeApi::know_datastore(const std::string& id) const {
    if (id == settings_.datastore_id) return {};
    return refuse(400, "ResourceNotFoundException", fmt::format("Datastore with id {} not found", id));
}

Answer<HealthLakeApi::Json> HealthLakeApi::answer(const HttpRequest& request, Body& body,
                                                  const std::string& forced_failure) {
    HIOS_ANSWER(const std::string text, read_all(body));
    if (const auto proof = verifier_.verify_json(request, "healthlake", text); !proof)
        return refuse(error_of(proof.error()));
    if (request.method != "POST" || request.path != "/" ||
        !request.header("content-type").value_or("").starts_with("application/x-amz-json-1.0"))
        return refuse(404, "UnknownOperationException", "Operations are POST / with application/x-amz-json-1.0");
    using Operation = Answer<Json> (HealthLakeApi::*)(const json&);
    struct Entry {
        std::string_view name;
        Operation run;
    };
    constexpr std::array<Entry, 4> kReads{{{"DescribeFHIRImportJob", &HealthLakeApi::describe_import},
                                           {"ListFHIRImportJobs", &HealthLakeApi::list_imports},
                                           {"DescribeFHIRDatastore", &HealthLakeApi::describe_datastore},
                                           {"ListFHIRDatastores", &HealthLakeApi::list_datastores}}};
    const std::string_view operation = healthlake_operation(request);
    const auto* read =
        std::find_if(kReads.begin(), kReads.end(), [operation](const Entry& one) { return one.name == operation; });
    if (read == kReads.end() && operation != "StartFHIRImportJob")
        return refuse(400, "UnknownOperationException", "The sandbox does not offer this operation.");
    HIOS_ALLOW(allow_rate(operation));
    const json parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object()) return refuse(400, "SerializationException", "The request is no JSON object");
    if (read != kReads.end()) return (this->*read->run)(parsed);
    return start_import(parsed, forced_failure);
}

Answer<HealthLakeApi::Json> HealthLakeApi::start_import(const json& request, const std::string& forced_failure) {
    MemberRules rules(request);
    rules.job_name("JobName");
    rules.structure("InputDataConfig");
    rules.structure("JobOutputDataConfig");
    rules.s3_uri("InputDataConfig.S3Uri");
    rules.structure("JobOutputDataConfig.S3Configuration");
    rules.s3_uri("JobOutputDataConfig.S3Configuration.S3Uri");
    rules.kms_key("JobOutputDataConfig.S3Configuration.KmsKeyId");
    rules.datastore_id("DatastoreId");
    rules.role_arn("DataAccessRoleArn");
    rules.client_token("ClientToken");
    rules.one_of("ValidationLevel", kLevels);
    HIOS_ALLOW(rules.verdict());
    HIOS_ALLOW(know_datastore(rules.text("DatastoreId")));
    HealthLakeJob job;
    job.client_token = rules.text("ClientToken");
    json other = request;
    other.erase("ClientToken");
    job.request_digest = to_hex(digest_of(DigestKind::kSha256, other.dump()));
    job.name = rules.text("JobName");
    job.input_uri = rules.text("InputDataConfig.S3Uri");
    job.output_uri = rules.text("JobOutputDataConfig.S3Configuration.S3Uri");
    job.kms_key = rules.text("JobOutputDataConfig.S3Configuration.KmsKeyId");
    job.role_arn = rules.text("DataAccessRoleArn");
    job.level = rules.text("ValidationLevel");
    job.forced_failure = forced_failure;
    HIOS_ANSWER(const HealthLakeJob started, jobs_.start(std::move(job)));
    return Json{{"JobId", started.job_id},
                {"JobStatus", jobs::to_string(started.state)},
                {"DatastoreId", settings_.datastore_id}};
}

HealthLakeApi::Json HealthLakeApi::properties_of(const HealthLakeJob& job) const {
    Json result{{"JobId", job.job_id}};
    if (!job.name.empty()) result["JobName"] = job.name;
    result["JobStatus"] = jobs::to_string(job.state);
    result["SubmitTime"] = epoch(job.submitted_ms);
    if (job.ended_ms > 0) result["EndTime"] = epoch(job.ended_ms);
    result["DatastoreId"] = settings_.datastore_id;
    result["InputDataConfig"] = {{"S3Uri", job.input_uri}};
    result["JobOutputDataConfig"]["S3Configuration"] = {{"S3Uri", job_folder(settings_, job)},
                                                        {"KmsKeyId", job.kms_key}};
    const JobProgress& sum = job.progress;
    const double seconds =
        std::max(0.001, epoch((job.ended_ms > 0 ? job.ended_ms : job.submitted_ms + 1000) - job.submitted_ms));
    const double megabytes = static_cast<double>(sum.bytes) / kMegabyte;
    result["JobProgressReport"] = {{"TotalNumberOfScannedFiles", sum.files},
                                   {"TotalSizeOfScannedFilesInMB", megabytes},
                                   {"TotalNumberOfImportedFiles", sum.files_imported},
                                   {"TotalNumberOfResourcesScanned", sum.scanned},
                                   {"TotalNumberOfResourcesImported", sum.imported},
                                   {"TotalNumberOfResourcesWithCustomerError", sum.failed},
                                   {"TotalNumberOfFilesReadWithCustomerError", sum.files_with_errors},
                                   {"Throughput", megabytes / seconds}};
    result["DataAccessRoleArn"] = job.role_arn;
    if (!job.message.empty()) result["Message"] = job.message;
    result["ValidationLevel"] = job.level.empty() ? "strict" : job.level;
    return result;
}

Answer<HealthLakeApi::Json> HealthLakeApi::describe_import(const json& request) {
    MemberRules rules(request);
    rules.datastore_id("DatastoreId");
    rules.job_id("JobId");
    HIOS_ALLOW(rules.verdict());
    HIOS_ALLOW(know_datastore(rules.text("DatastoreId")));
    const auto job = jobs_.find(rules.text("JobId"));
    if (!job) return refuse(400, "ResourceNotFoundException", "The import job does not exist in this data store.");
    return Json{{"ImportJobProperties", properties_of(*job)}};
}

Answer<HealthLakeApi::Json> HealthLakeApi::list_imports(const json& request) {
    MemberRules rules(request);
    rules.datastore_id("DatastoreId");
    rules.next_token("NextToken");
    rules.max_results("MaxResults");
    rules.job_name("JobName");
    rules.one_of("JobStatus", kStates);
    rules.time("SubmittedBefore");
    rules.time("SubmittedAfter");
    HIOS_ALLOW(rules.verdict());
    HIOS_ALLOW(know_datastore(rules.text("DatastoreId")));
    const std::string name = rules.text("JobName");
    const std::string state = rules.text("JobStatus");
    double before = 0;
    double after = 0;
    const bool has_before = has_time(request, "SubmittedBefore", before);
    const bool has_after = has_time(request, "SubmittedAfter", after);
    std::vector<HealthLakeJob> wanted = jobs_.all();
    std::erase_if(wanted, [&](const HealthLakeJob& job) {
        const double submitted = epoch(job.submitted_ms);
        return (!name.empty() && job.name != name) || (!state.empty() && jobs::to_string(job.state) != state) ||
               (has_before && submitted >= before) || (has_after && submitted <= after);
    });
    HIOS_ANSWER(const Page page, page_of(request, wanted.size()));
    Json result{{"ImportJobPropertiesList", Json::array()}};
    for (std::size_t at = page.begin; at < page.end; ++at)
        result["ImportJobPropertiesList"].push_back(properties_of(wanted[at]));
    if (page.end < wanted.size()) result["NextToken"] = std::to_string(page.end);
    return result;
}

HealthLakeApi::Json HealthLakeApi::datastore() const {
    const std::string arn = fmt::format("arn:aws:healthlake:{}:{}:datastore/fhir/{}", settings_.region,
                                        settings_.account_id, settings_.datastore_id);
    return Json{{"DatastoreId", settings_.datastore_id},
                {"DatastoreArn", arn},
                {"DatastoreName", settings_.datastore_name},
                {"DatastoreStatus", "ACTIVE"},
                {"CreatedAt", epoch(opened_ms_)},
                {"DatastoreTypeVersion", "R4"},
                {"DatastoreEndpoint", fmt::format("https://healthlake.{}.amazonaws.com/datastore/{}/r4/",
                                                  settings_.region, settings_.datastore_id)},
                {"SseConfiguration", {{"KmsEncryptionConfig", {{"CmkType", "AWS_OWNED_KMS_KEY"}}}}},
                {"IdentityProviderConfiguration", {{"AuthorizationStrategy", "AWS_AUTH"}}}};
}

Answer<HealthLakeApi::Json> HealthLakeApi::describe_datastore(const json& request) {
    MemberRules rules(request);
    rules.datastore_id("DatastoreId");
    HIOS_ALLOW(rules.verdict());
    HIOS_ALLOW(know_datastore(rules.text("DatastoreId")));
    return Json{{"DatastoreProperties", datastore()}};
}

Answer<HealthLakeApi::Json> HealthLakeApi::list_datastores(const json& request) {
    MemberRules rules(request);
    rules.datastore_name("Filter.DatastoreName");
    rules.one_of("Filter.DatastoreStatus", kDatastoreStates);
    rules.time("Filter.CreatedBefore");
    rules.time("Filter.CreatedAfter");
    rules.next_token("NextToken");
    rules.max_results("MaxResults");
    HIOS_ALLOW(rules.verdict());
    const std::string name = rules.text("Filter.DatastoreName");
    const std::string state = rules.text("Filter.DatastoreStatus");
    bool wanted = (name.empty() || name == settings_.datastore_name) && (state.empty() || state == "ACTIVE");
    if (const auto filter = request.find("Filter"); filter != request.end() && filter->is_object()) {
        double time = 0;
        if (has_time(*filter, "CreatedBefore", time)) wanted = wanted && epoch(opened_ms_) < time;
        if (has_time(*filter, "CreatedAfter", time)) wanted = wanted && epoch(opened_ms_) > time;
    }
    Json result{{"DatastorePropertiesList", Json::array()}};
    if (wanted) result["DatastorePropertiesList"].push_back(datastore());
    return result;
}

HttpReply HealthLakeApi::refusal(const ApiError& error) {
    HttpReply reply{error.status};
    reply.hang_up = error.hang_up;
    reply.add("x-amzn-ErrorType", error.code);
    reply.add("Content-Type", "application/x-amz-json-1.0");
    reply.body = Json{{"__type", "com.amazonaws.healthlake#" + error.code}, {"Message", error.message}}.dump();
    return reply;
}

HttpReply HealthLakeApi::handle(const HttpRequest& request, Body& body, const std::string& forced_failure) {
    auto answered = answer(request, body, forced_failure);
    if (!answered) return refusal(answered.error());
    HttpReply reply;
    reply.add("Content-Type", "application/x-amz-json-1.0");
    reply.body = answered->dump();
    return reply;
}

}  // namespace hios::sandbox
