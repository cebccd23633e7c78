#include "jobs/formats/hl7v2_map.hpp"

namespace hios::jobs {

const Hl7v2Map::Facts& Hl7v2Map::facts() const {
    std::call_once(once_, [this] {
        const map::Program& program = *map_->program();
        const auto& space = dynamic_cast<const hl7v2::Hl7v2Space&>(*program.space);
        facts_.emplace(
            Facts{program, space, ReadFields(space), LaneWriter::mentionable(program), LaneWriter::lanes_of(program)});
    });
    return *facts_;
}

}  // namespace hios::jobs
