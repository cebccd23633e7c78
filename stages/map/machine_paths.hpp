#pragma once
// What a machine has learnt of its program: a tree of paths for each of its parts.

#include <cstdint>
#include <memory>
#include <vector>

#include "stages/map/machine.hpp"
#include "stages/map/path_tree.hpp"
#include "stages/map/shared_values.hpp"

namespace hios::map {

struct Machine::Paths {
    explicit Paths(const Program& program) : shared(program) {}

    std::uint32_t from_place = 0;
    std::vector<std::unique_ptr<PathTree>> of_loops;      // over places, at the top of the program; [0] is none
    std::vector<std::uint16_t> loop_at;                   // by operation of the program: which of of_loops it is
    std::vector<std::unique_ptr<PathTree>> of_fragments;  // null: it is not worth it
    std::vector<std::unique_ptr<PathTree>> of_bindings;
    SharedValues shared;
    struct Surrounded {  // the place at hand, of trees that share values
        std::uint32_t run = 0;
        Handle place = 0;
        Reach own = SourceView::kOwn;  // which of these is the place itself
        SourceView::Around by{};
    };
    Surrounded around;
    PathCensus census;
    std::uint32_t noted_run = 0;
    std::uint32_t noted_runs = 0;
    bool census_ends = false;  // with the document at hand
    std::vector<PathTree*> resting;
    std::size_t bytes = 0;  // that all trees took since they forgot

    template <class Body>
    void each(Body&& body) {
        for (auto& tree : of_loops) {
            if (tree) body(*tree);
        }
        for (auto& tree : of_fragments) {
            if (tree) body(*tree);
        }
        for (auto& tree : of_bindings) body(*tree);
    }
};

}  // namespace hios::map
