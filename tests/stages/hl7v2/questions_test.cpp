// What a map asks before it asks for values: whether anything is there at all, and whether two places see the same.

#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "stages/hl7v2/message_view.hpp"

#include "tests/stages/hl7v2/groups.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using map::Handle;
using map::kNoSlot;
using map::kWholeDocument;
using map::Slot;
using test::Read;

constexpr std::array kAddresses{
    "MSH",       "MSH-9.1",     "PID",     "PID-3",         "PID-3.1",  "PID-3[5=MR].1", "PID-3[2]", "PID-5.2",
    "PID-5.1.2", "PID-8",       "PID-70",  "OBR",           "OBR[2]",   "OBR-3.2",       "OBX",      "OBX[2]-5",
    "OBX-5",     "OBX-5.whole", "OBX-5.3", "OBX-5.33",      "OBX-70.2", "NTE",           "NTE-3",    "ZZZ",
    "ZZZ-1",     "ORC",         "ORC-2.1", "OBX-5.deleted", "PATIENT",  "ORDER",
};

constexpr std::string_view kMessage =
    "MSH|^~\\&|APP|FAC|||20240101||ORU^R01|7|P|2.5\r"
    "PID|1||12^^^HOSP^PI~34^^^B^MR||DOE&VON^JOHN||| \r"
    "NTE|1||of the patient\r"
    "OBR|1|A1|F1^LAB\r"
    "OBX|1|ST|1^^L||one\r"
    "NTE|1||of one\r"
    "OBX|2|ST|2^^L||\"\"|\"\"^\r"
    "OBR|2|A2|F2^LAB\r"
    "OBX|1|ST|3^^L|| ^ ^x~y\r"
    "ZZZ|\r";

class Questions : public testing::Test {
protected:
    Questions() {
        for (const std::string_view address : kAddresses) {
            const auto resolved = space_.resolve(address, kNoSlot);
            if (!resolved) {
                ADD_FAILURE() << address << ": " << resolved.error().what;
                continue;
            }
            slots_.push_back(resolved->slot);
        }
    }
    Slot slot(std::string_view address) { return space_.resolve(address, kNoSlot)->slot; }
    void read() {
        read_.emplace(std::string(kMessage));
        view_.set(read_->message);
        places_ = {kWholeDocument};
        for (const char* each : {"OBX", "ORDER", "PATIENT", "PID-3", "NTE", "OBR"}) {
            const Slot of = slot(each);
            for (std::uint32_t i = 0; i < view_.count(kWholeDocument, of); ++i)
                places_.push_back(view_.item(kWholeDocument, of, i));
        }
    }
    Hl7v2Space space_{std::make_shared<const Walk>(test::oru_groups())};
    std::vector<Slot> slots_;
    std::vector<Handle> places_;
    std::optional<Read> read_;
    MessageView view_{space_};
    map::Scratch scratch_;
};

TEST_F(Questions, WhatHasAValueOrIsCountedIsThere) {
    read();
    for (const Handle place : places_) {
        for (const Slot slot : slots_) {
            const bool is_there = view_.exists(place, slot, scratch_) || !view_.text(place, slot, scratch_).empty();
            EXPECT_TRUE(!is_there || view_.anything(place, slot, scratch_)) << space_.describe(slot);
        }
    }
    EXPECT_GT(places_.size(), 10U);
}

TEST_F(Questions, WhatIsNotInTheMessageIsNotThere) {
    std::vector<Slot> absent;  // known before the message is read, as those of a map are
    for (const char* address : {"PID-5.3", "PID-70", "ORC", "ORC-2.1", "ZZZ-1", "OBX-70.2", "OBR-9"})
        absent.push_back(slot(address));
    read();
    for (const Slot one : absent) EXPECT_FALSE(view_.anything(kWholeDocument, one, scratch_)) << space_.describe(one);
}

TEST_F(Questions, OneQuestionAboutManyAddressesIsAllOfThemAsked) {
    std::mt19937 random(7);
    std::vector<std::vector<Slot>> asked;
    std::vector<std::uint32_t> numbers;
    for (int i = 0; i < 300; ++i) {
        std::vector<Slot> some;
        for (std::size_t n = 1 + random() % 5; n != 0; --n) some.push_back(slots_[random() % slots_.size()]);
        const auto number = space_.question(some);
        ASSERT_TRUE(number);
        numbers.push_back(*number);
        asked.push_back(std::move(some));
    }
    read();
    std::size_t answers[2] = {0, 0};
    for (const Handle place : places_) {
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const bool expected = std::any_of(asked[i].begin(), asked[i].end(),
                                              [&](Slot slot) { return view_.anything(place, slot, scratch_); });
            EXPECT_EQ(view_.any(place, numbers[i], scratch_), expected) << i;
            ++answers[expected ? 1 : 0];
        }
    }
    EXPECT_GT(answers[0], 100U);
    EXPECT_GT(answers[1], 100U);
}

TEST_F(Questions, PlacesThatShareTheSegmentsReadTheSame) {
    const Slot results = slot("OBX");
    const Slot number = slot("OBR-3.1");
    const Slot second = slot("OBR[2]-3.1");
    const Slot own = slot("OBX-3.1");
    const Slot anchor = space_.anchor(number);
    const Slot anchor_of_second = space_.anchor(second);
    const Slot anchor_of_own = space_.anchor(own);
    ASSERT_NE(anchor, kNoSlot);
    read();
    const Handle one = view_.item(kWholeDocument, results, 0);
    const Handle two = view_.item(kWholeDocument, results, 1);
    const Handle other_order = view_.item(kWholeDocument, results, 2);
    EXPECT_TRUE(view_.same(one, two, anchor));
    EXPECT_FALSE(view_.same(one, other_order, anchor));
    EXPECT_FALSE(view_.same(one, two, anchor_of_own));
    EXPECT_NE(anchor, anchor_of_second);
    EXPECT_EQ(view_.text(one, number, scratch_), view_.text(two, number, scratch_));
    EXPECT_NE(view_.text(one, number, scratch_), view_.text(other_order, number, scratch_));
}

