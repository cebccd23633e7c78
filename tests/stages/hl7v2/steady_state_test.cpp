// Reading message after message takes nothing from the heap.

#include "stages/hl7v2/escapes.hpp"
#include "tests/stages/flat/allocations.hpp"
#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

TEST(SteadyState, ReadingAndDecodingAllocateNothing) {
    const std::string plain =
        "MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5\rPID|1||12^^^H&1&ISO~34||D\\T\\E^J\rOBX|1|TX|||a\nb\r";
    const std::string latin = "MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5||||||8859/2\rPID|1||12||\xB1\r";
    Message message;
    Unescaper unescaper;
    std::size_t before = 0;
    for (int i = 0; i < 100; ++i) {
        if (i == 10) before = hios::test::allocations();
        for (const std::string* text : {&plain, &latin}) {
            if (message.read(*text, {})) ADD_FAILURE();
            for (const Part& repetition : message.segment(1).field(5).parts())
                (void)unescaper.decode(message, repetition.text());
        }
    }
    EXPECT_EQ(hios::test::allocations(), before);
}

TEST(SteadyState, SplittingAllocatesNoMoreThanThePiecesNeed) {
    std::string file;
    for (int i = 0; i < 1000; ++i) file += "MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.5\rPID|1\r";
    Splitter splitter;
    std::size_t messages = 0;
    const Splitter::Emit emit = [&](const MessageRange&) { ++messages; };
    splitter.feed(file, emit);
    const std::size_t before = hios::test::allocations();
    for (int i = 0; i < 20; ++i) splitter.feed(file, emit);
    EXPECT_LE(hios::test::allocations() - before, 2U);
    EXPECT_EQ(messages, 20'999U);
}

}  // namespace
}  // namespace hios::hl7v2
