#include "jobs/coverage/document_account.hpp"

#include <algorithm>

namespace hios::jobs {
namespace {

bool is_id(std::string_view element) {
    const std::size_t dot = element.find('.');
    return dot != std::string_view::npos && element.substr(dot) == ".id";
}

}  // namespace

void tell_fates(const map::Program& program, const map::MachineCounts& counts,
                const std::vector<std::set<map::Slot>>& sources, DocumentAccount& account) {
    const ValueFlow flow(program);
    std::map<map::Slot, std::vector<std::size_t>> reached;
    for (std::size_t leaf = 0; leaf < counts.written.size(); ++leaf) {
        if (counts.written[leaf] == 0) continue;
        account.written.push_back(leaf);
        for (const map::Slot slot : flow.sources(leaf)) reached[slot].push_back(leaf);
    }
    for (std::size_t spot = 0; spot < counts.dropped.size(); ++spot) {
        if (counts.dropped[spot] != 0) account.dropped.emplace(spot, counts.dropped[spot]);
        if (counts.failed[spot] != 0) account.failed.emplace(spot, counts.failed[spot]);
    }
    for (std::size_t i = 0; i < account.values.size(); ++i) {
        SourceValue& value = account.values[i];
        if (sources[i].empty()) continue;
        value.fate = Fate::kRead;
        for (const map::Slot slot : sources[i]) {
            const auto found = reached.find(slot);
            if (found != reached.end()) value.leaves.insert(found->second.begin(), found->second.end());
        }
        for (const std::size_t leaf : value.leaves) {
            const std::string_view element = program.leaves[leaf].element;
            if (is_id(element)) continue;
            const bool extension = element.find("xtension[") != std::string_view::npos;
            value.fate = std::min(value.fate, extension ? Fate::kExtension : Fate::kMapped);
        }
    }
}

}  // namespace hios::jobs
