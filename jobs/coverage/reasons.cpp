#include "jobs/coverage/reasons.hpp"

#include "stages/map/yaml_tree.hpp"

namespace hios::jobs {

Reasons::Reasons(std::string_view text, std::string_view file, std::string_view section, map::Problems& problems) {
    for (const map::NodePtr& document : map::read_yaml(text, std::string(file), problems)) {
        const map::NodePtr list = document->get(section);
        if (!list) continue;
        for (const map::NodePtr& item : list->items) {
            const map::NodePtr rows = item->get("rows");
            const map::NodePtr reason = item->get("reason");
            if (!rows || !rows->is_list() || !reason || !reason->is_scalar()) {
                problems.error(item->place, "a list of rows and a reason are wanted here");
                continue;
            }
            for (const map::NodePtr& row : rows->items) entries_.push_back({row->text, reason->text});
        }
    }
}

std::string_view Reasons::find(std::string_view map, std::string_view row, bool covered) {
    std::string_view found;
    for (Entry& entry : entries_) {
        const std::string_view name = entry.row;
        const bool here =
            name == row || (name.size() == map.size() + 1 + row.size() && name.starts_with(map) && name.ends_with(row));
        if (!here) continue;
        (covered ? entry.covered : entry.used) = true;
        if (!covered && found.empty()) found = entry.reason;
    }
    return found;
}

std::vector<std::string> Reasons::idle() const {
    std::vector<std::string> rows;
    for (const Entry& entry : entries_) {
        if (!entry.used || entry.covered) rows.push_back(entry.row);
    }
    return rows;
}

}  // namespace hios::jobs
