// source('...'): what is known of the bytes of a document.

#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

constexpr const char* kMap =
    "map: test\nsource: {format: hl7v2}\nemit:\n  - $from: PERSON\n    resourceType: Patient\n"
    "    id: =id('Patient', P-1)\n    active: true\n"
    "    name: [{text: \"=source('object') + '#' + source('range')\"}]\n"
    "    photo: [{size: =int(source('size')), hash: =source('hash')}]\n";

class Source : public testing::Test {
protected:
    std::string run(const SourceFacts* facts) {
        ByteBuffer out;
        const ToyView view(dynamic_cast<const ToySpace&>(*program_.space), "P|ann");
        machine_.set_source(facts);
        EXPECT_TRUE(machine_.run(view, out));
        const std::string line(out.view());
        return line.substr(line.find("\"active\""));
    }
    Mapping mapping_{kMap, toy_settings()};
    const Program& program_ = *mapping_.map().program("");
    Machine machine_{program_, "test"};
};

TEST_F(Source, SaysWhereTheBytesLieHowManyTheyAreAndTheirHash) {
    const SourceFacts facts{"abc", "in/a.hl7", 10};
    EXPECT_EQ(run(&facts),
              "\"active\":true,\"name\":[{\"text\":\"in/a.hl7#10-12\"}],"
              "\"photo\":[{\"size\":3,\"hash\":\"qZk+NkcGgWq6PiVxeFDCbJzQ2J0=\"}]}\n");
}

TEST_F(Source, IsThatOfTheDocumentAtHand) {
    const SourceFacts one{"abc", "a", 0};
    const SourceFacts other{"d", "b", 7};
    const std::string first = run(&one);
    EXPECT_NE(run(&other).find("\"text\":\"b#7-7\""), std::string::npos);
    EXPECT_EQ(run(&one), first);
}

TEST_F(Source, OfADocumentThatLiesNowhereThereIsNothing) {
    EXPECT_EQ(run(nullptr), "\"active\":true}\n");
    const SourceFacts empty{"", "a", 0};
    EXPECT_EQ(run(&empty), "\"active\":true,\"photo\":[{\"size\":0,\"hash\":\"2jmj7l5rSw0yVb/vlWAYkK/YBwk=\"}]}\n");
}

TEST_F(Source, WhatItDoesNotKnowIsAnError) {
    const std::string problems = problems_of(
        "map: test\nsource: {format: hl7v2}\nemit:\n  - $from: PERSON\n    resourceType: Patient\n"
        "    id: =id('Patient', source('name'))\n",
        toy_settings());
    EXPECT_NE(problems.find("source has no \"name\"; it has hash, size, object and range"), std::string::npos)
        << problems;
}

}  // namespace
}  // namespace hios::map
