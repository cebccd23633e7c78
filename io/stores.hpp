#pragma once
// From a zone's URI to its store. The table of schemes is in stores.cpp; a new store adds a line there.

#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/object_store.hpp"

namespace hios::io {

enum class StoreMode : std::uint8_t {
    kRead,    // the zone must exist and be readable
    kCreate,  // the zone is made when missing and must be writable
};

// `uri` is a path ("./raw") or begins with a scheme ("file:///data/raw"). All errors are
// Fault::kFatal (or kRetry for a passing shortage) and say how to mend the URI. Stateless.
Outcome<std::unique_ptr<ObjectStore>> open_store(const std::string& uri, StoreMode mode);

}  // namespace hios::io
