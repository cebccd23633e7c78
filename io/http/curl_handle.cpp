#include "io/http/curl_handle.hpp"

#include "io/http/codes.hpp"
#include "io/http/curl_errors.hpp"

namespace hios::http {
namespace {

CurlState& state_of(void* user) {
    return *static_cast<CurlState*>(user);
}

std::size_t header_callback(char* bytes, std::size_t size, std::size_t count, void* user) {
    state_of(user).on_header({bytes, size * count});
    return size * count;
}

std::size_t write_callback(char* bytes, std::size_t size, std::size_t count, void* user) {
    if (state_of(user).cancelled()) return CURL_WRITEFUNC_ERROR;
    return state_of(user).on_body({bytes, size * count}) ? size * count : CURL_WRITEFUNC_PAUSE;
}

std::size_t read_callback(char* bytes, std::size_t size, std::size_t count, void* user) {
    const auto got = state_of(user).on_upload({bytes, size * count});
    return got ? *got : CURL_READFUNC_ABORT;
}

int seek_callback(void* user, curl_off_t offset, int origin) {
    if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_CANTSEEK;
    state_of(user).rewind_upload(static_cast<std::uint64_t>(offset));
    return CURL_SEEKFUNC_OK;
}

void append(std::unique_ptr<curl_slist, ListDelete>& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return;
    (void)list.release();
    list.reset(longer);
}

}  // namespace

CurlHandle::CurlHandle(EasyHandle easy, std::shared_ptr<CurlState> state, const CurlSettings& settings)
    : easy_(std::move(easy)), state_(std::move(state)) {
    curl_easy_reset(easy_.get());
    set_options(settings);
    set_method();
    set_headers();
}

void CurlHandle::set_options(const CurlSettings& settings) {
    CURL* easy = easy_.get();
    const Request& request = state_->request();
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.timeouts.connect.count()));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.timeouts.idle.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeouts.total.count()));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, settings.user_agent.c_str());
    if (!settings.ca_bundle.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, settings.ca_bundle.c_str());
    if (!settings.proxy.empty()) curl_easy_setopt(easy, CURLOPT_PROXY, settings.proxy.c_str());
    if (request.direct) {
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    } else if (!settings.no_proxy.empty()) {
        curl_easy_setopt(easy, CURLOPT_NOPROXY, settings.no_proxy.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header_callback);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, state_.get());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, write_callback);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, state_.get());
}

void CurlHandle::set_method() {
    CURL* easy = easy_.get();
    const Request& request = state_->request();
    if (request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (request.body != nullptr) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_callback);
        curl_easy_setopt(easy, CURLOPT_READDATA, state_.get());
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, seek_callback);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, state_.get());
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void CurlHandle::set_headers() {
    // Without a round trip for permission to send, and without headers that the request does not name.
    append(headers_, "Expect:");
    append(headers_, "Accept:");
    for (const Header& header : state_->request().headers) {
        append(headers_, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
}

void CurlHandle::finish(CURLcode result) {
    if (result == CURLE_OK) return state_->finish(std::nullopt);
    if (auto upload = state_->upload_error()) return state_->finish(std::move(upload));
    state_->finish(error_from_curl(result, detail_.data(), state_->request().url));
}

}  // namespace hios::http
