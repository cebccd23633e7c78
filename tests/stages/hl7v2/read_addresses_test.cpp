#include "stages/hl7v2/read_addresses.hpp"

#include "tests/stages/hl7v2/groups.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

std::vector<std::string> unread(const Hl7v2Space& space, const Message& message) {
    const ReadAddresses reads(space);
    std::vector<std::string> left;
    visit_leaves(message, [&](const Leaf& leaf) {
        if (leaf.segment_index > 0 && !reads.reads(leaf))
            left.push_back(std::string(leaf.segment) + "-" + std::to_string(leaf.field) + "[" +
                           std::to_string(leaf.repetition) + "]." + std::to_string(leaf.component) + "." +
                           std::to_string(leaf.subcomponent));
    });
    return left;
}

TEST(ReadAddresses, WhatNoAddressReadsIsTold) {
    Hl7v2Space space(std::make_shared<const Walk>(test::oru_groups()));
    const test::Read read("MSH|^~\\&|A|B\rPID|1||12^^^H&1~34||DOE^JOHN^ |\"\"\rOBX|1|TX|||a^b&c~d\rZZZ|1\r");
    EXPECT_EQ(unread(space, read.message).size(), 15U);

    const map::Slot ids = space.resolve("PID-3", map::kNoSlot)->slot;
    ASSERT_TRUE(space.resolve(".4", ids));
    ASSERT_TRUE(space.resolve("", ids));
    ASSERT_TRUE(space.resolve("PID-5.2", map::kNoSlot));
    const map::Slot order = space.resolve("ORDER", map::kNoSlot)->slot;
    const map::Slot results = space.resolve(".OBX", order)->slot;
    ASSERT_TRUE(space.resolve(".5.whole", results));
    EXPECT_EQ(unread(space, read.message),
              (std::vector<std::string>{"PID-1[1].1.1", "PID-3[1].4.2", "PID-5[1].1.1", "PID-6[1].1.1", "OBX-1[1].1.1",
                                        "OBX-2[1].1.1", "ZZZ-1[1].1.1"}));
}

TEST(ReadAddresses, AnAddressWithoutRepetitionReadsTheFirst) {
    Hl7v2Space space(std::make_shared<const Walk>(test::oru_groups()));
    const test::Read read("MSH|^~\\&|A|B\rPID|||12~34\r");
    ASSERT_TRUE(space.resolve("PID-3.1", map::kNoSlot));
    EXPECT_EQ(unread(space, read.message), std::vector<std::string>{"PID-3[2].1.1"});
}

}  // namespace
}  // namespace hios::hl7v2
