#pragma once
// A libcurl easy handle made ready for one request, and what must live as long as it.

#include <curl/curl.h>

#include <array>
#include <memory>

#include "io/http/curl_client.hpp"
#include "io/http/curl_transfer.hpp"

namespace hios::http {

struct EasyDelete {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDelete {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDelete>;

// Belongs to the thread of the loop.
class CurlHandle {
public:
    // `easy` may have served another request.
    CurlHandle(EasyHandle easy, std::shared_ptr<CurlState> state, const CurlSettings& settings);

    [[nodiscard]] CURL* easy() const { return easy_.get(); }
    [[nodiscard]] CurlState& state() const { return *state_; }
    [[nodiscard]] EasyHandle release() { return std::move(easy_); }
    // Tells the owner how it ended.
    void finish(CURLcode result);

private:
    void set_options(const CurlSettings& settings);
    void set_method();
    void set_headers();

    EasyHandle easy_;
    std::shared_ptr<CurlState> state_;
    std::unique_ptr<curl_slist, ListDelete> headers_;
    std::array<char, CURL_ERROR_SIZE> detail_{};
};

}  // namespace hios::http
