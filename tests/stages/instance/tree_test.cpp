// The nodes of an Instance: a tree over the text, whatever the text says.

#include <gmock/gmock.h>

#include "tests/stages/instance/reading.hpp"
#include "tests/stages/validate/mutator.hpp"
#include "tests/stages/validate/samples.hpp"

namespace hios::instance {
namespace {

using test::Reading;
using testing::ElementsAre;
using testing::IsEmpty;

// Every node hangs at its parent once, within its parent's text, and lists count from 0.
void expect_consistent(const Reading& reading) {
    const Instance& instance = reading.instance;
    std::vector<int> seen(instance.nodes.size(), 0);
    for (NodeId id = 0; id < instance.nodes.size(); ++id) {
        const Node& node = instance.node(id);
        ASSERT_LE(node.value.begin, node.value.end);
        ASSERT_LE(node.value.end, reading.size);
        NodeId before = kNoNode;
        for (NodeId child = node.first; child != kNoNode; child = instance.node(child).next) {
            ASSERT_LT(child, instance.nodes.size());
            const Node& one = instance.node(child);
            ASSERT_EQ(++seen[child], 1) << reading.path(child);
            ASSERT_EQ(one.parent, id);
            ASSERT_LT(id, child) << "a parent comes before its children";
            ASSERT_NE(one.property, definitions::kNoProperty);
            const bool follows = before != kNoNode && instance.node(before).property == one.property;
            if (one.index != kNotInList && one.index > 0) {
                ASSERT_TRUE(follows) << reading.path(child);
                ASSERT_EQ(instance.node(before).index + 1, one.index);
            }
            if (node.shape == Shape::kObject && !one.value.empty()) {
                ASSERT_LE(node.value.begin, one.value.begin);
                ASSERT_LE(one.value.end, node.value.end);
            }
            before = child;
        }
        ASSERT_TRUE(!node.opaque || node.first == kNoNode);
        if (node.shape == Shape::kString) {
            ASSERT_EQ(reading.text[node.value.begin], '"') << reading.path(id);
            ASSERT_EQ(reading.text[node.value.end - 1], '"') << reading.path(id);
        }
    }
    for (NodeId id = 1; id < instance.nodes.size(); ++id) ASSERT_EQ(seen[id], 1) << reading.path(id);
    for (const Issue& issue : reading.issues) {
        ASSERT_LT(issue.node, instance.nodes.size());
        ASSERT_LE(issue.offset + issue.length, reading.size);
    }
    for (const NodeId id : instance.nested) ASSERT_LT(id, instance.nodes.size());
}

TEST(Tree, OfTheSamplesIsConsistent) {
    for (const std::string_view sample : validate::test::kSamples) {
        const Reading reading(sample);
        ASSERT_TRUE(reading.read);
        EXPECT_THAT(reading.said(), IsEmpty());
        expect_consistent(reading);
        expect_consistent(Reading(sample, {100, true}));
    }
}

TEST(Tree, OfSpoiltSamplesIsConsistent) {
    validate::test::ResourceMutator mutator(31);
    for (const std::string_view sample : validate::test::kSamples) {
        const auto tree = *validate::test::parse_tree(sample);
        for (int round = 0; round < 1500 && !testing::Test::HasFatalFailure(); ++round) {
            const std::string text = mutator.mutated(tree);
            const Reading reading(text, {100, round % 2 == 0});
            if (!reading.read) continue;
            expect_consistent(reading);
            if (testing::Test::HasFatalFailure()) FAIL() << text;
        }
    }
}

TEST(Tree, EntriesOfABundleCanStayOpaque) {
    const Reading reading(
        R"({"resourceType":"Bundle","type":"batch","entry":[{"resource":{"id":"p","resourceType":"Patient","x":[{}]}},)"
        R"({"resource":{"resourceType":"Nope"}},{"resource":{}}]})",
        {100, true});
    EXPECT_THAT(reading.said(), IsEmpty());
    ASSERT_EQ(reading.instance.opaque.size(), 3U);
    const NodeId first = reading.instance.opaque[0].node;
    EXPECT_EQ(reading.path(first), "Bundle.entry[0].resource");
    EXPECT_TRUE(reading.instance.node(first).opaque);
    EXPECT_EQ(reading.table.type(reading.instance.node(first).type).name, "Patient");
    EXPECT_EQ(reading.table.type(reading.instance.node(reading.instance.opaque[1].node).type).name, "Resource");
}

TEST(Tree, OpaqueEntriesCanBeReadFromTheirToken) {
    const Reading bundle(
        R"({"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","x":1}}]})",
        {100, true});
    json::Cursor cursor(std::string_view(bundle.text.data(), bundle.size), bundle.index);
    cursor.rewind(bundle.instance.opaque.at(0).token);
    Reader reader(bundle.table);
    Instance entry;
    Issues issues;
    ASSERT_TRUE(reader.read(cursor, entry, issues));
    ASSERT_EQ(issues.size(), 1U);
    EXPECT_EQ(issues[0].rule->code.id, "validate.unknown_element");
    EXPECT_EQ(bundle.text.substr(issues[0].offset, issues[0].length), "\"x\"");
}

TEST(Tree, NestedResourcesHaveTheirOwnType) {
    const Reading reading(
        R"({"resourceType":"Parameters","parameter":[{"name":"a","resource":{"resourceType":"Patient","active":true,)"
        R"("contained":[{"resourceType":"Basic","code":{"text":"x"}}]}}]})");
    EXPECT_THAT(reading.said(), IsEmpty());
    std::vector<std::string> types;
    for (const NodeId id : reading.instance.nested)
        types.emplace_back(reading.table.type(reading.instance.node(id).type).name);
    EXPECT_THAT(types, ElementsAre("Patient", "Basic"));
}

TEST(Tree, ChildrenAreFoundByTheNamesOfElements) {
    const Reading reading(
        R"({"resourceType":"Observation","status":"final","code":{"text":"c"},"valueString":"v","note":[{"text":"a"},{"text":"b"}]})");
    const Instance& instance = reading.instance;
    EXPECT_EQ(instance.raw(instance.node(instance.child(reading.table, kRoot, "value"))), "v");
    EXPECT_EQ(instance.child(reading.table, kRoot, "valueString"), kNoNode);
    EXPECT_EQ(instance.child(reading.table, kRoot, "subject"), kNoNode);
    const NodeId note = instance.child(reading.table, kRoot, "note");
    const NodeId next = instance.next_of_same(reading.table, note);
    EXPECT_EQ(reading.path(next), "Observation.note[1]");
    EXPECT_EQ(instance.next_of_same(reading.table, next), kNoNode);
}

TEST(Tree, AReaderCanBeUsedAgainAfterAFault) {
    const Reading broken(R"({"resourceType":"Patient","x":{"a":1)");
    Reader reader(broken.table);
    Instance instance;
    Issues issues;
    json::Cursor cursor(std::string_view(broken.text.data(), broken.size), broken.index);
    EXPECT_FALSE(reader.read(cursor, instance, issues));
    const Reading right(R"({"resourceType":"Patient","x":{"a":1}})");
    json::Cursor again(std::string_view(right.text.data(), right.size), right.index);
    issues.clear();
    EXPECT_TRUE(reader.read(again, instance, issues));
    EXPECT_EQ(issues.size(), 1U);
    EXPECT_EQ(instance.nodes.size(), 1U);
}

}  // namespace
}  // namespace hios::instance
