#include "jobs/doctor/probe.hpp"

#include <fmt/format.h>

#include "io/s3/conditional.hpp"

namespace hios::doctor {
namespace {

constexpr std::string_view kBytes = "hios doctor\n";

void check_create_only(ObjectStore& store, const std::string& key, Findings& findings) {
    const auto again = store.put(key, "another writer\n", {.if_absent = true});
    if (!again) return findings.fail("create only", again.error());
    const auto bytes = read_all(store, key, 1024);
    const bool kept = *again == PutResult::kExists && bytes && *bytes == kBytes;
    if (!kept) {
        findings.fail("create only", "a second writer replaced the object although it was told not to",
                      "Set aws.conditional_create: false in the job spec, and let one process at a time run the job.");
    } else if (!store.capabilities().conditional_create) {
        findings.warn("create only", "the system knows no If-None-Match: HIOS looks first, then writes",
                      "Let one process at a time run the job.");
    } else {
        findings.ok("create only", "an object is never written twice");
    }
}

}  // namespace

void check_probe(ObjectStore& store, Findings& findings) {
    const std::string key = "hios-doctor-" + s3::write_mark();
    const auto put = store.put(key, kBytes, {.if_absent = true});
    if (!put) return findings.fail("put", put.error());
    findings.ok("put", fmt::format("an object of {} bytes", kBytes.size()));
    const auto bytes = read_all(store, key, 1024);
    if (!bytes) {
        findings.fail("get", bytes.error());
    } else if (*bytes != kBytes) {
        findings.fail("get", "the object reads otherwise than it was written", "Look for what changes objects there.");
    } else {
        findings.ok("get", "the same bytes");
        check_create_only(store, key, findings);
    }
    const auto removed = store.remove(key);
    if (removed) return findings.ok("delete", "nothing is left behind");
    findings.warn("delete", fmt::format("{} stays: {}", key, removed.error().what),
                  "Allow s3:DeleteObject to the operator, or remove the object by hand.");
}

}  // namespace hios::doctor