TEST_F(Questions, WhatAVariableStandsForHasNoAnchor) {
    const Slot field = slot("PID-3");
    const auto component = space_.resolve(".1", field);
    ASSERT_TRUE(component);
    EXPECT_EQ(space_.anchor(component->slot), kNoSlot);
    EXPECT_EQ(space_.anchor(slot("PATIENT")), kNoSlot);
}

// Two places that see the same segment may hold different numbers of them: counts must not go by anchors.
TEST_F(Questions, TheNearestSegmentDoesNotTellHowManyThereAre) {
    const Slot results = slot("OBX");
    const Slot orders = slot("ORDER");
    const Slot specimens = slot("SPECIMEN");
    EXPECT_EQ(space_.anchor(results), results);
    read_.emplace("MSH|^~\\&|APP|FAC|||20240101||ORU^R01|7|P|2.5\rPID|1\rOBR|1\rOBX|1\rOBX|2\rSPM|1\r");
    view_.set(read_->message);
    const Handle order = view_.item(kWholeDocument, orders, 0);
    const Handle specimen = view_.item(kWholeDocument, specimens, 0);
    EXPECT_TRUE(view_.same(order, specimen, results));
    EXPECT_NE(view_.count(order, results), view_.count(specimen, results));
}

// What a path (stages/map/path_tree.hpp) takes for granted.
TEST_F(Questions, SegmentsOfOneShapeHaveTheSameParts) {
    const std::vector<std::string> values = {"",    "x",      "long text", "\"\"", " ",   "a\\T\\b", "^",
                                             "a^b", "a^&^c&", "~",         "a~b",  "a&b", "\\X\\"};
    std::vector<std::uint32_t> questions;
    for (std::size_t i = 0; i + 2 < slots_.size(); ++i)
        questions.push_back(*space_.question({slots_[i], slots_[i + 2]}));
    std::mt19937 random(5);
    // By owner and shape: what all questions say, and whether the texts that a shape tells of are there.
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::map<Slot, std::string>> known;
    std::size_t again = 0;
    for (int i = 0; i < 4000; ++i) {
        std::string text = "MSH|^~\\&|APP|FAC|||20240101||ORU^R01|7|P|2.5\rPID|1||12\rOBR|1\rOBX|1|ST";
        for (int field = 3; field <= 6; ++field) text += "|" + values[random() % values.size()];
        read_.emplace(text + "\r");
        view_.set(read_->message);
        const Handle place = view_.item(kWholeDocument, slot("OBX"), 0);
        for (const Slot one : slots_) {
            map::SourceView::Owners owners;
            if (!view_.owners(one, owners)) continue;
            ASSERT_EQ(owners.size(), 1U);
            const std::uint64_t shape = view_.shape(place, owners[0]);
            std::string says = std::to_string(view_.exists(place, one, scratch_)) +
                               std::to_string(view_.anything(place, one, scratch_));
            if (view_.counts_have_shape(one)) says += ":" + std::to_string(view_.count(place, one));
            if ((shape & 1U) != 0) says += view_.text(place, one, scratch_).empty() ? "-" : "+";
            const auto [found, is_new] = known[{owners[0], shape}].try_emplace(one, says);
            EXPECT_EQ(found->second, says) << space_.describe(one) << " in " << text;
            again += is_new ? 0 : 1;
        }
        for (const std::uint32_t question : questions) {
            map::SourceView::Owners owners;
            if (!view_.owners_of_question(question, owners)) continue;
            for (const std::uint32_t owner : owners) EXPECT_NE(view_.shape(place, owner), 0U);
        }
    }
    EXPECT_GT(again, 10'000U);
    EXPECT_GT(known.size(), 100U);
}

TEST_F(Questions, WhichRepetitionAKeyFindsNoShapeTells) {
    map::SourceView::Owners owners;
    read();
    EXPECT_FALSE(view_.owners(slot("PID-3[5=MR].1"), owners));
    EXPECT_FALSE(view_.owners(slot("PATIENT"), owners));
    EXPECT_FALSE(view_.owners(slot("OBX[2]-5"), owners));
}

TEST_F(Questions, LongMessagesAreReadAsShortOnes) {
    std::string text = "MSH|^~\\&|APP|FAC|||20240101||ORU^R01|7|P|2.5\rPID|1||12\r";
    for (int i = 1; i <= 12000; ++i) text += "OBX|" + std::to_string(i) + "|ST|c" + std::to_string(i) + "^n||v^w\r";
    const Slot results = slot("OBX");
    const Slot code = slot("OBX-3.1");
    const Slot part = slot("OBX-5.2");
    const Slot patient = slot("PID-3.1");
    read_.emplace(text);
    view_.set(read_->message);
    for (const std::uint32_t i : {0U, 7U, 11999U, 7U}) {
        const Handle place = view_.item(kWholeDocument, results, i);
        EXPECT_EQ(view_.text(place, code, scratch_), "c" + std::to_string(i + 1));
        EXPECT_EQ(view_.text(place, part, scratch_), "w");
        EXPECT_EQ(view_.text(place, patient, scratch_), "12");
    }
}

}  // namespace
}  // namespace hios::hl7v2
