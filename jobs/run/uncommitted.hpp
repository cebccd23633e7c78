#pragma once
// Shards that a killed process uploaded but did not commit. The same group is mostly packed again, with the same
// bytes; but one that a time limit closed early has fewer shards, and the import service would take in the rest.

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "pipeline/object_store.hpp"

namespace hios::jobs {

// Thread-safe. The zone must outlive it.
class Uncommitted {
public:
    Uncommitted(ObjectStore& zone, std::vector<std::string> keys)
        : zone_(zone), keys_(std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end())) {}

    // Whether the key was left behind. It then belongs to who asks, and is removed no more.
    bool claim(const std::string& key);
    // Removes what nobody has claimed, below a prefix or everywhere else.
    Outcome<void> remove_below(const std::string& prefix);
    Outcome<void> remove_outside(const std::string& prefix);

private:
    Outcome<void> remove(const std::string& prefix, bool below);

    ObjectStore& zone_;
    std::mutex mutex_;
    std::set<std::string> keys_;
};

}  // namespace hios::jobs
