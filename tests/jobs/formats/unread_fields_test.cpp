// Counting quickly says the same as asking for each leaf.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>

#include "jobs/formats/unread_fields.hpp"
#include "jobs/maps/document_map.hpp"
#include "stages/hl7v2/read_addresses.hpp"

namespace hios::jobs {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

const hl7v2::Hl7v2Space& space() {
    static const auto map = DocumentMap::make(Hl7v2Spec());
    return dynamic_cast<const hl7v2::Hl7v2Space&>(*map->program()->space);
}

const ReadFields& read_fields() {
    static const ReadFields read(space());
    return read;
}

Counts quickly(UnreadFields& unread, const std::vector<std::string>& texts) {
    hl7v2::Message message;
    hl7v2::MessageView view(space());
    for (const std::string& text : texts) {
        EXPECT_FALSE(message.read(text, {}));
        view.set(message);
        unread.count(message, view);
    }
    std::vector<MapTally> tallies;
    unread.tell(tallies);
    Counts counts;
    for (const MapTally& tally : tallies) counts[tally.name] += tally.count;
    return counts;
}

Counts leaf_by_leaf(const std::vector<std::string>& texts) {
    const hl7v2::ReadAddresses reads(space());
    hl7v2::Message message;
    Counts counts;
    for (const std::string& text : texts) {
        EXPECT_FALSE(message.read(text, {}));
        hl7v2::visit_leaves(message, [&](const hl7v2::Leaf& leaf) {
            if (!reads.reads(leaf)) ++counts[fmt::format("{}-{}", leaf.segment, leaf.field)];
        });
    }
    return counts;
}

const std::string kHeader = "MSH|^~\\&|ADT|GOOD|EHR|BEST|20240131083000+0100||ADT^A01|17|P|2.5.1|||||USA\r";

TEST(UnreadFieldsTest, LeavesOfAllShapesAreCountedAsOneByOne) {
    const std::vector<std::string> texts{
        kHeader +
            "PID|1|a^b^c&d^e~f|4711^2^M11^MRNS&1.2&ISO&x^MR^^^^y^z^&&~5^^^& |^^^|Doe&van&Doe&x&y&z^Jane^^^^^^^^A\r",
        kHeader + "PV1|1|I|W^1^2^F&1.2&ISO^^^^^^^^^|||||||||||||||||||||||||||||||||||||U|| | ^ ~\r",
        kHeader + "OBX|1|NM|a^b^c^d^e^f^g^h^i||1~2~3&4^5|x|||||F\rOBX|2|ST|a||text\rZPI|1|77^&8~9\rZP1||\r",
        kHeader + "PID|||1" + std::string(300, '~') + "2^" + std::string(300, '&') + "3\r",
    };
    UnreadFields unread(read_fields());
    EXPECT_EQ(quickly(unread, texts), leaf_by_leaf(texts));
}

// Which fields of the header the built-in map leaves is not what these tests are about.
Counts without_header(Counts counts) {
    std::erase_if(counts, [](const auto& one) { return one.first.starts_with("MSH"); });
    return counts;
}

TEST(UnreadFieldsTest, AMessageOfMoreShapesThanAreKeptIsCounted) {
    std::string text = kHeader;
    for (int i = 0; i < 10'000; ++i)
        text += fmt::format("ZZZ|{}a|b\r", std::string(static_cast<std::size_t>(i % 5000), '^'));
    UnreadFields unread(read_fields());
    EXPECT_EQ(quickly(unread, {text}), leaf_by_leaf({text}));
}

TEST(UnreadFieldsTest, FieldsBeyondTheSixtyThirdAndBeyondAllAreCounted) {
    const std::vector<std::string> texts{
        kHeader + "PV1|1|I" + std::string(61, '|') + "a^b|c& ~d\rZPI|" + std::string(63, '|') + "x|y\r",
        kHeader + "PID|1" + std::string(5000, '|') + "x\r",
    };
    UnreadFields unread(read_fields());
    Counts counts = leaf_by_leaf(texts);
    counts.erase("PID-5001");
    counts["PID-4096"] = 1;
    EXPECT_EQ(quickly(unread, texts), counts);
}

TEST(UnreadFieldsTest, LineBreaksAreTextAndOtherDelimitersAreThose) {
    const std::vector<std::string> texts{
        kHeader + "OBX|1|TX|||one\ntwo^\n^ \n~x||||||F\rZPI|a\nb^\n^c&\n&d|e\r",
        "MSH$*!?%$ADT$GOOD$$$20240131083000$$ADT*A01$17$P$2.5.1\rPID$1$$4711*2*M11!5%6%7$^~&\rZPI$1^2*3!4%5\r",
    };
    UnreadFields unread(read_fields());
    EXPECT_EQ(quickly(unread, texts), leaf_by_leaf(texts));
}

TEST(UnreadFieldsTest, WhatHasBeenToldIsNotToldAgain) {
    UnreadFields unread(read_fields());
    EXPECT_EQ(without_header(quickly(unread, {kHeader + "ZPI|1\rZPI|1\r"})), (Counts{{"ZPI-1", 2}}));
    EXPECT_EQ(quickly(unread, {}), Counts());
    EXPECT_EQ(without_header(quickly(unread, {kHeader + "ZPI||2\r"})), (Counts{{"ZPI-2", 1}}));
}

TEST(UnreadFieldsTest, ALineWithoutASegmentsNameIsNoName) {
    UnreadFields unread(read_fields());
    EXPECT_EQ(without_header(quickly(unread, {kHeader + "Jane Doe|1\r"})), (Counts{{"?-1", 1}}));
}

}  // namespace
}  // namespace hios::jobs
