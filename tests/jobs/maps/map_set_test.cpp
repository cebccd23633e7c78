#include "jobs/maps/map_set.hpp"

#include <gmock/gmock.h>

#include "stages/map/machine.hpp"
#include "tests/io/temp_folder.hpp"

namespace hios::jobs {
namespace {

using test::TempFolder;
using test::write_file;
using testing::HasSubstr;
using testing::IsEmpty;

class MapSets : public testing::Test {
protected:
    std::shared_ptr<const MapSet> read(const std::vector<std::string>& texts) {
        MapSet::Files files;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            files.push_back(folder_ / ("map" + std::to_string(i) + ".yaml"));
            write_file(files.back(), texts[i]);
        }
        map::Problems problems;
        auto maps = MapSet::read(files, {}, problems);
        if (!problems.failed()) check_tests(*maps, problems);
        errors_.clear();
        for (const map::Problem& problem : problems.all())
            if (!problem.warning) errors_ += map::to_text(problem) + "\n";
        return maps;
    }
    TempFolder folder_;
    std::string errors_;
};

const std::string kTwo =
    "map: two\nsource:\n  format: csv\n  files: {a: \"a*.csv\", b: \"in/**/b.csv\"}\n"
    "emit:\n  - {$from: a, resourceType: Patient, id: =A}\n  - {$from: b, resourceType: Basic, id: =B}\n";

TEST_F(MapSets, TakeFilesByNameWithoutFoldersAndCodecs) {
    const auto maps = read({kTwo});
    EXPECT_THAT(errors_, IsEmpty());
    EXPECT_EQ(maps->table_for("a1.csv")->label, "two/a");
    EXPECT_EQ(maps->table_for("x/y/a1.csv.gz")->label, "two/a");
    EXPECT_EQ(maps->table_for("dump.zip!/a.csv.zst")->label, "two/a");
    EXPECT_EQ(maps->table_for("in/2019/b.csv")->label, "two/b");
    EXPECT_EQ(maps->table_for("b.csv"), nullptr);
    EXPECT_EQ(maps->table_for("c.csv"), nullptr);
}

TEST_F(MapSets, WithoutAPatternTakeWhatIsLeft) {
    const auto maps = read({"map: all\nsource: {format: csv}\nemit:\n  - {resourceType: Patient, id: =A}\n", kTwo});
    EXPECT_EQ(maps->table_for("c.csv")->label, "all");
    EXPECT_EQ(maps->table_for("a.csv")->label, "two/a");
}

TEST_F(MapSets, NarrowedToATableTakeEverythingWithIt) {
    const auto maps = read({kTwo});
    EXPECT_EQ(maps->only(""), nullptr);
    EXPECT_EQ(maps->only("c"), nullptr);
    EXPECT_EQ(maps->only("b")->table_for("whatever.txt")->label, "two/b");
    EXPECT_EQ(maps->only("two/a")->table_for("b.csv")->label, "two/a");
}

TEST_F(MapSets, ErrorsNameFileLineAndColumn) {
    read({"map: m\nsource: {format: csv}\nemit:\n  - resourceType: Patient\n    id: =A\n    gendr: =B\n"});
    EXPECT_THAT(errors_, testing::AllOf(HasSubstr("map0.yaml:6:5"), HasSubstr("gender")));
    map::Problems problems;
    MapSet::read({folder_ / "gone.yaml"}, {}, problems);
    EXPECT_TRUE(problems.failed());
}

TEST_F(MapSets, AnOverrideOfAMapThatIsNotThereIsAnError) {
    read({"map: o\noverride:\n  - on: two\n    Patient: {gender: =X}\n"});
    EXPECT_THAT(errors_, testing::AllOf(HasSubstr("map0.yaml:3:5"), HasSubstr("two is no map here")));
}

TEST_F(MapSets, OverridesOfBuiltInMapsAloneAreNoMapOfRows) {
    const std::string patch = "map: o\noverride:\n  - on: hl7v2/patient\n    Patient: {active: true}\n";
    read({patch});
    EXPECT_THAT(errors_, HasSubstr("there is no map"));
    map::Problems problems;
    const auto maps = MapSet::read({}, {folder_ / "map0.yaml"}, problems);
    EXPECT_FALSE(problems.failed());
    EXPECT_TRUE(maps->tables().empty());
}

TEST_F(MapSets, AFailingTestIsAnError) {
    read(
        {"map: m\nsource: {format: csv}\nemit:\n  - {resourceType: Patient, id: =A}\n"
         "tests:\n  - name: an id\n    row: {A: x}\n    expect: {id: y}\n"});
    EXPECT_THAT(errors_, testing::AllOf(HasSubstr("an id"), HasSubstr("map0.yaml:8")));
}

TEST_F(MapSets, TablesFromFilesBesideTheMapAreRead) {
    write_file(folder_ / "codes.csv", "CODE,NAME\nm,male\nf,female\n");
    write_file(folder_ / "codes.tsv", "CODE\tNAME\nm\t\"male\n");
    const auto with = [](const std::string& file) {
        return "map: m\nsource: {format: csv}\ntables:\n  sex: {$file: " + file +
               ", $key: CODE, $values: [NAME]}\nemit:\n  - {resourceType: Patient, id: =A, gender: \"=lookup(sex, "
               "B)\"}\n"
               "tests:\n  - name: t\n    row: {A: x, B: f}\n    expect: {gender: female}\n";
    };
    const auto maps = read({with("codes.csv")});
    EXPECT_THAT(errors_, IsEmpty());
    const std::string digest = maps->digest();
    write_file(folder_ / "codes.csv", "CODE,NAME\nm,male\nf,female\nx,other\n");
    EXPECT_NE(read({with("codes.csv")})->digest(), digest);
    read({with("codes.tsv")});
    EXPECT_THAT(errors_, HasSubstr("the test \"t\" fails"));
    read({with("gone.csv")});
    EXPECT_THAT(errors_, testing::AllOf(HasSubstr("map0.yaml:4"), HasSubstr("gone.csv")));
    write_file(folder_ / "codes.csv", "CODE,TITLE\nm,male\n");
    read({with("codes.csv")});
    EXPECT_THAT(errors_, HasSubstr("'NAME'"));
}

TEST_F(MapSets, LaterOverridesWin) {
    const std::string base =
        "map: base\nsource: {format: csv}\nemit:\n  - {resourceType: Patient, id: =A, gender: male}\n";
    const auto patch = [](const std::string& name, const std::string& word) {
        return "map: " + name + "\noverride:\n  - on: base\n    Patient: {gender: " + word + "}\n";
    };
    const auto maps = read({base, patch("p", "female"), patch("q", "other")});
    EXPECT_THAT(errors_, IsEmpty());
    ASSERT_EQ(maps->maps().size(), 1U);
    EXPECT_THAT(maps->tables()[0].program->literals, HasSubstr("other"));
    EXPECT_THAT(maps->tables()[0].program->literals, testing::Not(HasSubstr("female")));
}

}  // namespace
}  // namespace hios::jobs
