#include "jobs/run/uncommitted.hpp"

namespace hios::jobs {

bool Uncommitted::claim(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return keys_.erase(key) > 0;
}

Outcome<void> Uncommitted::remove_below(const std::string& prefix) {
    return remove(prefix, true);
}

Outcome<void> Uncommitted::remove_outside(const std::string& prefix) {
    return remove(prefix, false);
}

Outcome<void> Uncommitted::remove(const std::string& prefix, bool below) {
    std::set<std::string> doomed;
    {
        const std::lock_guard lock(mutex_);
        for (auto at = keys_.begin(); at != keys_.end();) {
            const auto next = std::next(at);
            if (at->starts_with(prefix) == below) doomed.insert(keys_.extract(at));
            at = next;
        }
    }
    for (const std::string& key : doomed) HIOS_CHECK(zone_.remove(key));
    return {};
}

}  // namespace hios::jobs
