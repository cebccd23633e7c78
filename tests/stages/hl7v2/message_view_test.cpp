// What addresses of maps find; the guide's edge cases 28 to 31 and 38 to 40.

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

class View : public testing::Test {
protected:
    Slot slot(std::string_view address, Slot within = kNoSlot) {
        const auto resolved = space_.resolve(address, within);
        if (!resolved) {
            ADD_FAILURE() << address << ": " << resolved.error().what;
            return 0;
        }
        return resolved->slot;
    }
    void read(const std::string& text) {
        read_.emplace("MSH|^~\\&|APP|FAC^1.2&x|||20240101||ORU^R01|7|P|2.5\r" + text);
        view_.set(read_->message);
    }
    std::string text(std::string_view address, Handle scope = kWholeDocument, Slot within = kNoSlot) {
        const Slot wanted = slot(address, within);
        view_.set(read_->message);
        return std::string(view_.text(scope, wanted, scratch_));
    }
    std::uint32_t count(std::string_view address, Handle scope = kWholeDocument, Slot within = kNoSlot) {
        const Slot wanted = slot(address, within);
        view_.set(read_->message);
        return view_.count(scope, wanted);
    }
    bool exists(std::string_view address, Handle scope = kWholeDocument, Slot within = kNoSlot) {
        const Slot wanted = slot(address, within);
        view_.set(read_->message);
        return view_.exists(scope, wanted, scratch_);
    }
    Handle item(Slot of, std::uint32_t index, Handle scope = kWholeDocument) {
        view_.set(read_->message);
        return view_.item(scope, of, index);
    }

    Hl7v2Space space_{std::make_shared<const Walk>(test::oru_groups())};
    std::optional<Read> read_;
    MessageView view_{space_};
    map::Scratch scratch_;
};

TEST_F(View, AKeyChoosesTheRepetition) {
    read("PID|1||12^^^HOSP^PI~34^^^B&1.2&ISO^MR~56^^^C^MR\r");
    EXPECT_EQ(text("PID-3[5=MR].1"), "34");
    EXPECT_EQ(text("PID-3[5=MR].4.2"), "1.2");
    EXPECT_EQ(text("PID-3[5=PI].1"), "12");
    EXPECT_EQ(text("PID-3[5=XX].1"), "");
    EXPECT_FALSE(exists("PID-3[5=XX]"));
    EXPECT_TRUE(exists("PID-3[5=MR]"));
    EXPECT_EQ(text("PID-3.1"), "12");
}

TEST_F(View, AddressesFindFieldsAndTheirParts) {
    read("PID|1||12^^^HOSP&1.2.3&ISO~34^^^B||DOE&VON^JOHN\r");
    EXPECT_EQ(text("MSH-9.2"), "R01");
    EXPECT_EQ(text("MSH-1"), "|");
    EXPECT_EQ(text("MSH-2"), "^~\\&");
    EXPECT_EQ(text("PID-3"), "12");
    EXPECT_EQ(text("PID-3.4"), "HOSP");
    EXPECT_EQ(text("PID-3.4.2"), "1.2.3");
    EXPECT_EQ(text("PID-3[2].4"), "B");
    EXPECT_EQ(text("PID-3[3].4"), "");
    EXPECT_EQ(text("PID-5"), "DOE");
    EXPECT_EQ(text("PID-99"), "");
    EXPECT_EQ(text("ZPI-4"), "");
}

TEST_F(View, TheWholeTextOfAFieldCanBeHad) {
    read("OBX|1|TX|||a & b^c~d|A\\T\\B^x&y\r");
    EXPECT_EQ(text("OBX-5"), "a");
    EXPECT_EQ(text("OBX-5.whole"), "a & b^c~d");
    EXPECT_EQ(text("OBX-5[1].whole"), "a & b^c");
    EXPECT_EQ(text("OBX-5.1.whole"), "a & b");
    EXPECT_EQ(text("OBX-6.whole"), "A&B^x&y");
}

