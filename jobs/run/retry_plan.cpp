#include "jobs/run/retry_plan.hpp"

#include <map>

#include <fmt/format.h>

namespace hios::jobs {

Outcome<std::uint32_t> plan_retry(const std::vector<RejectedRecord>& rejected, const std::string& run,
                                  ObjectStore& source, ObjectStore& error_zone, const Ledger::AddPlanned& add) {
    // A file of lines holds several rejected documents, which come one after another.
    std::vector<PlannedObject> objects;
    std::map<std::string, std::size_t> planned;
    for (const RejectedRecord& record : rejected) {
        const bool kept = !record.document.raw.empty();
        const std::string key = kept ? fmt::format("{}/{}", run, record.document.raw) : record.key;
        const auto [place, is_new] = planned.try_emplace(key, objects.size());
        if (is_new) {
            PlannedObject& object = objects.emplace_back();
            object.ordinal = static_cast<std::uint32_t>(place->second);
            object.key = key;
            object.from_error_zone = kept || record.from_error_zone;
            object.name = kept ? record.document.name : record.document.name.substr(0, record.document.key_length);
            object.first_document = kept ? record.document.document : 0;
        }
        if (record.document.raw_line > 0) objects[place->second].numbers.push_back(record.document.document);
    }
    for (PlannedObject& object : objects) {
        // A file that is gone by now is planned all the same: reading it fails, which is said.
        if (const auto info = (object.from_error_zone ? error_zone : source).head(object.key)) {
            object.size = info->size;
            object.etag = info->etag;
        }
        HIOS_CHECK(add(object));
    }
    return static_cast<std::uint32_t>(objects.size());
}

}  // namespace hios::jobs
