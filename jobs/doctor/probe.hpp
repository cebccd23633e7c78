#pragma once
// An object that is written, read, refused a second time and removed: what a zone must allow.

#include "jobs/doctor/finding.hpp"
#include "pipeline/object_store.hpp"

namespace hios::doctor {

// Findings "put", "get", "create only" and "delete". The object's name begins with "hios-doctor-".
void check_probe(ObjectStore& store, Findings& findings);

}  // namespace hios::doctor