TEST_F(View, EmptyBlankAndDeletedValuesHaveNoText) {
    read("PID|1||\"\"|  |^ |x^\"\"\r");
    EXPECT_EQ(text("PID-3"), "");
    EXPECT_EQ(text("PID-4"), "");
    EXPECT_FALSE(exists("PID-3"));
    EXPECT_FALSE(exists("PID-4"));
    EXPECT_FALSE(exists("PID-5"));
    EXPECT_TRUE(exists("PID-6"));
    EXPECT_EQ(text("PID-3.deleted"), "true");
    EXPECT_EQ(text("PID-4.deleted"), "");
    EXPECT_EQ(text("PID-6.2.deleted"), "true");
    EXPECT_EQ(count("PID-3"), 0U);
    EXPECT_EQ(count("PID-5"), 0U);
}

TEST_F(View, BlanksAroundAValueMeanNothing) {
    read("PID|1||123 ^^^ HOSP &1.2^MR ~ 45\t^^^B^PI|| DOE ^JOHN \\T\\ JANE \rPV1|1|I \r");
    EXPECT_EQ(text("PID-3.1"), "123");
    EXPECT_EQ(text("PID-3.4.1"), "HOSP");
    EXPECT_EQ(text("PID-3[5=MR].1"), "123") << "nor around a key";
    EXPECT_EQ(text("PID-3[5=PI].1"), "45");
    EXPECT_EQ(text("PID-5.1"), "DOE");
    EXPECT_EQ(text("PID-5.2"), "JOHN & JANE");
    EXPECT_EQ(text("PV1-2"), "I");
    EXPECT_EQ(text("PID-5.whole"), "DOE ^JOHN & JANE");
}

TEST_F(View, BlanksInFrontOfLinesOfTextSetThemOut) {
    read("OBX|1|TX| C ^ D||   a table  ~   more\rNTE|1| L |   indented \rOBX|2|TX|||  last");
    EXPECT_EQ(text("OBX-5"), "   a table");
    EXPECT_EQ(text("OBX-5[2]"), "   more");
    EXPECT_EQ(text("OBX-3.2"), "D") << "other fields are no lines";
    EXPECT_EQ(text("NTE-3"), "   indented");
    EXPECT_EQ(text("NTE-2"), "L");
}

TEST_F(View, AFieldExistsThoughItsFirstComponentIsEmpty) {
    read("PID|1||^^^X\r");
    EXPECT_TRUE(exists("PID-3"));
    EXPECT_EQ(text("PID-3"), "");
    EXPECT_FALSE(exists("PID-3.1"));
}

TEST_F(View, RepetitionsAreGoneOver) {
    read("PID|1||12^^^A&1~34^^^B&2\r");
    const Slot each = slot("PID-3");
    EXPECT_EQ(count("PID-3"), 2U);
    const Handle second = item(each, 1);
    EXPECT_EQ(text("", second, each), "34");
    EXPECT_EQ(text(".1", second, each), "34");
    EXPECT_EQ(text(".4.2", second, each), "2");
    EXPECT_EQ(text(".whole", second, each), "34^^^B&2");
    EXPECT_EQ(text(".4.whole", second, each), "B&2");
    EXPECT_TRUE(exists("", second, each));
}

TEST_F(View, SegmentsAreGoneOver) {
    read("PID|1\rNK1|1|A^B\rNK1|2|C^D~E\r");
    const Slot each = slot("NK1");
    EXPECT_EQ(count("NK1"), 2U);
    const Handle second = item(each, 1);
    EXPECT_EQ(text(".2.2", second, each), "D");
    EXPECT_EQ(text("-2.2", second, each), "D");
    EXPECT_EQ(text("NK1-2", second, each), "C");
    EXPECT_EQ(text("NK1[2]-1"), "2");
    EXPECT_EQ(count(".2", second, each), 2U);
    const Slot inner = slot(".2", each);
    EXPECT_EQ(text(".1", item(inner, 1, second), inner), "E");
}

