#pragma once
// Whether an object in a bucket already holds the bytes of a file.

#include <string>

#include "io/s3/bucket.hpp"
#include "jobs/upload/digests.hpp"
#include "pipeline/object_store.hpp"

namespace hios::upload {

// `listed` is what the bucket's listing tells of the object, `key` its whole key. The ETag decides where it is an MD5,
// of the whole or of parts as this program or the AWS command line client cut them; else the SHA-256 that the object
// was stored with, for which the bucket is asked. Where neither can tell (encrypted by KMS and stored by another tool),
// the answer is no: it is sent once more, and then has its SHA-256. Reads the file; errors are those of reading and
// asking.
Outcome<bool> holds_same_bytes(s3::Bucket& bucket, const std::string& key, const ObjectInfo& listed,
                               const OpenFile& file);

}  // namespace hios::upload
