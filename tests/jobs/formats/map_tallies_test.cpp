#include "jobs/formats/map_tallies.hpp"

#include <gtest/gtest.h>

namespace hios::jobs {
namespace {

struct Told {
    std::string kind;
    std::string name;
    std::uint64_t count = 0;
    friend bool operator==(const Told&, const Told&) = default;
};

class MapTalliesTest : public testing::Test {
protected:
    MapTalliesTest() {
        program_.leaves = {{"Patient.birthDate", {}}, {"Patient.gender", {}}};
        program_.spots.resize(200);
        program_.spots[130].element = "Patient.birthDate";
        program_.spots[7].element = "Patient.id";
        counts_.written.resize(2);
        counts_.dropped.resize(200);
        counts_.failed.resize(200);
    }
    std::vector<Told> told(MapTallies& tallies) {
        std::vector<MapTally> made;
        tallies.tell(counts_, made);
        std::vector<Told> all;
        all.reserve(made.size());
        for (const MapTally& one : made) all.push_back({std::string(one.kind), one.name, one.count});
        return all;
    }
    map::Program program_;
    map::MachineCounts counts_;
};

TEST_F(MapTalliesTest, WhatDidNotFitIsToldOnceWithHowOften) {
    MapTallies tallies(program_, "hl7v2", false);
    EXPECT_EQ(told(tallies), std::vector<Told>{});
    counts_.dropped[130] = 2;
    counts_.faults = 2;
    EXPECT_EQ(told(tallies), (std::vector<Told>{{"dropped_values", "hl7v2 Patient.birthDate", 2}}));
    EXPECT_EQ(told(tallies), std::vector<Told>{});
    counts_.dropped[130] = 3;
    counts_.failed[7] = 1;
    counts_.faults = 4;
    EXPECT_EQ(told(tallies), (std::vector<Told>{{"dropped_values", "hl7v2 Patient.birthDate", 1},
                                                {"failed_resources", "hl7v2 Patient.id", 1}}));
}

TEST_F(MapTalliesTest, ElementsAreNamedAlsoWhenTheyStayEmpty) {
    MapTallies tallies(program_, "csv", true);
    counts_.written[1] = 5;
    EXPECT_EQ(told(tallies),
              (std::vector<Told>{{"elements", "csv Patient.birthDate", 0}, {"elements", "csv Patient.gender", 5}}));
    counts_.written[0] = 1;
    EXPECT_EQ(told(tallies), (std::vector<Told>{{"elements", "csv Patient.birthDate", 1}}));
}

}  // namespace
}  // namespace hios::jobs
