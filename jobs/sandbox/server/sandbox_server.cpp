#include "jobs/sandbox/server/sandbox_server.hpp"

#include <chrono>
#include <exception>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "jobs/sandbox/server/credentials_file.hpp"
#include "pipeline/codes.hpp"

namespace hios::sandbox {
namespace {

// What a fault script makes of one request.
struct Plan {
    std::optional<InjectedFault> fault;
    std::uint32_t delay_ms = 0;
};

Plan plan_of(const std::vector<InjectedFault>& faults) {
    Plan plan;
    for (const InjectedFault& fault : faults) {
        if (fault.action == FaultAction::kDelay) {
            plan.delay_ms += fault.delay_ms;
        } else {
            plan.fault = fault;
        }
    }
    return plan;
}

ApiError error_of(const InjectedFault& fault, bool s3) {
    ApiError error{fault.status, fault.code, fault.message.empty() ? "injected by the fault script" : fault.message};
    switch (fault.action) {
        case FaultAction::kThrottle:
            error.status = s3 ? 503 : 400;
            if (error.code.empty()) error.code = s3 ? "SlowDown" : "ThrottlingException";
            break;
        case FaultAction::kExpire:
            error.status = 400;
            if (error.code.empty()) error.code = s3 ? "ExpiredToken" : "ExpiredTokenException";
            break;
        case FaultAction::kOkError:
            error.status = 200;
            break;
        default:
            break;
    }
    if (error.code.empty())
        error.code = !s3 ? "InternalServerException" : fault.status == 503 ? "ServiceUnavailable" : "InternalError";
    return error;
}

bool replaces_reply(FaultAction action) {
    return action == FaultAction::kThrottle || action == FaultAction::kError || action == FaultAction::kOkError ||
           action == FaultAction::kExpire;
}

}  // namespace

Outcome<std::unique_ptr<SandboxServer>> SandboxServer::start(ServerSettings settings) {
    std::error_code error;
    std::filesystem::create_directories(settings.data, error);
    if (error) {
        return fail(fatal(codes::kPermission,
                          fmt::format("the folder {} cannot be made: {}", settings.data.string(), error.message())));
    }
    if (settings.keys.empty()) {
        HIOS_TRY(auto key, stored_key(settings.data / "credentials.json"));
        settings.keys.push_back(std::move(key));
    }
    if (settings.roles.empty())
        settings.roles.push_back({fmt::format("arn:aws:iam::{}:role/hios-sandbox-import", settings.account_id)});
    if (settings.kms_keys.empty())
        settings.kms_keys.push_back(fmt::format("arn:aws:kms:{}:{}:key/00000000-0000-4000-8000-000000000001",
                                                settings.region, settings.account_id));
    std::unique_ptr<SandboxServer> server(new SandboxServer(std::move(settings)));
    HIOS_CHECK(server->open());
    return server;
}

SandboxServer::SandboxServer(ServerSettings settings)
    : settings_(std::move(settings)), verifier_(settings_.keys, settings_.region, settings_.clock) {}

SandboxServer::~SandboxServer() = default;

Outcome<void> SandboxServer::open() {
    HIOS_TRY(lock_, FileLock::take(settings_.data / "objects.sqlite.lock"));
    if (settings_.faults) {
        HIOS_TRY(faults_, FaultScript::load(*settings_.faults));
    }
    HIOS_TRY(files_, ObjectFiles::open(settings_.data));
    const S3World world{*files_,         settings_.region,    settings_.account_id, settings_.kms_keys,
                        settings_.clock, settings_.least_part};
    for (const std::string& bucket : settings_.buckets) HIOS_CHECK(files_->create_bucket(bucket, world.now_ms()));
    s3_ = std::make_unique<S3Api>(world, verifier_);
    HIOS_TRY(jobs_, ImportJobs::open(settings_, s3_->world()));
    healthlake_ = std::make_unique<HealthLakeApi>(settings_, *jobs_, verifier_);
    HIOS_TRY(http_, HttpServer::listen(settings_.host, settings_.port, [this](const HttpRequest& request, Body& body) {
                 return handle(request, body);
             }));
    return {};
}

void SandboxServer::set_faults(std::shared_ptr<FaultScript> faults) {
    const std::lock_guard guard(mutex_);
    faults_ = std::move(faults);
}

HttpReply SandboxServer::handle(const HttpRequest& request, Body& body) {
    const std::string_view operation = healthlake_operation(request);
    const bool s3 = operation.empty();
    const auto target = s3 ? s3_->target_of(request) : Answer<S3Target>(S3Target{});
    std::shared_ptr<FaultScript> script;
    {
        const std::lock_guard guard(mutex_);
        script = faults_;
    }
    Plan plan;
    if (script != nullptr) {
        plan = plan_of(script->next(s3 ? "s3" : "healthlake", s3 && target ? target->operation : operation,
                                    target ? target->key : std::string()));
    }
    if (plan.delay_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(plan.delay_ms));
    const auto is = [&plan](FaultAction action) { return plan.fault && plan.fault->action == action; };
    HttpReply reply;
    if (is(FaultAction::kCut)) {
        reply.fault.drop = true;
        return reply;
    }
    if (plan.fault && replaces_reply(plan.fault->action)) {
        const ApiError error = error_of(*plan.fault, s3);
        return s3 ? s3_->refusal(request, error) : HealthLakeApi::refusal(error);
    }
    std::string forced_failure;
    if (is(FaultAction::kFailJob))
        forced_failure = plan.fault->message.empty() ? "The job was failed by the fault script." : plan.fault->message;
    try {
        reply = s3 ? s3_->handle(request, body) : healthlake_->handle(request, body, forced_failure);
    } catch (const std::exception&) {
        const ApiError error{500, s3 ? "InternalError" : "InternalServerException", "The sandbox itself failed."};
        reply = s3 ? s3_->refusal(request, error) : HealthLakeApi::refusal(error);
        reply.hang_up = true;
    }
    if (is(FaultAction::kLoseReply)) reply.fault.drop = true;
    if (is(FaultAction::kTruncate)) reply.fault.cut_body_at = plan.fault->bytes.value_or(reply.body_length() / 2);
    return reply;
}

std::string SandboxServer::endpoint() const {
    return fmt::format("http://{}:{}", settings_.host, http_->port());
}

std::string SandboxServer::ready_line() const {
    return nlohmann::ordered_json{{"endpoint", endpoint()},     {"access_key", key().id},
                                  {"secret_key", key().secret}, {"datastore", settings_.datastore_id},
                                  {"role_arn", role_arn()},     {"kms_key", kms_key()},
                                  {"region", settings_.region}}
        .dump();
}

}  // namespace hios::sandbox
