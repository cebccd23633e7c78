#pragma once
// A job's map of HL7 v2 with what its converters ask of it, worked out once for all of them.

#include <memory>
#include <mutex>
#include <optional>

#include "jobs/formats/lane_writer.hpp"
#include "jobs/formats/read_fields.hpp"
#include "jobs/maps/document_map.hpp"

namespace hios::jobs {

// Thread-safe.
class Hl7v2Map {
public:
    struct Facts {
        const map::Program& program;
        const hl7v2::Hl7v2Space& space;
        ReadFields read;
        LaneWriter::Lanes mentionable;
        LaneWriter::LanesOfResources lanes;
    };

    explicit Hl7v2Map(std::shared_ptr<const DocumentMap> map) : map_(std::move(map)) {}

    // Compiles the map at the first call.
    [[nodiscard]] const Facts& facts() const;

private:
    const std::shared_ptr<const DocumentMap> map_;
    mutable std::once_flag once_;
    mutable std::optional<Facts> facts_;
};

}  // namespace hios::jobs
