// Short texts are looked at as one block, whatever follows them.

#include "pipeline/readable.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "stages/json/key_hash.hpp"
#include "stages/map/json_writer.hpp"
#include "stages/map/text_forms.hpp"
#include "tests/pipeline/last_page.hpp"

namespace hios {
namespace {

TEST(ShortTexts, NothingIsReadBehindTheEndOfMemory) {
    test::LastPage page;
    const std::string_view digits = "12345678901234567890123456789012345678901234567890";
    for (std::size_t size = 0; size <= digits.size(); ++size) {
        const std::string_view text = page.at_its_end(digits.substr(0, size));
        EXPECT_EQ(map::is_json_number(text), size != 0) << size;
        EXPECT_EQ(json::name_key(text), json::name_key(digits.substr(0, size))) << size;
        char copy[128];
        EXPECT_TRUE(map::copy_plain(text.data(), size, copy)) << size;
        EXPECT_EQ(std::string_view(copy, size), text);
    }
}

TEST(ShortTexts, AreTheSameWhenAllBytesAre) {
    test::LastPage page;
    const std::string_view letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn";
    EXPECT_TRUE(same_text({}, std::string_view(letters.data(), 0)));
    for (std::size_t size = 1; size <= letters.size(); ++size) {
        const std::string_view text = page.at_its_end(letters.substr(0, size));
        EXPECT_TRUE(same_text(text, letters.substr(0, size))) << size;
        EXPECT_FALSE(same_text(text, letters.substr(0, size - 1))) << size;
        for (std::size_t at = 0; at < size; ++at) {
            std::string other(text);
            other[at] = '.';
            EXPECT_FALSE(same_text(text, other)) << size << ' ' << at;
        }
    }
}

TEST(ShortTexts, WhatStandsBehindATextIsNotLookedAt) {
    for (std::size_t size = 1; size <= 40; ++size) {
        std::string text(size, '7');
        const std::string with_more = text + "\"x";
        const std::string_view view = std::string_view(with_more).substr(0, size);
        char copy[128];
        EXPECT_TRUE(map::copy_plain(view.data(), size, copy)) << size;
        EXPECT_TRUE(map::is_json_number(view)) << size;
        for (std::size_t at = 0; at < size; ++at) {
            std::string escaped = text;
            escaped[at] = '"';
            EXPECT_FALSE(map::copy_plain(escaped.data(), size, copy)) << size << ' ' << at;
            EXPECT_FALSE(map::is_json_number(escaped)) << size << ' ' << at;
        }
    }
}

TEST(ShortTexts, ACopyEndsWhereTheTextEnds) {
    test::LastPage page;
    const std::string_view text = "a text of some length: 35 characters";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        std::string copy(size + kCopyPadding, '.');
        EXPECT_EQ(copy_short(text.data(), size, copy.data()), copy.data() + size);
        EXPECT_EQ(std::string_view(copy).substr(0, size), text.substr(0, size));
        const std::string_view last = page.at_its_end(text.substr(0, size));
        EXPECT_EQ(copy_short(last.data(), size, copy.data()), copy.data() + size);
        EXPECT_EQ(std::string_view(copy).substr(0, size), text.substr(0, size));
    }
}

TEST(ShortTexts, WhatMustBeEscapedIsWhereverItStands) {
    for (const std::string_view special : {"\"", "\\", "\n", "\x01"}) {
        for (std::size_t before = 0; before < 40; ++before) {
            const std::string text =
                std::string(before, 'b') + std::string(special) + "c" + std::string(special) + std::string(before, 'd');
            std::string copy(6 * text.size() + 32, '.');
            copy.resize(static_cast<std::size_t>(map::copy_escaped(text, copy.data()) - copy.data()));
            EXPECT_EQ('"' + copy + '"', nlohmann::json(text).dump()) << before;
        }
    }
}

TEST(ShortTexts, NoTextAtAllIsNotReadable) {
    EXPECT_FALSE(is_readable(nullptr, 1));
}

}  // namespace
}  // namespace hios
