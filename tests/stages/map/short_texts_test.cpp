// Short texts are looked at as one block, whatever follows them.

#include "pipeline/readable.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <string_view>

#include "stages/json/key_hash.hpp"
#include "stages/map/json_writer.hpp"
#include "stages/map/text_forms.hpp"

namespace hios {
namespace {

// Memory whose last byte is the last one that can be read.
class LastPage {
public:
    LastPage()
        : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
          memory_(static_cast<char*>(
              mmap(nullptr, 2 * page_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        mprotect(memory_ + page_, page_, PROT_NONE);
    }
    ~LastPage() { munmap(memory_, 2 * page_); }
    LastPage(const LastPage&) = delete;
    LastPage& operator=(const LastPage&) = delete;

    std::string_view at_its_end(std::string_view text) {
        char* const begin = memory_ + page_ - text.size();
        std::memcpy(begin, text.data(), text.size());
        return {begin, text.size()};
    }

private:
    std::size_t page_;
    char* memory_;
};

TEST(ShortTexts, NothingIsReadBehindTheEndOfMemory) {
    LastPage page;
    const std::string_view digits = "12345678901234567890123456789012345678901234567890";
    for (std::size_t size = 1; size <= digits.size(); ++size) {
        const std::string_view text = page.at_its_end(digits.substr(0, size));
        EXPECT_TRUE(map::is_json_number(text)) << size;
        EXPECT_EQ(json::name_key(text), json::name_key(digits.substr(0, size))) << size;
        char copy[128];
        EXPECT_TRUE(map::copy_plain(text.data(), size, copy)) << size;
        EXPECT_EQ(std::string_view(copy, size), text);
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

TEST(ShortTexts, NoTextAtAllIsNotReadable) {
    EXPECT_FALSE(is_readable(nullptr, 1));
}

}  // namespace
}  // namespace hios
