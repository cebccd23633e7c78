#pragma once
// From a zone's URI to its store. The table of schemes is in stores.cpp; a new store adds a line there.

#include <cstdint>
#include <memory>
#include <string>

#include "io/s3/settings.hpp"
#include "pipeline/object_store.hpp"

namespace hios::io {

enum class StoreMode : std::uint8_t {
    kRead,    // the zone must exist and be readable
    kCreate,  // the zone is made when missing and must be writable
};

// What a job may say of its zones besides their URIs.
struct StoreSettings {
    s3::Settings s3;
};

// `uri` is a path ("./raw") or begins with a scheme ("file:///data/raw", "s3://bucket/raw"). All errors are
// Fault::kFatal (or kRetry for a passing shortage) and say how to mend the URI. Stateless.
Outcome<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreMode mode,
                                                 const StoreSettings& settings = {});

}  // namespace hios::io
