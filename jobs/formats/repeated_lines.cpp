#include "jobs/formats/repeated_lines.hpp"

#include "stages/fhir/identity.hpp"

namespace hios::jobs {
namespace {

bool says_more(const map::Emitted& line, const map::Emitted& known) {
    return line.mention != known.mention ? known.mention : line.length > known.length;
}

}  // namespace

void RepeatedLines::look_at(std::span<const map::Emitted> lines, std::string_view made) {
    known_.clear();
    keys_.clear();
    stays_.assign(lines.size(), true);
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
        const map::Emitted& line = lines[i];
        keys_.push_back(fhir::resource_key(line.type, made.substr(line.id_begin, line.id_length)));
        bool is_new = false;
        for (std::uint32_t number = 0; !is_new; ++number) {
            map::HandleMap::Entry& entry = known_.at(number, keys_[i].low, is_new);
            if (is_new) {
                entry.value = i;
            } else if (keys_[entry.value] == keys_[i]) {
                const bool more = says_more(line, lines[entry.value]);
                stays_[more ? entry.value : i] = false;
                if (more) entry.value = i;
                break;
            }
        }
    }
}

}  // namespace hios::jobs