TEST_F(View, GroupsAreGoneOverAndLookOutwards) {
    read("PID|1||P1\rOBR|1|a\rOBX|1|x\rOBX|2|y\rOBR|2|b\rPID|2||P2\rOBR|3|c\rOBX|3|z\r");
    const Slot order = slot("ORDER");
    ASSERT_EQ(count("ORDER"), 3U);
    const Handle first = item(order, 0);
    const Handle third = item(order, 2);
    EXPECT_EQ(text(".OBR-2", first, order), "a");
    EXPECT_EQ(text(".OBR-2", third, order), "c");
    EXPECT_EQ(text("PID-3", first, order), "P1");
    EXPECT_EQ(text("PID-3", third, order), "P2");
    EXPECT_EQ(text("MSH-10", third, order), "7");
    EXPECT_EQ(count(".OBX", first, order), 2U);
    EXPECT_EQ(count(".OBX", item(order, 1), order), 0U);
    EXPECT_EQ(text(".OBX-2", item(order, 1), order), "");
    const Slot results = slot(".OBX", order);
    EXPECT_EQ(text(".2", item(results, 1, first), results), "y");
    const Slot patient = slot("PATIENT");
    EXPECT_EQ(count(".ORDER", item(patient, 0), patient), 2U);
    EXPECT_EQ(count(".ORDER", item(patient, 1), patient), 1U);
}

TEST_F(View, AGroupAroundAPlaceIsFound) {
    read("PID|1||P1\rOBR|1\rOBX|1|x~y\rOBR|2\rOBX|2\r");
    const Slot order = slot("ORDER");
    const Slot patient = slot("PATIENT");
    const Slot results = slot("OBX");
    const Slot values = slot("OBX-2", results);
    const Slot person = slot("PID");
    const Handle obx = item(results, 0);
    EXPECT_EQ(view_.enclosing(obx, order), item(order, 0));
    EXPECT_EQ(view_.enclosing(item(results, 1), order), item(order, 1));
    EXPECT_EQ(view_.enclosing(item(values, 1, obx), order), item(order, 0));
    EXPECT_EQ(view_.enclosing(item(order, 1), patient), item(patient, 0));
    EXPECT_EQ(view_.enclosing(item(order, 1), order), item(order, 1));
    EXPECT_EQ(view_.enclosing(item(patient, 0), order), kWholeDocument);
    EXPECT_EQ(view_.enclosing(item(order, 1), person), item(person, 0));
}

TEST_F(View, NotesBelongToTheSegmentTheyFollow) {
    read("PID|1\rNTE|p\rOBR|1\rNTE|r\rOBX|1\rNTE|x1\rNTE|x2\rOBX|2\rOBX|3\rNTE|x3\r");
    const Slot results = slot("OBX");
    const Slot person = slot("PID");
    EXPECT_EQ(count(".NTE", item(results, 0), results), 2U);
    EXPECT_EQ(count(".NTE", item(results, 1), results), 0U);
    EXPECT_EQ(text(".NTE-1", item(results, 1), results), "");
    EXPECT_EQ(text("NTE-1", item(results, 2), results), "x3");
    EXPECT_EQ(count(".NTE", item(person, 0), person), 1U);
    const Slot order = slot("ORDER");
    EXPECT_EQ(count(".NTE", item(order, 0), order), 4U);
    EXPECT_EQ(count("NTE"), 5U);
}

TEST_F(View, EscapesAreDecodedAndTheirDeviationsCollected) {
    read("NTE|1||A\\T\\B C:\\x\r");
    std::vector<Note> notes;
    view_.collect(&notes);
    EXPECT_EQ(text("NTE-3"), "A&B C:\\x");
    EXPECT_EQ(notes.size(), 1U);
    MessageView::Reads reads;
    view_.trace(&reads);
    EXPECT_EQ(text("NTE-1"), "1");
    ASSERT_EQ(reads.size(), 1U);
    EXPECT_EQ(read_->message.text().substr(reads[0].first, reads[0].second - reads[0].first), "1");
}

