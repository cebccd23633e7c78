#pragma once
// One object read as a stream: large ones in several ranges at a time, all of one version, and taken up
// again where a connection broke.

#include <memory>
#include <string>

#include "io/remote_store.hpp"
#include "io/s3/bucket.hpp"
#include "pipeline/object_store.hpp"

namespace hios::s3 {

// `key` is whole, `name` is told in errors. The source keeps `bucket`. An object overwritten while it is
// read ends in io.changed, unless the bucket keeps versions: then the version of the opening is read on.
Outcome<std::unique_ptr<ByteSource>> open_object(std::shared_ptr<Bucket> bucket, const std::string& key,
                                                 const std::string& name);

// The same, sent at once and waited for later. Of a large object the first range alone is asked for.
std::unique_ptr<io::PendingObject> begin_object(std::shared_ptr<Bucket> bucket, const std::string& key,
                                                const std::string& name);

}  // namespace hios::s3
