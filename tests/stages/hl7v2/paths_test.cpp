// Messages that are mapped by paths (stages/map/path_tree.hpp) come out as those that are not.

#include <fmt/format.h>

#include "tests/stages/hl7v2/changed_messages.hpp"

namespace hios::hl7v2 {
namespace {

using test::changed;
using test::Mapped;
using test::messages_of_maps;
using test::pick;
using test::rearranged;

void expect_same(Mapped& plain, Mapped& by_paths, std::string_view text) {
    ASSERT_EQ(plain.map(text), by_paths.map(text));
    ASSERT_EQ(plain.lines().size(), by_paths.lines().size());
    for (std::size_t i = 0; i < plain.lines().size(); ++i) {
        EXPECT_EQ(plain.lines()[i].json, by_paths.lines()[i].json);
        EXPECT_EQ(plain.lines()[i].id, by_paths.lines()[i].id);
        EXPECT_EQ(plain.machine().emitted()[i].mention, by_paths.machine().emitted()[i].mention);
    }
    const map::MachineCounts& one = plain.machine().counts();
    const map::MachineCounts& other = by_paths.machine().counts();
    ASSERT_EQ(one.resources, other.resources);
    ASSERT_EQ(one.written, other.written);
    ASSERT_EQ(one.dropped, other.dropped);
    ASSERT_EQ(one.failed, other.failed);
}

TEST(Paths, GiveTheSameLinesAndCountTheSame) {
    Mapped plain;
    Mapped by_paths;
    by_paths.machine().learn_paths(2);
    std::mt19937 random(11);
    const std::vector<std::string> messages = messages_of_maps();
    ASSERT_GT(messages.size(), 150U);
    for (const std::string& message : messages) {
        for (int i = 0; i < 6; ++i) {
            expect_same(plain, by_paths, i % 3 == 0 ? message : changed(message, random));
            if (HasFailure()) FAIL() << message;
        }
    }
    EXPECT_GT(by_paths.machine().by_paths(), messages.size());
}

TEST(Paths, GiveTheSameLinesWhereverSegmentsStand) {
    Mapped plain;
    Mapped by_paths;
    by_paths.machine().learn_paths(1);
    std::mt19937 random(13);
    for (const std::string& message : messages_of_maps()) {
        for (int i = 0; i < 8; ++i) {
            expect_same(plain, by_paths, i % 4 == 0 ? message : rearranged(message, random));
            if (HasFailure()) FAIL() << message;
        }
    }
}

// What results share with others of their order, of their patient, of their message: each has an order of its own, or
// none, notes of its own, or none, and another time.
TEST(Paths, OfPlacesThatShareValuesAreThoseOfTheirOwnOrderAndPatient) {
    Mapped plain;
    Mapped by_paths;
    by_paths.machine().learn_paths(4);
    std::mt19937 random(14);
    const auto below = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % most); };
    const auto maybe = [&](std::string segment) { return random() % 3 == 0 ? std::string() : std::move(segment); };
    for (int i = 0; i < 700; ++i) {
        std::string text = fmt::format("MSH|^~\\&|LAB|{}|||20240131083000||ORU^R01^ORU_R01|{}|P|2.5.1\r",
                                       pick(random, {"HOSP", "CLINIC", ""}), i);
        for (std::uint32_t patient = below(3); patient < 3; ++patient) {
            const std::uint32_t number = below(40);
            text += maybe(fmt::format("PID|1||{0}^^^HOSP^MR||Doe^Jane||19800101|F\r", number));
            text += maybe("NTE|1||about the patient\r") + maybe(fmt::format("PV1|1|I|||||||||||||||||V{}\r", number));
            for (std::uint32_t order = below(4); order < 4; ++order) {
                const std::string by = fmt::format("P{}|F{}", order, random() % 50);
                const std::string orc = maybe(fmt::format("ORC|RE|{}|||CM\r", by));
                const std::string time = fmt::format("202401{:02}0800", 1 + random() % 28);
                text += orc +
                        maybe(fmt::format("OBR|1|{0}|24323-8^Panel^LN|||{1}|||||||||||||||{1}||LAB|F\r", by, time)) +
                        maybe("NTE|1||about the order\r");
                for (std::uint32_t line = below(5); line < 5; ++line)
                    text +=
                        fmt::format("OBX|{}|NM|{}-1^Name^LN||{}|mg/dL|||||F\r", line, 2000 + line, random() % 1000) +
                        maybe("NTE|1||about the result\r");
                text += maybe("SPM|1|S1||BLD\r");
            }
        }
        expect_same(plain, by_paths, text);
        if (HasFailure()) FAIL() << text;
    }
    EXPECT_GT(by_paths.machine().by_paths(), 700U);
}

TEST(Paths, OfOneKindOfMessageAreNearlyAlwaysFollowed) {
    Mapped plain;
    Mapped by_paths;
    by_paths.machine().learn_paths(16);
    std::mt19937 random(12);
    for (int i = 0; i < 400; ++i) {
        const std::string number = std::to_string(random());
        std::string text = fmt::format(
            "MSH|^~\\&|LAB|HOSP|||20240131083000||ORU^R01^ORU_R01|{0}|P|2.5.1\rPID|1||{0}^^^HOSP^MR||Doe^Jane||"
            "19800101|F\r"
            "OBR|1|P{0}|F1^LAB|24323-8^Panel^LN|||20240131080000|||||||||||||||20240131090000||LAB|F\r",
            number);
        for (int line = 1; line <= 10; ++line)
            text += fmt::format("OBX|{0}|NM|{1}-1^Name of it^LN||{2}.{3}|mg/dL^mg/dL^UCUM|1-9|{4}|||F\r", line,
                                2000 + line, random() % 1000, random() % 10, pick(random, {"N", "H", "L"}));
        expect_same(plain, by_paths, text);
        if (HasFailure()) FAIL() << text;
    }
    EXPECT_GT(by_paths.machine().by_paths(), 400U * 10 * 9 / 10);
}

TEST(Paths, AValueThatDoesNotFitIsCountedOnceForEachMessage) {
    Mapped plain;
    Mapped by_paths;
    by_paths.machine().learn_paths(0);
    for (int i = 0; i < 60; ++i) {
        const std::string time = i % 5 == 0 ? "not a time" : "19800131";
        expect_same(plain, by_paths,
                    "MSH|^~\\&|LAB|HOSP|||20240131083000||ADT^A01^ADT_A01|1|P|2.5.1\rPID|1||7^^^HOSP^MR||Doe^Jane||" +
                        time + "|F\r");
    }
    std::uint64_t dropped = 0;
    for (const std::uint64_t count : by_paths.machine().counts().dropped) dropped += count;
    EXPECT_EQ(dropped, 12U);
}

}  // namespace
}  // namespace hios::hl7v2