TEST_F(View, PlacesHaveNamesOfTheirOwn) {
    read("PID|1||a~b\rOBR|1\rOBR|2\r");
    const Slot ids = slot("PID-3");
    const Slot order = slot("ORDER");
    EXPECT_EQ(view_.place(item(ids, 1), scratch_), "PID#2-3[2]");
    EXPECT_EQ(view_.place(item(order, 1), scratch_), "ORDER#3");
    EXPECT_EQ(item(ids, 1), item(ids, 1));
    EXPECT_NE(item(ids, 1), item(ids, 0));
}

TEST_F(View, WhatIsNotThereIsNothing) {
    read("PID|1\r");
    const Slot order = slot("ORDER");
    EXPECT_EQ(count("ORDER"), 0U);
    EXPECT_EQ(item(order, 3), kWholeDocument);
    EXPECT_EQ(item(slot("OBX-5"), 0), kWholeDocument);
    EXPECT_EQ(count("OBX-5"), 0U);
    EXPECT_FALSE(exists("ORDER"));
    EXPECT_FALSE(exists("OBX"));
    EXPECT_TRUE(exists("PID"));
    EXPECT_EQ(text("PID"), "");
}

TEST_F(View, AMillionRepetitionsAndSegmentsAreGoneOverInLinearTime) {
    std::string text = "PID|1||0";
    for (int i = 1; i < 1'000'000; ++i) text += "~" + std::to_string(i % 10);
    text += "\rOBR|1\r";
    for (int i = 0; i < 300'000; ++i) text += "OBX|1|x\r";
    read(text);
    const Slot ids = slot("PID-3");
    const Slot value = slot(".1", ids);
    const Slot results = slot("OBX");
    const Slot visit = slot("PV1-2", results);
    view_.set(read_->message);
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < 1'000'000; ++i)
        bytes += view_.text(view_.item(kWholeDocument, ids, i), value, scratch_).size();
    for (std::uint32_t i = 0; i < 300'000; ++i)
        bytes += view_.text(view_.item(kWholeDocument, results, i), visit, scratch_).size();
    EXPECT_EQ(bytes, 1'000'000U);
}

TEST_F(View, WrongAddressesAreErrorsThatTeach) {
    const Slot order = slot("ORDER");
    const Slot ids = slot("PID-3");
    for (const std::string_view wrong : {"pid-3", "PID-", "PID-0", "PID-3[0]", "PID-3.1.2.3", "PID-3.x", "PIDS-3",
                                         "PID-3 ", "ORDER-1", "PID[2", ".1", "", "PID-99999999999"}) {
        const auto resolved = space_.resolve(wrong, kNoSlot);
        if (wrong.empty()) continue;
        ASSERT_FALSE(resolved) << wrong;
        EXPECT_FALSE(resolved.error().hint.empty()) << wrong;
    }
    EXPECT_FALSE(space_.resolve(".1", order));
    EXPECT_FALSE(space_.resolve(".1.2.3", ids));
    EXPECT_EQ(space_.describe(slot(".1", ids)), "PID-3.1");
    EXPECT_EQ(space_.describe(slot("PID-5[2].1.3")), "PID-5[2].1.3");
}

TEST_F(View, FieldsSegmentsAndGroupsRepeatAndPartsDoNot) {
    for (const std::string_view address : {"PID-3", "OBX", "ORDER"})
        EXPECT_TRUE(space_.resolve(address, kNoSlot)->repeats);
    for (const std::string_view address : {"PID-3.1", "PID-3[2]", "OBX[1]", "PID-3.whole"})
        EXPECT_FALSE(space_.resolve(address, kNoSlot)->repeats) << address;
}

}  // namespace
}  // namespace hios::hl7v2
