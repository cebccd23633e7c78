#include "jobs/run/retry_plan.hpp"

#include <set>

#include <fmt/format.h>

namespace hios::jobs {

Outcome<std::uint32_t> plan_retry(const std::vector<RejectedRecord>& rejected, const std::string& run, ObjectStore& source, ObjectStore& error_zone,
                                  const Ledger::AddPlanned& add) {
    std::uint32_t ordinal = 0;
    std::set<std::string> planned;
    for (const RejectedRecord& record : rejected) {
        PlannedObject object;
        object.ordinal = ordinal;
        if (record.document.raw.empty()) {
            object.key = record.key;
            object.from_error_zone = record.from_error_zone;
            object.name = record.document.name.substr(0, record.document.key_length);
        } else {
            object.key = fmt::format("{}/{}", run, record.document.raw);
            object.from_error_zone = true;
            object.name = record.document.name;
            object.first_document = record.document.document;
        }
        if (!planned.insert(object.key).second) continue;
        // A file that is gone by now is planned all the same: reading it fails, which is said.
        if (const auto info = (object.from_error_zone ? error_zone : source).head(object.key)) {
            object.size = info->size;
            object.etag = info->etag;
        }
        HIOS_CHECK(add(object));
        ++ordinal;
    }
    return ordinal;
}

}  // namespace hios::jobs
