// The index against a plain splitter, on random messages.

#include <random>

#include "tests/stages/hl7v2/reading.hpp"

namespace hios::hl7v2 {
namespace {

using Strings = std::vector<std::string>;

Strings cut(const std::string& text, char at) {
    Strings parts(1);
    for (const char c : text) {
        if (c == at) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

void compare(const Part& part, const std::string& text, const std::string& delimiters, std::size_t level) {
    ASSERT_EQ(part.text(), text);
    if (level == delimiters.size() || text.empty()) {
        ASSERT_EQ(part.count(), 0U);
        return;
    }
    const Strings wanted = cut(text, delimiters[level]);
    ASSERT_EQ(part.count(), wanted.size());
    ASSERT_EQ(part.single(), wanted.size() == 1);
    std::size_t i = 0;
    for (const Part& one : part.parts()) {
        ASSERT_LT(i, wanted.size());
        compare(one, wanted[i++], delimiters, level + 1);
    }
    ASSERT_EQ(i, wanted.size());
    for (i = 0; i < wanted.size(); i += 1 + wanted.size() / 3)
        ASSERT_EQ(part.part(static_cast<std::uint32_t>(i + 1)).text(), wanted[i]);
    ASSERT_TRUE(part.part(static_cast<std::uint32_t>(wanted.size() + 1)).empty());
}

TEST(Differential, RandomMessagesAreCutLikeByAPlainSplitter) {
    std::mt19937 generator(7);
    const auto random = [&] { return static_cast<unsigned>(generator()); };
    Message message;
    for (int round = 0; round < 3000; ++round) {
        const std::string delimiters = round % 3 == 0 ? "#@*$!" : "|~^&\\";
        const char field = delimiters[0];
        const std::string header =
            std::string("MSH") + field + delimiters[2] + delimiters[1] + delimiters[4] + delimiters[3];
        std::string text = header + field + "x";
        const unsigned segments = random() % 6;
        for (unsigned s = 0; s < segments; ++s) {
            text += "\rZ" + std::string(1, static_cast<char>('A' + random() % 26)) + "1" + field;
            const unsigned length = random() % (round % 50 == 0 ? 3000 : 100);
            for (unsigned i = 0; i < length; ++i) {
                const unsigned kind = random() % 12;
                text += kind < 4 ? delimiters[kind] : static_cast<char>('a' + random() % 26);
            }
        }
        ASSERT_FALSE(message.read(text, {}));
        const Strings wanted = cut(text, '\r');
        ASSERT_EQ(message.segment_count(), wanted.size());
        for (std::uint32_t s = 1; s < wanted.size(); ++s) {
            const Strings fields = cut(wanted[s], field);
            ASSERT_EQ(message.segment(s).name(), fields[0]);
            ASSERT_EQ(message.segment(s).field_count(), fields.size() - 1);
            for (std::uint32_t f = 1; f < fields.size(); ++f)
                ASSERT_NO_FATAL_FAILURE(compare(message.segment(s).field(f), fields[f], delimiters.substr(1, 3), 0));
        }
    }
}

}  // namespace
}  // namespace hios::hl7v2
