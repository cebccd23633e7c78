#pragma once
// Zones in S3. Source: Amazon S3 API Reference; what HealthLake asks of buckets: AWS HealthLake Developer Guide,
// "Setting up permissions for import jobs".

#include <string>

#include "io/s3_store.hpp"
#include "jobs/doctor/finding.hpp"

namespace hios::doctor {

struct BucketUse {
    std::string uri;
    s3::Settings settings;
    bool writes = false;      // else the zone is only read
    bool healthlake = false;  // import jobs read it and write their reports to it
};

// Null when the zone cannot be reached at all; what was found says why. Leaves nothing behind.
std::shared_ptr<io::S3Store> check_bucket(const BucketUse& use, Findings& findings);

}  // namespace hios::doctor
