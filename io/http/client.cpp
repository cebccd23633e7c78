#include "io/http/client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/http/codes.hpp"

namespace hios::http {

Outcome<std::string> read_body(Transfer& transfer, std::size_t limit) {
    std::string bytes;
    std::size_t filled = 0;
    for (;;) {
        if (filled == bytes.size()) bytes.resize(std::max<std::size_t>(4096, bytes.size() * 2));
        HIOS_TRY(const std::size_t got, transfer.read(std::span(bytes).subspan(filled)));
        if (got == 0) break;
        filled += got;
        if (filled > limit) {
            return fail(fatal(codes::kHttpTooLarge, fmt::format("the answer is larger than {} bytes", limit)));
        }
    }
    bytes.resize(filled);
    return bytes;
}

Outcome<Response> perform(Client& client, Request request, std::size_t limit) {
    const auto transfer = client.start(std::move(request));
    HIOS_TRY(ResponseHead head, transfer->head());
    HIOS_TRY(std::string body, read_body(*transfer, limit));
    return Response{std::move(head), std::move(body)};
}

}  // namespace hios::http
