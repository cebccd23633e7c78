#include "jobs/formats/repeated_lines.hpp"

namespace hios::jobs {
namespace {

bool says_more(const map::Emitted& line, const map::Emitted& known) {
    return line.mention != known.mention ? known.mention : line.length > known.length;
}

}  // namespace

void RepeatedLines::look_at(std::span<const map::Emitted> lines, std::span<const Key128> keys) {
    known_.clear();
    all_stay_ = true;
    stays_.assign(lines.size(), true);
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
        bool is_new = false;
        for (std::uint32_t number = 0; !is_new; ++number) {
            map::HandleMap::Entry& entry = known_.at(number, keys[i].low, is_new);
            if (is_new) {
                entry.value = i;
            } else if (keys[entry.value] == keys[i]) {
                const bool more = says_more(lines[i], lines[entry.value]);
                stays_[more ? entry.value : i] = false;
                all_stay_ = false;
                if (more) entry.value = i;
                break;
            }
        }
    }
}

}  // namespace hios::jobs
