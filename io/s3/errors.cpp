#include "io/s3/errors.hpp"

#include "io/aws/codes.hpp"
#include "pipeline/codes.hpp"

namespace hios::s3 {
namespace {

bool is_missing_bucket(const aws::ServiceError& error) {
    return error.code == "NoSuchBucket";
}

}  // namespace

Error zone_error(const aws::ServiceError& error, std::string_view action, const std::string& place) {
    Error made = aws::error_from_service(error, action, place);
    if (is_missing_bucket(error) || error.status == 404) {
        made.code = &codes::kNotFound;
        made.fault = Fault::kFatal;
        made.mend = "Check the bucket's name, or create it in the account and region that the credentials are for.";
    } else if (error.code == "EntityTooLarge") {
        made.code = &codes::kTooLarge;
    }
    return made;
}

Error object_error(const aws::ServiceError& error, std::string_view action, const std::string& key) {
    Error made = zone_error(error, action, key);
    if (is_missing_bucket(error)) return made;
    if (error.status == 404) {
        made.fault = Fault::kReject;
        made.mend.clear();
    } else if (made.code == &codes::kAwsDenied) {
        made.code = &codes::kPermission;
        made.fault = Fault::kReject;
    } else if (error.status == 412) {
        made.code = &codes::kChanged;
        made.fault = Fault::kReject;
    } else if (error.code == "InvalidObjectState") {
        made.code = &codes::kPermission;
        made.fault = Fault::kReject;
        made.mend = "The object is archived: restore it (aws s3api restore-object), then run the job again.";
    } else if (error.code == "KeyTooLongError") {
        made.code = &codes::kBadKey;
        made.fault = Fault::kReject;
    } else if (made.code == &codes::kAwsRefused) {
        made.fault = Fault::kReject;  // encrypted with a key of its own, for one
    }
    return made;
}

}  // namespace hios::s3
