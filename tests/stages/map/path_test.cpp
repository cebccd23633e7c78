// Paths: what is remembered of places that were alike, and what is not.

#include <random>

#include "stages/map/path_tree.hpp"
#include "tests/stages/map/mapping.hpp"
#include "tests/stages/map/toy_document.hpp"
#include "tests/stages/map/toy_map.hpp"

namespace hios::map {
namespace {

TEST(PathCensus, TextsThatComeAgainRepeatAndNewOnesDoNot) {
    PathCensus census;
    std::vector<std::string> numbers;
    for (std::uint32_t i = 0; i < 100; ++i) numbers.push_back("number " + std::to_string(i));
    const std::vector<std::string> codes{"N", "H", "L"};
    for (std::uint32_t i = 0; i < 100; ++i) {
        census.note(1, codes[i % 3], i);
        census.note(2, numbers[i], i);
        if (i < 5) census.note(3, codes[0], i);
    }
    EXPECT_TRUE(census.repeats(1));
    EXPECT_FALSE(census.repeats(2));
    EXPECT_FALSE(census.repeats(3)) << "too few to say";
    EXPECT_FALSE(census.repeats(4)) << "never seen";
}

TEST(PathCensus, APlaceThatIsAskedForAgainCountsOnce) {
    PathCensus census;
    const std::string text = "the same place";
    for (int i = 0; i < 100; ++i) census.note(1, text, 7);
    EXPECT_FALSE(census.repeats(1));
    for (std::uint32_t document = 0; document < 100; ++document) census.note(1, text, document);
    EXPECT_TRUE(census.repeats(1));
}

TEST(PathCensus, AFragmentIsSharedWhenItMostlyIs) {
    PathCensus census;
    EXPECT_FALSE(census.is_shared(1));
    for (int i = 0; i < 10; ++i) census.note_sharing(1, i % 4 != 0);
    for (int i = 0; i < 10; ++i) census.note_sharing(2, i % 2 != 0);
    EXPECT_TRUE(census.is_shared(1));
    EXPECT_FALSE(census.is_shared(2));
}

TEST(PathTree, AnAnswerLeadsWhereItLedBefore) {
    PathTree tree;
    tree.prepare();
    const std::uint32_t one = tree.add_edge(0, tree.keep("one"), 0);
    const std::uint32_t two = tree.add_edge(0, tree.keep("two"), 0);
    const std::uint32_t shape = tree.add_edge(0, {}, 7);
    EXPECT_EQ(tree.next(tree.nodes[0], "one", 0), one);
    EXPECT_EQ(tree.next(tree.nodes[0], "two", 0), two);
    EXPECT_EQ(tree.next(tree.nodes[0], "one", 0), one);
    EXPECT_EQ(tree.next(tree.nodes[0], {}, 7), shape);
    EXPECT_EQ(tree.next(tree.nodes[0], "three", 0), 0U);
    EXPECT_EQ(tree.next(tree.nodes[0], "one", 1), 0U);
}

TEST(PathTree, WhatLedToTooManyPathsIsNotToldApartAnyMore) {
    PathCensus census;
    const std::vector<std::string> codes{"a", "b"};
    for (std::uint32_t i = 0; i < 100; ++i) census.note(5, codes[i % 2], i);
    PathTree tree;
    tree.prepare();
    ASSERT_TRUE(tree.tells_apart(5, census));
    tree.nodes[0] = {.ask = PathNode::Ask::kValue, .what = 5};
    for (int i = 0; i < 48; ++i) {
        ASSERT_TRUE(tree.may_grow());
        tree.add_edge(0, tree.keep("text " + std::to_string(i)), 0);
    }
    EXPECT_FALSE(tree.may_grow());
    EXPECT_TRUE(tree.resting());
    EXPECT_FALSE(tree.usable());
    tree.adapt();
    EXPECT_TRUE(tree.usable());
    EXPECT_FALSE(tree.tells_apart(5, census));
    EXPECT_EQ(tree.next(tree.nodes[0], "text 1", 0), 0U) << "it forgot";
}

TEST(PathTree, WhatHasFewAnswersGoesOnTellingPathsApart) {
    PathCensus census;
    const std::vector<std::string> codes{"a", "b"};
    for (const TextSource source : {5U, 6U, 7U}) {
        for (std::uint32_t i = 0; i < 100; ++i) census.note(source, codes[i % 2], i);
    }
    PathTree tree;
    tree.prepare();
    tree.nodes[0] = {.ask = PathNode::Ask::kValue, .what = 5};
    for (const std::string& code : codes) {
        const std::uint32_t second = tree.add_edge(0, tree.keep(code), 0);
        tree.nodes[second] = {.ask = PathNode::Ask::kValue, .what = 6};
        for (int i = 0; i < 24; ++i) {
            ASSERT_TRUE(tree.may_grow());
            const std::uint32_t third = tree.add_edge(second, tree.keep("text " + std::to_string(i)), 0);
            // Told by the first.
            tree.nodes[third] = {.ask = PathNode::Ask::kValue, .what = 7};
            tree.add_edge(third, tree.keep("more of " + code), 0);
        }
    }
    ASSERT_FALSE(tree.may_grow());
    tree.adapt();
    EXPECT_TRUE(tree.tells_apart(5, census));
    EXPECT_FALSE(tree.tells_apart(6, census));
    EXPECT_TRUE(tree.tells_apart(7, census));
}

TEST(PathTree, PathsThatAreNotFollowedThoughNothingIsToldApartAreGivenUp) {
    PathTree tree;
    tree.prepare();
    while (tree.may_grow()) tree.add_node();
    tree.adapt();
    EXPECT_FALSE(tree.usable());
}

TEST(PathTree, WhatItTakesIsBounded) {
    PathTree tree;
    tree.prepare();
    for (int i = 0; i < 100'000; ++i) (void)tree.keep("a text that is not short, number " + std::to_string(i));
    EXPECT_FALSE(tree.may_grow());
    EXPECT_LT(tree.bytes(), std::size_t{4} << 20U);
    EXPECT_TRUE(tree.keep(std::string(1000, 'x')).empty());
}

// Runs documents on two machines, one of which learns paths, and compares all that comes of them.
class PathsOfDocuments : public testing::Test {
protected:
    void compile(const std::string& yaml) {
        mapping_ = std::make_unique<Mapping>("map: test\nsource: {format: hl7v2}\n" + yaml, toy_settings());
        ASSERT_FALSE(mapping_->problems().failed());
        program_ = mapping_->map().program("");
        plain_ = std::make_unique<Machine>(*program_, "test");
        learning_ = std::make_unique<Machine>(*program_, "test");
        learning_->learn_paths(1);
    }
    std::string run(const std::string& text) {
        const ToyView view(dynamic_cast<const ToySpace&>(*program_->space), text);
        ByteBuffer one;
        ByteBuffer other;
        EXPECT_EQ(plain_->run(view, one), learning_->run(view, other));
        EXPECT_EQ(one.view(), other.view()) << text;
        EXPECT_EQ(plain_->counts().written, learning_->counts().written) << text;
        EXPECT_EQ(plain_->counts().dropped, learning_->counts().dropped) << text;
        EXPECT_EQ(plain_->counts().failed, learning_->counts().failed) << text;
        EXPECT_EQ(plain_->emitted().size(), learning_->emitted().size());
        return std::string(other.view());
    }
    std::unique_ptr<Mapping> mapping_;
    const Program* program_ = nullptr;
    std::unique_ptr<Machine> plain_;
    std::unique_ptr<Machine> learning_;
};

constexpr auto kPeopleAndResults = R"y(on_error: {value: drop}
emit:
  - $from: RESULT
    $when: =R-1 != 'none'
    resourceType: Observation
    id: =id('Observation', P-1, O-1, R-1, ordinal(RESULT, R-1))
    status: "=R-2 == 'F' ? 'final' : 'unknown'"
    code: {text: =R-1, coding: [{~system: 'http://loinc.org', code: "=match(R-1, '^[0-9]+$') ? R-1 : null"}]}
    subject: =refer(patient)
    valueQuantity: {value: =num(R-3), unit: =R-4}
    note: [{text: "=join_each(' ', r in RESULT, r.R-5)"}]
  - $from: PERSON
    $as: patient
    resourceType: Patient
    id: =id('Patient', P-1)
    name: [{family: =P-2, given: [=P-3]}]
    contact: [{$each: "o in ORDER", name: {family: =o.O-1}}]
)y";

std::string random_document(std::mt19937& random) {
    const auto one_of = [&](std::vector<std::string> of) { return of[random() % of.size()]; };
    std::string text =
        "P|" + std::to_string(random()) + "|" + one_of({"Doe", "", "Roe \"x\""}) + "|" + one_of({"", "Ann"});
    for (std::size_t orders = random() % 3; orders != 0; --orders) {
        text += "\nO|" + std::to_string(random() % 100);
        for (std::size_t results = random() % 4; results != 0; --results)
            text += "\nR|" + one_of({"none", "17", "18", "text"}) + "|" + one_of({"F", "P", ""}) + "|" +
                    one_of({"1.50", "", "not a number", std::to_string(random() % 1000)}) + "|" +
                    one_of({"mg", "", "g"}) + "|" + one_of({"", "", "a note"});
    }
    return text;
}

TEST_F(PathsOfDocuments, SayWhatIsSaidWithoutThem) {
    compile(kPeopleAndResults);
    std::mt19937 random(3);
    for (int i = 0; i < 3000 && !HasFailure(); ++i) run(random_document(random));
    EXPECT_GT(learning_->by_paths(), 3000U);
}

TEST_F(PathsOfDocuments, AreForTheTextsThatChoose) {
    compile(kPeopleAndResults);
    for (int i = 0; i < 40; ++i) {
        run("P|1|Doe\nO|1\nR|17|F|1|mg");
        run("P|1|Doe\nO|1\nR|17|P|1|mg");
    }
    EXPECT_NE(run("P|9|Doe\nO|1\nR|17|F|1|mg").find("\"final\""), std::string::npos);
    EXPECT_NE(run("P|9|Doe\nO|1\nR|17|X|1|mg").find("\"unknown\""), std::string::npos);
}

// What is referred to has a loop in its id, which is found out while the path of the loop around it is followed.
TEST_F(PathsOfDocuments, AnItemIsTheSameBehindAReferenceWhoseIdHasItemsOfItsOwn) {
    compile(R"y(emit:
  - $from: PERSON
    resourceType: Group
    id: =id('Group', P-1)
    type: person
    actual: true
    characteristic: [{$each: "r in RESULT", valueReference: "=refer(order, r)", code: {text: =r.R-1}}]
  - $from: ORDER
    $as: order
    resourceType: Basic
    id: "=id('Basic', join_each(',', r in RESULT, r.R-1))"
)y");
    for (int i = 0; i < 50; ++i) {
        const std::string name = std::to_string(i);
        const std::string lines = run("P|1\nO|a\nR|1\nO|b\nR|2-" + name + "\nR|3-" + name + "\nR|4");
        EXPECT_NE(lines.find("\"text\":\"2-" + name + "\""), std::string::npos) << lines;
    }
}

TEST_F(PathsOfDocuments, WhatLoopsAtTheTopMakesIsNotLost) {
    compile(R"y(emit:
  - $let: {lines: "=join_each(',', r in RESULT, r.R-1)"}
    resourceType: Basic
    code: {text: =lines}
)y");
    for (int i = 0; i < 50; ++i) {
        const std::string number = std::to_string(i);
        EXPECT_NE(run("P|1\nO|1\nR|a\nR|" + number).find("\"a," + number + "\""), std::string::npos);
    }
}

}  // namespace
}  // namespace hios::map
