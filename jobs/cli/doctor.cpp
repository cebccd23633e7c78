// hios doctor: whether a job would find what it needs, before it is run.

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/cli/aws_options.hpp"
#include "jobs/cli/verb.hpp"
#include "jobs/doctor/account_checks.hpp"
#include "jobs/doctor/bucket_checks.hpp"
#include "jobs/doctor/folder_checks.hpp"
#include "jobs/doctor/import_checks.hpp"
#include "jobs/spec/codes.hpp"

namespace hios::cli {
namespace {

using doctor::Findings;
using doctor::State;

struct DoctorOptions {
    JobOptions job;
    bool json = false;
    AwsOptions aws;
};

// What is to be looked at, wherever it was named.
struct Patient {
    jobs::AwsSettings aws;
    struct Zone {
        std::string name;
        std::string uri;
        jobs::Zone kind = jobs::Zone::kSource;
        bool writes = false;
    };
    std::vector<Zone> zones;
    std::string state;  // the state folder, if any
    bool healthlake = false;
    doctor::ImportUse import;
};

Patient of_spec(const jobs::JobSpec& spec, const DoctorOptions& options) {
    Patient patient;
    patient.aws = aws_settings(options.aws, spec.aws);
    patient.zones = {{"source", spec.source.uri, jobs::Zone::kSource, false},
                     {"staging", spec.staging_uri, jobs::Zone::kStaging, true},
                     {"error", spec.error_uri, jobs::Zone::kError, true}};
    patient.state = spec.state.string();
    patient.healthlake = spec.import.service == "healthlake";
    patient.import = {patient.aws,
                      spec.import.datastore,
                      spec.import.role_arn,
                      options.aws.kms_key.empty() ? spec.import.healthlake.kms_key : options.aws.kms_key,
                      jobs::is_s3(spec.staging_uri) ? spec.staging_uri : "",
                      spec.import.healthlake.queued_jobs};
    return patient;
}

// A bucket, or what the environment variables name.
Patient of_surroundings(const std::string& bucket, const DoctorOptions& options) {
    Patient patient;
    patient.aws = aws_settings(options.aws);
    const AwsDefaults defaults = aws_defaults();
    const std::string uri = bucket.empty() ? defaults.bucket_uri : bucket;
    if (!uri.empty()) patient.zones.push_back({"bucket", uri, jobs::Zone::kStaging, true});
    patient.healthlake = !defaults.datastore.empty() || !defaults.role_arn.empty();
    patient.import = {patient.aws, defaults.datastore, defaults.role_arn, patient.aws.kms_key, uri};
    return patient;
}

Findings examine(const Patient& patient, bool has_job) {
    Findings findings;
    bool cloud = !has_job || patient.healthlake;
    for (const auto& zone : patient.zones) cloud = cloud || jobs::is_s3(zone.uri);
    doctor::Account account;
    if (cloud) account = doctor::check_account(patient.aws, findings);
    for (const auto& zone : patient.zones) {
        findings.area(zone.name);
        if (!jobs::is_s3(zone.uri)) {
            zone.writes ? doctor::check_writable_folder(zone.uri, findings)
                        : doctor::check_readable_folder(zone.uri, findings);
        } else if (!account.usable) {
            findings.skip("list", fmt::format("{} cannot be asked without credentials", zone.uri));
        } else {
            const bool healthlake = patient.healthlake && zone.kind == jobs::Zone::kStaging;
            doctor::check_bucket({zone.uri, jobs::store_settings(patient.aws, zone.kind).s3, zone.writes, healthlake},
                                 findings);
        }
    }
    if (!patient.state.empty()) {
        findings.area("state");
        doctor::check_writable_folder(patient.state, findings);
    }
    if (patient.healthlake && account.usable) doctor::check_import(patient.import, account, findings);
    return findings;
}

nlohmann::ordered_json to_json(const Findings& findings) {
    nlohmann::ordered_json json{{"version", 1},
                                {"ok", findings.count(State::kOk)},
                                {"warn", findings.count(State::kWarn)},
                                {"fail", findings.count(State::kFail)},
                                {"skip", findings.count(State::kSkipped)},
                                {"findings", nlohmann::ordered_json::array()}};
    for (const doctor::Finding& finding : findings.all()) {
        nlohmann::ordered_json one{{"area", finding.area},
                                   {"check", finding.check},
                                   {"state", to_string(finding.state)},
                                   {"text", finding.text}};
        if (!finding.mend.empty()) one["mend"] = finding.mend;
        if (finding.error) one["code"] = finding.error->code->id;
        json["findings"].push_back(std::move(one));
    }
    return json;
}

void print(const Findings& findings, Output& output) {
    std::string area;
    for (const doctor::Finding& finding : findings.all()) {
        if (finding.area != area) output.line(output.bold(finding.area));
        area = finding.area;
        output.line(fmt::format("  {:<5} {:<14} {}", to_string(finding.state), finding.check, finding.text));
        if (!finding.mend.empty()) output.line(fmt::format("        -> {}", finding.mend));
    }
    output.line(fmt::format("{} ok, {} to look at, {} failed, {} not seen", findings.count(State::kOk),
                            findings.count(State::kWarn), findings.count(State::kFail),
                            findings.count(State::kSkipped)));
}

// The first failure's: later ones often follow from it. A failure without an error is a setting.
int exit_code_of(const Findings& findings) {
    for (const doctor::Finding& finding : findings.all()) {
        if (finding.state != State::kFail) continue;
        return finding.error ? exit_code_for(*finding.error) : kInvalidSpec;
    }
    return kDone;
}

void examine_and_report(const DoctorOptions& options, Context& context) {
    const std::string name = options.job.job.string();
    const bool has_job = !name.empty() && !jobs::is_s3(name);
    Patient patient;
    if (has_job) {
        const auto spec = load(options.job);
        if (!spec) return context.fail(spec.error());
        patient = of_spec(*spec, options);
    } else {
        patient = of_surroundings(name, options);
    }
    const Findings findings = examine(patient, has_job);
    context.exit_code = exit_code_of(findings);
    if (options.json) {
        context.output.line(to_json(findings).dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        print(findings, context.output);
    }
    if (!has_job && patient.zones.empty() && !context.quiet)
        context.output.note("no bucket was looked at; name a job, s3://bucket, or set AWS_S3_BUCKET_NAME");
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
    auto options = std::make_shared<DoctorOptions>();
    CLI::App* verb = app.add_subcommand("doctor", "Check credentials, zones and the import service of a job");
    verb->footer(
        "hios doctor job.yaml            everything the job needs, and how to mend what is wrong\n"
        "hios doctor s3://acme-stage     a bucket\n"
        "hios doctor                     what AWS_S3_BUCKET_NAME, HEALTHLAKE_DATASTORE_ID and the like name");
    add_job_options(*verb, options->job);
    verb->get_option("JOB")->required(false)->description(
        "A job spec, a folder of documents, or s3://bucket/prefix; without: what the environment names");
    verb->add_flag("--json", options->json, "Print the findings as JSON");
    add_aws_options(*verb, options->aws);
    verb->callback([options, &context] { examine_and_report(*options, context); });
}

}  // namespace hios::cli
