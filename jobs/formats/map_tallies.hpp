#pragma once
// Tells a run's account what a map's program has done since it was asked last.

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/work.hpp"
#include "stages/map/machine.hpp"

namespace hios::jobs {

// Not thread-safe; one per machine.
class MapTallies {
public:
    // `label` stands in front of each element's name: "synthea-csv/patients", "hl7v2". `elements`: also tell of those
    // that were written, and so of those that stay empty; of a built-in map most do, and nobody can mend that.
    MapTallies(const map::Program& program, std::string label, bool elements)
        : program_(program),
          label_(std::move(label)),
          elements_(elements),
          written_(program.leaves.size()),
          dropped_(program.spots.size()),
          failed_(program.spots.size()) {}

    // Elements written, values dropped, resources that could not be made. The first call names all elements.
    void tell(const map::MachineCounts& counts, std::vector<MapTally>& tallies);

private:
    const map::Program& program_;
    const std::string label_;
    const bool elements_;
    bool told_all_ = false;  // also of elements that have no value yet
    std::vector<std::uint64_t> written_;
    std::vector<std::uint64_t> dropped_;
    std::vector<std::uint64_t> failed_;
    std::uint64_t faults_ = 0;
};

}  // namespace hios::jobs
