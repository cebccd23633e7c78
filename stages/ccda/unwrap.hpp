#pragma once
// Takes a document out of what it came in by mail or HTTP: MIME messages and multiparts (Direct, XDM by mail), headers
// of HTTP, base64 around an XML.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "stages/ccda/sniff.hpp"

namespace hios::ccda {

struct Part {
    std::string_view bytes;  // of the input, or of the unwrapper
    Content content = Content::kOther;
    std::string_view name;  // a file name that a header gives; ""
};

// Reusable; not thread-safe. Nesting is followed 8 levels deep, 256 parts are given out at most; decoding never makes
// more bytes than it reads. Zips and gzips come out as they are: io/archive walks them.
class Unwrapper {
public:
    // What is not wrapped comes back as one part. Parts live until the next call and as long as `bytes`. Empty: what
    // was wrapped cannot be undone (codes::kUnwrap), for example base64 that breaks off inside a digit group.
    const std::vector<Part>& unwrap(std::string_view bytes);

private:
    void add(std::string_view bytes, std::string_view name, int depth);
    void add_message(std::string_view bytes, int depth);
    void add_multipart(std::string_view body, std::string_view boundary, int depth);
    bool decode_base64(std::string_view text);
    void decode_quoted(std::string_view text);

    std::vector<Part> parts_;
    std::deque<std::string> decoded_;  // addresses stay
};

}  // namespace hios::ccda
