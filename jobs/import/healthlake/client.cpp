#include "jobs/import/healthlake/client.hpp"

#include "io/aws/codes.hpp"
#include "jobs/import/codes.hpp"
#include "jobs/import/healthlake/field_rules.hpp"

namespace hios::healthlake {
namespace {

using nlohmann::json;

// A list of jobs of one name is short; a service that pages without end must not hold HIOS up.
constexpr unsigned kMostPages = 1000;

const json& member(const json& object, const char* name) {
    static const json kNone;
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? *found : kNone;
}

std::string text_of(const json& object, const char* name) {
    const json& value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

// Times are epoch seconds, whole or not.
double number_of(const json& object, const char* name) {
    const json& value = member(object, name);
    return value.is_number() ? value.get<double>() : 0;
}

std::uint64_t count_of(const json& object, const char* name) {
    const json& value = member(object, name);
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    const double number = value.is_number() ? value.get<double>() : 0;
    return number > 0 && number < 1e18 ? static_cast<std::uint64_t>(number) : 0;
}

ImportJob job_of(const json& properties) {
    ImportJob job;
    job.id = text_of(properties, "JobId");
    job.name = text_of(properties, "JobName");
    job.status = text_of(properties, "JobStatus");
    job.submitted = number_of(properties, "SubmitTime");
    job.ended = number_of(properties, "EndTime");
    job.input_uri = text_of(member(properties, "InputDataConfig"), "S3Uri");
    job.output_uri = text_of(member(member(properties, "JobOutputDataConfig"), "S3Configuration"), "S3Uri");
    job.role_arn = text_of(properties, "DataAccessRoleArn");
    job.validation_level = text_of(properties, "ValidationLevel");
    job.message = text_of(properties, "Message");
    if (const json& report = member(properties, "JobProgressReport"); report.is_object() && !report.empty()) {
        job.counts =
            JobCounts{count_of(report, "TotalNumberOfScannedFiles"), count_of(report, "TotalNumberOfResourcesScanned"),
                      count_of(report, "TotalNumberOfResourcesImported"),
                      count_of(report, "TotalNumberOfResourcesWithCustomerError")};
    }
    return job;
}

Failure not_of_healthlake(const char* operation) {
    return fail(fatal(codes::kAwsAnswer, std::string("the answer to ") + operation + " is not HealthLake's",
                      "Check the endpoint of HealthLake: aws.endpoint.healthlake, AWS_ENDPOINT_URL_HEALTHLAKE."));
}

}  // namespace

Outcome<void> check_fields(const StartImport& start) {
    HIOS_CHECK(require("import.datastore (DatastoreId)", check_datastore_id(start.datastore)));
    HIOS_CHECK(require("import.role_arn (DataAccessRoleArn)", check_role_arn(start.role_arn)));
    HIOS_CHECK(require("import.kms_key (KmsKeyId)", check_kms_key(start.kms_key)));
    HIOS_CHECK(require("the input prefix in the staging zone (InputDataConfig.S3Uri)", check_s3_uri(start.input_uri)));
    HIOS_CHECK(require("the report's prefix (JobOutputDataConfig.S3Uri)", check_s3_uri(start.output_uri)));
    if (!start.input_uri.ends_with('/'))
        return fail(fatal(codes::kImportInvalid,
                          "the input prefix does not end with '/', so that its neighbours would be imported too"));
    if (!start.job_name.empty()) HIOS_CHECK(require("the job's name (JobName)", check_job_name(start.job_name)));
    HIOS_CHECK(require("the client token (ClientToken)", check_client_token(start.client_token)));
    if (start.validation_level.empty()) return {};
    return require("the validation level (ValidationLevel)", check_validation_level(start.validation_level));
}

Outcome<Answer<std::string>> Client::start_import(const StartImport& start) {
    HIOS_CHECK(check_fields(start));
    json arguments{
        {"InputDataConfig", {{"S3Uri", start.input_uri}}},
        {"JobOutputDataConfig", {{"S3Configuration", {{"S3Uri", start.output_uri}, {"KmsKeyId", start.kms_key}}}}},
        {"DatastoreId", start.datastore},
        {"DataAccessRoleArn", start.role_arn},
        {"ClientToken", start.client_token}};
    if (!start.job_name.empty()) arguments["JobName"] = start.job_name;
    if (!start.validation_level.empty()) arguments["ValidationLevel"] = start.validation_level;
    HIOS_TRY(aws::JsonReply reply, call_("StartFHIRImportJob", arguments));
    if (reply.error) return Answer<std::string>(tl::unexpected(std::move(*reply.error)));
    std::string id = text_of(reply.body, "JobId");
    if (check_job_id(id)) return not_of_healthlake("StartFHIRImportJob");
    return Answer<std::string>(std::move(id));
}

Outcome<Answer<ImportJob>> Client::describe_import(const std::string& datastore, const std::string& job_id) {
    HIOS_CHECK(require("the data store's id", check_datastore_id(datastore)));
    HIOS_CHECK(require("the job's id", check_job_id(job_id)));
    HIOS_TRY(aws::JsonReply reply, call_("DescribeFHIRImportJob", {{"DatastoreId", datastore}, {"JobId", job_id}}));
    if (reply.error) return Answer<ImportJob>(tl::unexpected(std::move(*reply.error)));
    ImportJob job = job_of(member(reply.body, "ImportJobProperties"));
    if (job.status.empty()) return not_of_healthlake("DescribeFHIRImportJob");
    return Answer<ImportJob>(std::move(job));
}

Outcome<Answer<std::vector<ImportJob>>> Client::list_imports(const std::string& datastore,
                                                             const std::string& job_name) {
    HIOS_CHECK(require("the data store's id", check_datastore_id(datastore)));
    json arguments{{"DatastoreId", datastore}};
    if (!job_name.empty()) {
        HIOS_CHECK(require("the job's name", check_job_name(job_name)));
        arguments["JobName"] = job_name;
    }
    std::vector<ImportJob> jobs;
    for (unsigned page = 0; page < kMostPages; ++page) {
        HIOS_TRY(aws::JsonReply reply, call_("ListFHIRImportJobs", arguments));
        if (reply.error) return Answer<std::vector<ImportJob>>(tl::unexpected(std::move(*reply.error)));
        const json& list = member(reply.body, "ImportJobPropertiesList");
        if (!list.is_array()) return not_of_healthlake("ListFHIRImportJobs");
        for (const json& properties : list) jobs.push_back(job_of(properties));
        std::string next = text_of(reply.body, "NextToken");
        if (next.empty()) return Answer<std::vector<ImportJob>>(std::move(jobs));
        arguments["NextToken"] = std::move(next);
    }
    return not_of_healthlake("ListFHIRImportJobs");
}

Outcome<Answer<Datastore>> Client::describe_datastore(const std::string& datastore) {
    HIOS_CHECK(require("the data store's id", check_datastore_id(datastore)));
    HIOS_TRY(aws::JsonReply reply, call_("DescribeFHIRDatastore", {{"DatastoreId", datastore}}));
    if (reply.error) return Answer<Datastore>(tl::unexpected(std::move(*reply.error)));
    const json& properties = member(reply.body, "DatastoreProperties");
    Datastore found;
    found.id = text_of(properties, "DatastoreId");
    found.arn = text_of(properties, "DatastoreArn");
    found.name = text_of(properties, "DatastoreName");
    found.status = text_of(properties, "DatastoreStatus");
    found.fhir_version = text_of(properties, "DatastoreTypeVersion");
    found.endpoint = text_of(properties, "DatastoreEndpoint");
    found.kms_key = text_of(member(member(properties, "SseConfiguration"), "KmsEncryptionConfig"), "KmsKeyId");
    found.error = text_of(member(properties, "ErrorCause"), "ErrorMessage");
    if (found.status.empty()) return not_of_healthlake("DescribeFHIRDatastore");
    return Answer<Datastore>(std::move(found));
}

}  // namespace hios::healthlake
