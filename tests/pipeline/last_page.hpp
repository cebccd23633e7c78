#pragma once
// Memory behind which nothing can be read, to see what reads too far.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace hios::test {

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

}  // namespace hios::test
