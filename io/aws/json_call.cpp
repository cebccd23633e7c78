#include "io/aws/json_call.hpp"

#include <fmt/format.h>

#include "io/aws/codes.hpp"

namespace hios::aws {

Outcome<JsonReply> AwsJsonCall::operator()(std::string_view operation, const nlohmann::json& arguments) {
    Call call;
    call.request.method = "POST";
    call.request.url = service_.endpoint + "/";
    call.request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                            {"X-Amz-Target", fmt::format("{}.{}", service_.target_prefix, operation)}};
    // Invalid UTF-8 becomes U+FFFD: the service would refuse it anyway, and dump() must not throw.
    call.request.body = http::bytes_body(arguments.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    call.request.timeouts = service_.timeouts;
    call.scope = {service_.signing_name, service_.region, PathRule::kNormalizedTwiceEncoded, false, true};
    call.errors = ErrorFormat::kJson;
    HIOS_TRY(Reply reply, caller_.call(call));
    if (reply.error) return JsonReply{nlohmann::json::object(), std::move(reply.error), reply.attempts};
    auto body = nlohmann::json::parse(reply.body, nullptr, false);
    if (!body.is_object()) {
        Error error = fatal(codes::kAwsAnswer, fmt::format("the answer to {} is no JSON object", operation));
        error.where.document = service_.endpoint;
        return fail(std::move(error));
    }
    return JsonReply{std::move(body), std::nullopt, reply.attempts};
}

}  // namespace hios::aws
